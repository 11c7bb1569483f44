"""Event streams as lists of events, one line each, with the edges of the chunks they came in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from ..models.sse import Frame, join_frames, split_frames
from .bodies import Stored, read_exactly, restore, store

EVENT_STREAM = "text/event-stream"


def store_stream(chunks: Sequence[bytes]) -> Stored:
    """A streamed body as a cassette shows it: ``stream``, a list of events, if that is exact, else as other bodies.

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
    events = stored.get("stream")
    if events is not None:
        check_events(events)
    pieces = (restore(stored),) if events is None else tuple(map(_written, events))
    sizes = stored.get("chunks")
    return pieces if sizes is None else tuple(_cut(b"".join(pieces), sizes))


def check_events(events: Any) -> None:
    """Raise ValueError for what is no list of stored events."""
    if not isinstance(events, list):
        raise ValueError(f"expected stream to be a list of events, found {events!r:.40}")
    for event in events:
        if not isinstance(event, dict) or not ("data" in event or isinstance(event.get("text"), str)):
            raise ValueError(f"expected an event with data, found {event!r:.60}")


def _data(event: Stored) -> str:
    if "text" in event:
        return str(event["text"])
    return json.dumps(event["data"], ensure_ascii=False, separators=(",", ":"))


def _events(content: bytes) -> list[dict[str, Any]] | None:
    try:
        events = [_stored(frame) for frame in split_frames(content.decode())]
    except UnicodeDecodeError:
        return None
    return events if events and b"".join(map(_written, events)) == content else None


def _stored(frame: Frame) -> dict[str, Any]:
    head = {} if frame.event is None else {"event": frame.event}
    try:
        value = read_exactly(frame.data)
        if json.dumps(value, ensure_ascii=False, separators=(",", ":")) == frame.data:
            return {**head, "data": value}
    except ValueError:
        pass
    return {**head, "text": frame.data}


def _written(event: Any) -> bytes:
    return join_frames([Frame(event.get("event"), _data(event))]).encode()


def _cut(content: bytes, sizes: Sequence[int]) -> Iterator[bytes]:
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise ValueError(f"expected chunks to be a list of sizes, found {sizes!r:.40}")
    if sum(sizes) != len(content):
        raise ValueError(f"the chunks add up to {sum(sizes)} bytes, the stream has {len(content)}")
    for start, end in pairwise(accumulate(sizes, initial=0)):
        yield content[start:end]
