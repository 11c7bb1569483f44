"""Event streams as lists of events, one line each, with the edges of the chunks they came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from ..models.sse import BLANK_LINE, Frame, join_frames, split_frames
from .bodies import Stored, Unstored, read_exactly, restore, store
from .layout import encoder

EVENT_STREAM = "text/event-stream"
SHAPES = frozenset(
    {
        frozenset({"data"}),
        frozenset({"event", "data"}),
        frozenset({"text"}),
        frozenset({"event", "text"}),
        frozenset({"raw"}),
    }
)
"""What an event is stored as: its name, if it has one, and its data as JSON or text; else a piece of the stream."""


class UnstoredStream(Unstored):
    """A streamed body as it came, chunk by chunk, which is stored when someone looks."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        super().__init__(b"".join(chunks))
        self.chunks = tuple(chunks) or (b"",)

    @cached_property
    def _stored(self) -> Stored:
        return store_stream(self.chunks)


def store_stream(chunks: Sequence[bytes]) -> Stored:
    """A streamed body as a cassette shows it: ``stream``, a list of events, or as other bodies if it has none.

    ``chunks`` holds the sizes of the chunks in bytes, where they are not one event each.
    """
    content = b"".join(chunks)
    events = _events(content)
    if events is not None and list(chunks) == [_written(event) for event in events]:
        return {"stream": events}
    stored = store(content) if events is None else {"stream": events}
    return {**stored, "chunks": [len(chunk) for chunk in chunks]} if content else stored


def restore_stream(stored: Stored) -> tuple[bytes, ...]:
    """The chunks of a stored stream. Raises ValueError if it is none."""
    if isinstance(stored, Unstored):
        return stored.chunks if isinstance(stored, UnstoredStream) else (stored.content,)
    events = stored.get("stream")
    if events is not None:
        check_events(events)
    pieces = (restore(stored),) if events is None else tuple(map(_written, events))
    return tuple(_cut(b"".join(pieces), stored["chunks"])) if "chunks" in stored else pieces


def check_events(events: Any) -> None:
    """Raise ValueError for what is no list of stored events."""
    if not isinstance(events, list) or not events:
        raise ValueError(f"expected stream to be a list of events, found {events!r:.40}")
    for event in events:
        if not isinstance(event, dict) or frozenset(event) not in SHAPES or not _all_text(event):
            raise ValueError(f"expected an event with data, text or raw, found {event!r:.60}")


def _all_text(event: Stored) -> bool:
    return all(isinstance(value, str) for key, value in event.items() if key != "data")


def _events(content: bytes) -> list[Stored] | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return [_stored(piece) for piece in _pieces(text)] if split_frames(text) else None


def _pieces(text: str) -> Iterator[str]:
    """The text cut after each blank line; what stands after the last one is a piece too."""
    ends = [match.end() for match in BLANK_LINE.finditer(text)]
    for start, end in pairwise([0, *ends, len(text)]):
        if start < end:
            yield text[start:end]


def _stored(piece: str) -> Stored:
    """A piece as an event if it is written as servers of this API write one; with CRLF or comments it stays raw."""
    frames = split_frames(piece)
    if len(frames) != 1 or join_frames(frames) != piece:
        return {"raw": piece}
    (frame,) = frames
    head = {} if frame.event is None else {"event": frame.event}
    try:
        value = read_exactly(frame.data)
        if encoder("compact")(value) == frame.data:
            return {**head, "data": value}
    except ValueError:
        pass
    return {**head, "text": frame.data}


def _written(event: Stored) -> bytes:
    if "raw" in event:
        return str(event["raw"]).encode()
    data = encoder("compact")(event["data"]) if "data" in event else event["text"]
    return join_frames([Frame(event.get("event"), data)]).encode(errors="backslashreplace")


def _cut(content: bytes, sizes: Any) -> Iterator[bytes]:
    if not isinstance(sizes, list) or not all(type(size) is int and size > 0 for size in sizes):
        raise ValueError(f"expected chunks to be a list of sizes, found {sizes!r:.40}")
    if sum(sizes) != len(content):
        raise ValueError(f"the chunks add up to {sum(sizes)} bytes, the stream has {len(content)}")
    for start, end in pairwise(accumulate(sizes, initial=0)):
        yield content[start:end]
