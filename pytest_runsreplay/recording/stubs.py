"""Between the requests and responses of vcrpy's stubs and ours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .exchanges import Request, Response
from .headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES, Headers, keep
from .stock import decompressed


def request_of(request: Any) -> Request:
    """Our form of a vcrpy request."""
    return Request.read(request.method, request.uri, _kept(request.headers.items()), _content(request.body))


def user_agent_of(request: Any) -> str:
    """Which client made a vcrpy request."""
    return str(request.headers.get("user-agent", ""))


def response_of(response: dict[str, Any]) -> Response:
    """Our form of a vcrpy response, decompressed."""
    body = response.get("body") or {}  # vcrpy's aiohttp stub leaves the body of a redirect out
    plain = decompressed({**response, "body": {"string": body.get("string") or b""}})
    pairs = [(name, value) for name, values in plain["headers"].items() for value in values]
    return Response.read(response["status"]["code"], keep(pairs, KEPT_OF_RESPONSES), [plain["body"]["string"]])


def vcr_response_of(response: Response) -> dict[str, Any]:
    """vcrpy's form of a response."""
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


def _content(body: Any) -> bytes:
    if body is None or isinstance(body, bytes):
        return body or b""
    if isinstance(body, (Mapping, list)):  # what aiohttp was given as json=, not yet written
        return json.dumps(body).encode()
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, (str, bytes)):
        return body.encode() if isinstance(body, str) else body
    if not isinstance(body, Iterable):
        raise TypeError(f"a request whose body is a {type(body).__name__} cannot be recorded or replayed: send bytes")
    return b"".join(body)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
