"""Between the requests and responses of vcrpy's stubs and ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .exchanges import Request, Response
from .failures import socket_error
from .headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES, Headers, keep
from .stock import decompressed


def request_of(request: Any) -> Request:
    """Our form of a vcrpy request."""
    return Request.read(request.method, request.uri, _kept(request.headers.items()), content_of(request.body))


def user_agent_of(request: Any) -> str:
    """Which client made a vcrpy request."""
    return str(request.headers.get("user-agent", ""))


def response_of(response: dict[str, Any]) -> Response:
    """Our form of a vcrpy response, decompressed."""
    plain = decompressed({**response, "headers": dict(response["headers"])})  # tornado's stub gives pairs
    pairs = [(name, value) for name, values in plain["headers"].items() for value in values]
    return Response.read(response["status"]["code"], keep(pairs, KEPT_OF_RESPONSES), [plain["body"]["string"]])


def vcr_response_of(response: Response) -> dict[str, Any]:
    """vcrpy's form of a response. Raises what a socket raises if its connection failed."""
    if response.failure is not None:
        raise socket_error(response.failure)
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name, []).append(value)
    return {
        "status": {"code": response.status, "message": ""},
        "headers": headers,
        "body": {"string": response.content},
    }


def _kept(headers: Iterable[tuple[Any, Any]]) -> Headers:
    return keep(((_text(name), _text(value)) for name, value in headers), KEPT_OF_REQUESTS)


def content_of(body: Any) -> bytes:
    """The bytes of a request's body: bytes, text, a file, or an iterable of either. Raises TypeError for others."""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode()
    if body is None or isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body or b"")
    if not isinstance(body, Iterable) or isinstance(body, Mapping):
        raise TypeError(f"a request whose body is a {type(body).__name__} cannot be recorded or replayed: send bytes")
    return b"".join(content_of(part) for part in body)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
