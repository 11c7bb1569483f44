"""What the service is asked and what it answers, as values that no HTTP library owns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

MASK = "[redacted]"
SECRET_HEADERS = frozenset({"authorization", "api-key", "cookie"})


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request: the path decoded, the query as it stood after the ``?``, header names in any case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __post_init__(self) -> None:
        object.__setattr__(self, "headers", {name.lower(): value for name, value in self.headers.items()})

    @property
    def api_key(self) -> str | None:
        """The key sent with the request, as a bearer token (OpenAI) or as ``api-key`` (Azure)."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token.strip():
            return token.strip()
        return self.headers.get("api-key") or None

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError where it is none."""
        return json.loads(self.body)

    def masked(self) -> Request:
        """The same request, its keys and cookies replaced by a mask."""
        headers = {name: MASK if name in SECRET_HEADERS else value for name, value in self.headers.items()}
        return replace(self, headers=headers)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer: its body in one piece, or for a stream the chunks, one for each event."""

    status: int
    headers: Mapping[str, str]
    body: bytes | tuple[bytes, ...]

    @property
    def content(self) -> bytes:
        """The whole body, a stream's chunks joined."""
        return self.body if isinstance(self.body, bytes) else b"".join(self.body)

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError for a stream."""
        return json.loads(self.content)
