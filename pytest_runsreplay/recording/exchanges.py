"""A request and its answer, as recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult

from ..lifecycle.states import UNFINISHED_STATUSES
from ..models.sse import split_frames
from ..printing import printable
from .addresses import split
from .bodies import Stored, Unstored, restore
from .boundaries import with_fixed_boundary
from .headers import SECRET_OF_REQUESTS, Headers, value_of
from .streams import EVENT_STREAM, UnstoredStream, restore_stream

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FAILURES = (
    "connect",
    "connect_timeout",
    "read",
    "read_timeout",
    "write",
    "write_timeout",
    "pool_timeout",
    "protocol",
)
"""The kinds of failure of a connection that a cassette knows."""


class NotJson(ValueError):
    """A body that is not JSON."""


@dataclass(frozen=True)
class Request:
    """A request: method, absolute URL, the headers that are kept, and the body as stored.

    ``credential`` is the number that a cassette gives the one it was made with, where there are several to tell apart.
    ``secrets`` holds the headers that are read while recording and never kept.
    """

    method: str
    url: str
    headers: Headers = ()
    body: Stored = field(default_factory=dict)
    credential: str = field(default="", compare=False)
    secrets: Headers = field(default=(), repr=False, compare=False)

    @classmethod
    def read(cls, method: str, url: str, headers: Headers, content: bytes) -> Request:
        """A request as it is stored."""
        secrets = tuple(pair for pair in headers if pair[0] in SECRET_OF_REQUESTS)
        kept = tuple(pair for pair in headers if pair not in secrets) if secrets else headers
        kept, content = with_fixed_boundary(kept, content)
        return cls(method.upper(), url, kept, Unstored(content), secrets=secrets)

    @cached_property
    def parts(self) -> SplitResult:
        return split(self.url)

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
        return printable(f"{self.method} {self.url}")


@dataclass(frozen=True)
class Failure:
    """How a connection failed: one of ``FAILURES``, and the words of the client that saw it."""

    kind: str
    message: str


@dataclass(frozen=True)
class Response:
    """An answer: status code, headers, and the body as it came, chunk by chunk.

    ``cut`` tells that the reader stopped before the end, so that what would have followed is not known. With a
    ``failure`` the connection broke after what there is: after nothing where ``status`` is 0. ``times`` tells when
    each chunk of an event stream arrived, in milliseconds since the first one; it is no part of what is compared.
    """

    status: int
    headers: Headers = ()
    body: Stored = field(default_factory=dict)
    cut: bool = False
    failure: Failure | None = None
    times: tuple[int, ...] = field(default=(), compare=False)

    @classmethod
    def read(
        cls,
        status: int,
        headers: Headers,
        chunks: Sequence[bytes],
        *,
        cut: bool = False,
        failure: Failure | None = None,
        times: Sequence[int] = (),
    ) -> Response:
        """An answer as it is stored. ``times``, if given, has one for each of ``chunks``, empty ones included."""
        if times and len(times) != len(chunks):
            raise ValueError(f"expected a time for each of {len(chunks)} chunks, found {len(times)}")
        filled = [index for index, chunk in enumerate(chunks) if chunk]
        pieces = [chunks[index] for index in filled]
        if not value_of(headers, "content-type").startswith(EVENT_STREAM):
            return cls(status, headers, Unstored(b"".join(pieces)), cut, failure)
        kept = tuple(times[index] for index in filled) if times else ()
        return cls(status, headers, UnstoredStream(pieces), cut, failure, kept)

    @property
    def good(self) -> bool:
        """Whether the server answered to the end, and neither refused the request nor failed at it."""
        return self.failure is None and self.status < 400

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
        states = list(self.states.values())
        if self._items is None:
            return states[0] if states else None
        return next((state for state in states if state in UNFINISHED_STATUSES), None)

    @cached_property
    def states(self) -> Mapping[str, str]:
        """The ``status`` of each object that was answered, by its id."""
        items = self._items
        found = {_id(item): _status(item) for item in ([self._value] if items is None else items)}
        return {name: state for name, state in found.items() if state is not None}

    @cached_property
    def _value(self) -> Any:
        try:
            return self.json()
        except NotJson:
            return None

    @property
    def _items(self) -> list[Any] | None:
        items = self._value.get("data") if isinstance(self._value, Mapping) else None
        return items if isinstance(items, list) else None


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


def _id(value: Any) -> str:
    return str(value.get("id", "")) if isinstance(value, Mapping) else ""


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None
