"""The events of a streamed run (wire.md §4)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .base import WireModel
from .parsing import ParseError, parse
from .sse import Frame, join_frames, split_frames

DONE = "[DONE]"


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event of a stream.

    ``event`` is its name, such as ``thread.run.created``, or ``None`` where the server sent none. ``data`` is the
    typed object, the plain JSON value where it is no object of this API, or the text where it is not JSON
    (``[DONE]``). ``text`` is the data as it stood on the wire.
    """

    event: str | None
    data: WireModel | Any
    text: str = field(default="", repr=False, compare=False)


def parse_stream(body: bytes | str) -> list[StreamEvent]:
    """Read the bytes of a stream into its events. ``render_stream`` gives a server's bytes back.

    Raises ParseError where the bytes are not UTF-8.
    """
    return [StreamEvent(frame.event, _typed(frame.data), frame.data) for frame in split_frames(_text(body))]


def render_stream(events: Iterable[StreamEvent]) -> bytes:
    """Write events as a server sends them: LF, compact JSON, no comments."""
    return join_frames(Frame(event.event, event.text or _compact(event.data)) for event in events).encode()


def _text(body: bytes | str) -> str:
    try:
        return body if isinstance(body, str) else body.decode()
    except UnicodeDecodeError as error:
        raise ParseError("a stream of UTF-8 text", f"byte 0x{body[error.start]:02x}", f"byte {error.start}") from None


def _typed(data: str) -> Any:
    try:
        return parse(data)
    except ParseError:
        return _json_or_text(data)


def _json_or_text(data: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data


def _compact(data: Any) -> str:
    if isinstance(data, str):
        return data
    value = data.wire() if isinstance(data, WireModel) else data
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
