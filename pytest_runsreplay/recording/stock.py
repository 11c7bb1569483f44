"""Cassettes that vcrpy wrote, YAML or JSON: read as they are, never written."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from typing import Any

import yaml
from vcr.serializers import yamlserializer

from .bodies import store
from .exchanges import Exchange, Request, Response
from .expansion import check_expansion
from .headers import Headers
from .limits import LONGEST_NUMBER, LimitError, check_count
from .loading import STATUSES, FormatError, check_headers, check_url
from .unpacking import CannotUnpack, Room

ENCODING = "content-encoding"
TAG = "tag:yaml.org,2002:"
WRONG = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What taking something apart raises that is not what it should be."""


def read_yaml(text: str) -> Any:
    """Parse YAML with vcrpy's safe loader. Raises ValueError with the line of what is wrong."""
    try:
        check_expansion(text)
        return _serializer().deserialize(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} column {mark.column + 1}: " if mark is not None else ""
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        raise ValueError(f"{where}{problem}") from None
    except LimitError:
        raise
    except WRONG as error:  # of a tag that does not fit its value
        raise ValueError(f"{type(error).__name__}: {error}") from None


@cache
def _serializer() -> Any:
    """That of vcrpy, but for numbers that take ages to read, for tuples, which as keys could all have one hash, and
    for what PyYAML would put right without a word."""
    numbers = {"int": _number("construct_yaml_int"), "float": _number("construct_yaml_float")}
    own = {**numbers, "python/tuple": _list, "binary": _binary, "map": _mapping}
    return yamlserializer.with_custom_tags({TAG + name: constructor for name, constructor in own.items()})


def _number(constructor: str) -> Any:
    def construct(loader: Any, node: Any) -> Any:
        length = len(loader.construct_scalar(node))
        if length > LONGEST_NUMBER:
            raise _wrong(f"a number of {length:,} characters; more than {LONGEST_NUMBER} are not read", node)
        return getattr(loader, constructor)(node)

    return construct


def _binary(loader: Any, node: Any) -> bytes:
    try:
        return b64decode("".join(loader.construct_scalar(node).split()), validate=True)
    except ValueError as error:  # PyYAML would leave out what is not of it
        raise _wrong(f"base64 that cannot be read ({error})", node) from None


def _mapping(loader: Any, node: Any) -> Iterator[dict[Any, Any]]:
    """As PyYAML makes one, but that no key may stand twice: of two, one would be lost."""
    names = [(key.tag, key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    if len(set(names)) < len(names):
        raise _wrong("a key stands twice", node)
    yield from loader.construct_yaml_map(node)


def _wrong(problem: str, node: Any) -> Exception:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _list(loader: Any, node: Any) -> list[Any]:
    found: list[Any] = loader.construct_sequence(node, deep=True)
    return found


def is_stock(document: Any) -> bool:
    """Whether a parsed document has the shape of vcrpy's cassettes."""
    return isinstance(document, dict) and isinstance(document.get("interactions"), list)


def load(document: Any) -> list[Exchange]:
    """The exchanges of a parsed vcrpy cassette. Raises FormatError, and LimitError for too many or too large ones."""
    check_count(len(document["interactions"]))
    room = Room()
    return [_exchange(item, index, room) for index, item in enumerate(document["interactions"])]


def _exchange(item: Any, index: int, room: Room) -> Exchange:
    try:
        return Exchange(_request(item["request"]), _response(item["response"], room))
    except LimitError as error:
        raise FormatError(f"interaction {index + 1}: {error}") from None
    except WRONG as error:
        reason = f"{type(error).__name__}: {error}"
        raise FormatError(f"interaction {index + 1} is not one that vcrpy writes ({reason})") from None


def _request(value: Mapping[str, Any]) -> Request:
    method, uri = str(value["method"]).upper(), str(value["uri"])
    check_url(uri, "request")
    return Request(method, uri, _headers(value.get("headers") or {}), store(_bytes(value.get("body"))))


def _response(value: Mapping[str, Any], room: Room) -> Response:
    if "status_code" in value:  # written for httpx by vcrpy before 8.2
        value = {
            "status": {"code": value["status_code"]},
            "headers": value.get("headers"),
            "body": {"string": value.get("content")},
        }
    status = int(value["status"]["code"])
    if status not in STATUSES:
        raise ValueError(f"{status!r:.40} is no HTTP status")
    plain = decompressed(
        {"headers": value.get("headers") or {}, "body": {"string": _bytes(value["body"]["string"])}}, room
    )
    return Response.read(status, _headers(plain["headers"]), [plain["body"]["string"]])


def decompressed(response: dict[str, Any], room: Room | None = None) -> dict[str, Any]:
    """The response as its client saw it after decoding; left alone where the body is not what its headers say."""
    headers = {name: list(_texts(values)) for name, values in response["headers"].items()}
    name = next((name for name in headers if name.lower() == ENCODING), "")
    encoding, *others = headers.get(name) or [""]
    try:
        plain = (room or Room()).unpacked(encoding, response["body"]["string"])
    except CannotUnpack:
        return response
    if plain is None:
        return response
    kept = {key: values for key, values in headers.items() if key.lower() not in (ENCODING, "content-length")}
    left = {name: others} if others else {}
    return {**response, "headers": {**kept, **left, "content-length": [str(len(plain))]}, "body": {"string": plain}}


def _headers(value: Mapping[str, Any]) -> Headers:
    pairs = tuple((name, text) for name, values in value.items() for text in _texts(values))
    check_headers(pairs, "headers")
    return pairs


def _texts(values: Any) -> Iterator[str]:
    for value in values if isinstance(values, (list, tuple)) else [values]:
        if isinstance(value, (dict, list)):
            raise TypeError(f"expected the value of a header, found {type(value).__name__}")
        yield str(value)


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    if isinstance(value, (bytes, str, BytesIO)):
        return _piece(value)
    if isinstance(value, (list, Iterator)):
        return b"".join(map(_piece, value))
    raise TypeError(f"expected a body, found {type(value).__name__}")


def _piece(value: Any) -> bytes:
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, BytesIO):
        return value.getvalue()
    raise TypeError(f"expected a piece of a body, found {type(value).__name__}")
