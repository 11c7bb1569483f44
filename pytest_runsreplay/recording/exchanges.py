"""A request and its answer, as recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit

from ..lifecycle.states import UNFINISHED_STATUSES
from ..models.sse import split_frames
from .bodies import Stored, restore, store
from .headers import Headers, value_of
from .streams import EVENT_STREAM, restore_stream, store_stream

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NotJson(ValueError):
    """A body that is not JSON."""


@dataclass(frozen=True)
class Request:
    """A request: method, absolute URL, the headers that are kept, and the body as stored."""

    method: str
    url: str
    headers: Headers = ()
    body: Stored = field(default_factory=dict)

    @classmethod
    def read(cls, method: str, url: str, headers: Headers, content: bytes) -> Request:
        return cls(method.upper(), url, headers, store(content))

    @cached_property
    def parts(self) -> SplitResult:
        return urlsplit(self.url)

    @property
    def safe(self) -> bool:
        """Whether the request only reads, so that it may be answered again and again."""
        return self.method in SAFE_METHODS

    @cached_property
    def content(self) -> bytes:
        return restore(self.body)

    def json(self) -> Any:
        """The body as JSON value; raises NotJson if it is none."""
        if "json" in self.body:
            return self.body["json"]
        return _json(self.content)

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


@dataclass(frozen=True)
class Response:
    """An answer: status code, headers, and the body as it came, chunk by chunk.

    ``cut`` tells that the reader stopped before the end, so that what would have followed is not known.
    """

    status: int
    headers: Headers = ()
    body: Stored = field(default_factory=dict)
    cut: bool = False

    @classmethod
    def read(cls, status: int, headers: Headers, chunks: Sequence[bytes], *, cut: bool = False) -> Response:
        chunks = tuple(chunk for chunk in chunks if chunk)
        streamed = value_of(headers, "content-type").startswith(EVENT_STREAM)
        return cls(status, headers, store_stream(chunks) if streamed else store(b"".join(chunks)), cut)

    @cached_property
    def chunks(self) -> tuple[bytes, ...]:
        return restore_stream(self.body)

    @property
    def content(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def events(self) -> list[tuple[str | None, str]]:
        """The events of a streamed answer, each its name and its data as text; empty for other answers."""
        if not value_of(self.headers, "content-type").startswith(EVENT_STREAM):
            return []
        return [(frame.event, frame.data) for frame in split_frames(self.content.decode(errors="replace"))]

    def json(self) -> Any:
        """The body as JSON value; raises NotJson if it is none."""
        if "json" in self.body:
            return self.body["json"]
        return _json(self.content)

    @cached_property
    def state(self) -> str | None:
        """The ``status`` of the object that was answered, such as ``in_progress``; that of a page is the one of its
        first object that is unfinished. None if there is none."""
        try:
            value = self.json()
        except NotJson:
            return None
        items = value.get("data") if isinstance(value, Mapping) else None
        if isinstance(items, list):
            return next((state for state in map(_status, items) if state in UNFINISHED_STATUSES), None)
        return _status(value)


@dataclass(frozen=True)
class Exchange:
    """A request, its answer, and how many times in a row that answer was given."""

    request: Request
    response: Response
    times: int = 1

    def again(self) -> Exchange:
        """The same exchange, seen once more."""
        return replace(self, times=self.times + 1)


def _status(value: Any) -> str | None:
    status = value.get("status") if isinstance(value, Mapping) else None
    return status if isinstance(status, str) else None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None
