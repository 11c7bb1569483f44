"""A stream as the story that it tells: what happened in which order, and what was there in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pytest_runsreplay.models import (
    DONE,
    Accumulation,
    EventStream,
    MessageDeltaObject,
    RunStepDeltaObject,
    StreamEvent,
    WireModel,
    accumulate,
)

DELTAS = (MessageDeltaObject, RunStepDeltaObject)


def folded(events: Sequence[StreamEvent]) -> dict[str, Any]:
    """The order of events, one line each, and the final thread, run, steps, messages and error, once.

    An earlier body of an object that contradicts the final one is there too, under ``contradictions``.

    A line is the event's name and the id it is about. Deltas in a row are one line, however the server cut the text;
    another event sent twice in a row says ``×2``. ``deltas`` tells what the pieces amount to where that is not what
    the final object says; ``cut`` why a stream broke off.
    """
    known = accumulate(events)
    pieces = accumulate([event for event in events if isinstance(event.data, DELTAS)])
    story: dict[str, Any] = {"events": list(_lines(events))}
    for name in ("thread", "run", "steps", "messages", "error"):
        if found := getattr(known, name):
            story[name] = found
    final, grown = _bodies(known), _bodies(pieces)
    if others := {id: body for id, body in grown.items() if not _holds(final.get(id), body)}:
        story["deltas"] = others
    if earlier := [body for body in map(_whole, events) if _contradicts(final.get(str(body.get("id"))), body)]:
        story["contradictions"] = earlier
    if isinstance(events, EventStream) and events.cut is not None:
        story["cut"] = events.cut.reason
    return story


def _bodies(known: Accumulation) -> dict[str, dict[str, Any]]:
    objects = (known.thread, known.run, *known.steps, *known.messages)
    return {str(getattr(one, "id", "")): one.wire() for one in objects if one is not None}


def _whole(event: StreamEvent) -> Mapping[str, Any]:
    if isinstance(event.data, DELTAS) or not isinstance(event.data, WireModel):
        return {}
    return event.data.wire()


def _lines(events: Iterable[StreamEvent]) -> Iterator[Any]:
    for line, same in groupby(events, key=_line):
        times = sum(not isinstance(event.data, DELTAS) for event in same)
        yield f"{line} ×{times}" if times > 1 and isinstance(line, str) else line


def _line(event: StreamEvent) -> Any:
    if isinstance(event.data, WireModel):
        id = getattr(event.data, "id", None)
        return f"{event.event} {id}" if isinstance(id, str) else str(event.event)
    return str(event.event) if event.data == DONE else {"event": event.event, "data": event.data}


def _holds(whole: Any, part: Any) -> bool:
    """Whether all that the pieces say stands in the final object too; their types may be named otherwise there."""
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return all(key in ("type", "object") or _holds(whole.get(key), value) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) <= len(whole) and all(map(_holds, whole, part))
    return part is None or bool(whole == part)


def _contradicts(final: Mapping[str, Any] | None, earlier: Mapping[str, Any]) -> bool:
    """Whether an earlier body says something else than the final one of what both know; its status may."""
    return final is not None and any(
        key != "status" and _differs(final.get(key), value) for key, value in earlier.items()
    )


def _differs(final: Any, earlier: Any) -> bool:
    if isinstance(earlier, Mapping) and isinstance(final, Mapping):
        return any(_differs(final.get(key), value) for key, value in earlier.items())
    if isinstance(earlier, list) and isinstance(final, list):  # it may have grown since
        return any(map(_differs, final, earlier))
    return earlier not in (None, "") and final is not None and bool(final != earlier)
