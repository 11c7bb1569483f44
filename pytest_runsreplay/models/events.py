"""The events of a streamed run (wire.md §4)."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, get_args

from .base import WireModel
from .deltas import MessageDeltaObject, RunStepDeltaObject
from .errors import Error
from .messages import MessageObject
from .parsing import ParseError, parse, read_object
from .run_steps import RunStepObject, RunStepStatus
from .runs import RunObject, RunStatus
from .sse import Frame, join_frames, read_frames, why_cut
from .threads import ThreadObject

DONE = "[DONE]"
SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character, which UTF-8 has no bytes for

EVENTS: Mapping[str, type[WireModel] | type[str]] = {
    "thread.created": ThreadObject,
    **{f"thread.run.{moment}": RunObject for moment in ("created", *get_args(RunStatus))},
    **{f"thread.run.step.{moment}": RunStepObject for moment in ("created", *get_args(RunStepStatus))},
    "thread.run.step.delta": RunStepDeltaObject,
    **{f"thread.message.{moment}": MessageObject for moment in ("created", "in_progress", "completed", "incomplete")},
    "thread.message.delta": MessageDeltaObject,
    "error": Error,
    "done": str,
}
"""What the data of each of the 25 events is (schema ``AssistantStreamEvent``, wire.md §4.2)."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event of a stream.

    ``event`` is its name, such as ``thread.run.created``, or ``None`` where the server sent none. ``data`` is the
    typed object, the plain JSON value where it is no object of this API, or the text where it is not JSON
    (``[DONE]``). ``text`` is the data as it stood on the wire.
    """

    event: str | None
    data: WireModel | Json
    text: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a stream broke off: ``rest`` holds the bytes, from byte ``offset`` on, that make no whole event."""

    offset: int
    rest: bytes
    reason: str

    def __str__(self) -> str:
        return f"{self.reason}; the last {len(self.rest)} bytes, from byte {self.offset} on, are no whole event"


class EventStream(list[StreamEvent]):
    """The events of one body, and how the body ended. ``cut`` is ``None`` where it ended after a whole event."""

    def __init__(self, events: Iterable[StreamEvent] = (), cut: Cut | None = None) -> None:
        super().__init__(events)
        self.cut = cut

    @property
    def done(self) -> bool:
        """Whether the last event is the ``[DONE]`` with which servers end a stream."""
        return bool(self) and self[-1].data == DONE


def parse_stream(body: bytes | str) -> EventStream:
    """Read the bytes of a stream into its events; what breaks off at the end is reported as ``cut``.

    ``render_stream`` gives a server's bytes back. Raises ParseError where the bytes are not UTF-8.
    """
    content = _encoded(body) if isinstance(body, str) else body
    text, broken = _decoded(content)
    frames, rest = read_frames(text)
    events = (StreamEvent(frame.event, _typed(frame), frame.data) for frame in frames)
    return EventStream(events, _cut(content, rest, broken))


def render_stream(events: Iterable[StreamEvent]) -> bytes:
    """Write events as a server sends them: LF, compact JSON, no comments. A cut EventStream gets its rest back."""
    written = join_frames(Frame(event.event, event.text or _compact(event.data)) for event in events).encode()
    cut = events.cut if isinstance(events, EventStream) else None
    return written if cut is None else written + cut.rest


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        found = f"the surrogate U+{ord(text[error.start]):04X}"
        raise ParseError("a stream of Unicode text", found, f"character {error.start}") from None


def _decoded(content: bytes) -> tuple[str, bytes]:
    """The text of a stream, and the bytes of a character that its end broke."""
    try:
        text, read = codecs.utf_8_decode(content)
    except UnicodeDecodeError as error:
        found = f"byte 0x{content[error.start]:02x}"
        raise ParseError("a stream of UTF-8 text", found, f"byte {error.start}") from None
    return text, content[read:]


def _cut(content: bytes, rest: str, broken: bytes) -> Cut | None:
    reason = "the stream ends in the middle of a UTF-8 character" if broken else why_cut(rest)
    left = rest.encode() + broken
    return None if reason is None else Cut(len(content) - len(left), left, reason)


def _typed(frame: Frame) -> WireModel | Json:
    try:
        return parse(frame.data)
    except ParseError:
        return _as_the_event_says(frame.event, _json_or_text(frame.data))


def _as_the_event_says(event: str | None, value: Json) -> WireModel | Json:
    """The model that belongs to the event, for data without an ``object``, such as an error's; else the value."""
    model = EVENTS.get(event or "", str)
    if not isinstance(value, dict) or not issubclass(model, WireModel):
        return value
    try:
        return read_object(model, value)
    except ParseError:
        return value


def _json_or_text(data: str) -> Json:
    try:
        value: Json = json.loads(data)
    except (ValueError, RecursionError):
        return data
    return value


def _compact(data: WireModel | Json) -> str:
    if isinstance(data, str):
        return data
    value = data.wire() if isinstance(data, WireModel) else data
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value, separators=(",", ":")) if SURROGATE.search(text) else text
