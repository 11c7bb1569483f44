"""Cassettes that vcrpy wrote, YAML or JSON: read as they are, never written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from vcr.filters import decode_response
from vcr.serializers import yamlserializer

from .bodies import store
from .exchanges import Exchange, Request, Response
from .headers import Headers
from .loading import FormatError


def read_yaml(text: str) -> Any:
    """Parse YAML with vcrpy's safe loader. Raises ValueError with the line of what is wrong."""
    import yaml

    try:
        return yamlserializer.deserialize(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} column {mark.column + 1}: " if mark is not None else ""
        raise ValueError(f"{where}{getattr(error, 'problem', None) or error}") from None


def is_stock(document: Any) -> bool:
    """Whether a parsed document has the shape of vcrpy's cassettes."""
    return isinstance(document, dict) and isinstance(document.get("interactions"), list)


def load(document: Any) -> list[Exchange]:
    """The exchanges of a parsed vcrpy cassette. Raises FormatError."""
    return [_exchange(item, index) for index, item in enumerate(document["interactions"])]


def _exchange(item: Any, index: int) -> Exchange:
    try:
        return Exchange(_request(item["request"]), _response(item["response"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise FormatError(f"interaction {index + 1} is not one that vcrpy writes ({reason})") from None


def _request(value: Mapping[str, Any]) -> Request:
    method, uri = str(value["method"]).upper(), str(value["uri"])
    return Request(method, uri, _headers(value.get("headers") or {}), store(_bytes(value.get("body"))))


def _response(value: Mapping[str, Any]) -> Response:
    if "status_code" in value:  # written for httpx by vcrpy before 8.2
        value = {
            "status": {"code": value["status_code"]},
            "headers": value.get("headers"),
            "body": {"string": value.get("content")},
        }
    status, headers, content = int(value["status"]["code"]), value.get("headers") or {}, _bytes(value["body"]["string"])
    plain = decompressed({"headers": headers, "body": {"string": content}})
    return Response.read(status, _headers(plain["headers"]), [plain["body"]["string"]])


def decompressed(response: dict[str, Any]) -> dict[str, Any]:
    """The response as its client saw it after decoding; left alone where the body is not what its headers say."""
    lists = {name: list(_texts(values)) for name, values in response["headers"].items()}
    try:
        decoded: dict[str, Any] = decode_response({**response, "headers": lists})
    except (zlib.error, OSError, EOFError, ValueError):
        return response
    return decoded


def _headers(value: Mapping[str, Any]) -> Headers:
    return tuple((name, text) for name, values in value.items() for text in _texts(values))


def _texts(values: Any) -> Iterator[str]:
    if isinstance(values, (list, tuple)):
        yield from (str(value) for value in values)
    else:
        yield str(values)


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, BytesIO):
        return value.getvalue()
    return b"".join(_bytes(part) for part in value)
