"""Between the requests and responses of vcrpy's stubs, which are left for tornado, and ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .exchanges import Request, Response
from .failures import socket_error
from .headers import KEPT_OF_RESPONSES, READ_OF_REQUESTS, Headers, keep
from .stock import decompressed


def request_of(request: Any) -> Request:
    """Our form of a vcrpy request."""
    return Request.read(request.method, request.uri, _kept(request.headers.items()), request.body or b"")


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
    return keep(((_text(name), _text(value)) for name, value in headers), READ_OF_REQUESTS)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
