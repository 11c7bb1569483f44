"""A stream folded into what it leaves behind (wire.md §4.3, §4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .base import WireModel
from .deltas import MessageDeltaObject, RunStepDeltaObject
from .errors import Error, ErrorResponse
from .events import StreamEvent
from .messages import MessageObject
from .parsing import read_object
from .run_steps import RunStepObject
from .runs import RunObject
from .threads import ThreadObject

GROWING = frozenset({"value", "refusal", "arguments", "input", "logs"})
"""The texts that arrive in pieces; every other value arrives whole, and a later one replaces it."""

DEEPEST = 16
"""Deltas nest nine levels; what is nested deeper than this is taken as it came."""

BLANK_STEP = {"object": "thread.run.step"}
BLANK_MESSAGE = {"object": "thread.message", "content": []}

T = TypeVar("T", bound=WireModel)
Model = TypeVar("Model", MessageObject, RunStepObject)


@dataclass(frozen=True, slots=True)
class Accumulation:
    """What is known after a stream: each object as it last was, steps and messages in order of first appearance.

    ``None``, and missing from its tuple, is what no event told of. ``run`` is the last run told of.
    """

    thread: ThreadObject | None = None
    run: RunObject | None = None
    steps: tuple[RunStepObject, ...] = ()
    messages: tuple[MessageObject, ...] = ()
    error: Error | None = None


def accumulate(events: Iterable[StreamEvent]) -> Accumulation:
    """Fold the events of a stream, or of several one after the other, into the run, steps and messages they tell of.

    An object told whole replaces what was known of it, and deltas then add to it: pieces of text are joined, the parts
    of a list are told apart by ``index``, other values are replaced. So a stream that was cut gives what had come by
    then. Deltas of an object never told whole make one that has its id and what they hold, and no more. The events
    are not changed; an object to which no delta was added is the event's own.

    A whole object sent twice does no harm. A delta sent twice, as Azure has done (wire.md §4.5), cannot be told from
    a repeated word: it counts twice until the whole object follows. Raises ParseError where a delta has a key that is
    no Unicode text.
    """
    told = [event.data for event in events]
    return Accumulation(
        thread=_last(told, ThreadObject),
        run=_last(told, RunObject),
        steps=_folded(told, RunStepObject, RunStepDeltaObject, BLANK_STEP),
        messages=_folded(told, MessageObject, MessageDeltaObject, BLANK_MESSAGE),
        error=_last([data.error if isinstance(data, ErrorResponse) else data for data in told], Error),
    )


def _last(told: Sequence[object], kind: type[T]) -> T | None:
    return next((data for data in reversed(told) if isinstance(data, kind)), None)


def _folded(
    told: Iterable[object],
    kind: type[Model],
    piece: type[MessageDeltaObject] | type[RunStepDeltaObject],
    blank: Mapping[str, Any],
) -> tuple[Model, ...]:
    known: dict[str, tuple[Model | None, list[Any]]] = {}
    for data in told:
        if isinstance(data, kind):
            known[_id(data)] = (data, [])
        elif isinstance(data, piece):
            known.setdefault(_id(data), (None, []))[1].append(data.wire().get("delta"))
    return tuple(_object(kind, whole, {"id": id, **blank}, deltas) for id, (whole, deltas) in known.items())


def _object(kind: type[Model], whole: Model | None, blank: dict[str, Any], deltas: Sequence[Any]) -> Model:
    if whole is not None and not deltas:
        return whole
    return read_object(kind, _grown_object(blank if whole is None else whole.wire(), deltas))


def _id(data: Any) -> str:
    return data.id if isinstance(data.id, str) else ""


def _grown(old: Any, pieces: Iterable[Any], depth: int, key: str = "") -> Any:
    """What a value has become after the pieces, oldest first; null is no piece."""
    pieces = [piece for piece in pieces if piece is not None]
    # Foundry says "mcp" or "openapi" in the deltas of a step whose details are of type "tool_calls".
    if not pieces or (key == "type" and old is not None):
        return old
    if depth < DEEPEST and isinstance(pieces[-1], dict):
        return _grown_object(old, pieces, depth + 1)
    if depth < DEEPEST and isinstance(pieces[-1], list):
        return _grown_list(old, pieces, depth + 1)
    if key in GROWING and isinstance(pieces[-1], str):
        return "".join(piece for piece in (old, *pieces) if isinstance(piece, str))
    return pieces[-1]


def _grown_object(old: Any, pieces: Iterable[Any], depth: int = 0) -> dict[str, Any]:
    grown = dict(old) if isinstance(old, dict) else {}
    values: dict[str, list[Any]] = {}
    for piece in pieces:
        for key, value in piece.items() if isinstance(piece, dict) else ():
            values.setdefault(key, []).append(value)
    return grown | {key: _grown(grown.get(key), found, depth, key) for key, found in values.items()}


def _grown_list(old: Any, pieces: Iterable[Any], depth: int) -> list[Any]:
    """Parts go by their ``index``, by their place where they have none; new ones, and what is no object, come last."""
    parts: dict[int, list[Any]] = {}
    rest: list[Any] = []
    for piece in pieces:
        for place, part in enumerate(piece) if isinstance(piece, list) else ():
            if isinstance(part, dict):
                parts.setdefault(_index(part, place), []).append(_without_index(part))
            else:
                rest.append(part)
    known = old if isinstance(old, list) else []
    grown = [_grown(part, parts.pop(place, ()), depth) for place, part in enumerate(known)]
    return grown + [_grown({}, parts[index], depth) for index in sorted(parts)] + rest


def _index(part: Mapping[str, Any], place: int) -> int:
    index = part.get("index")
    return index if isinstance(index, int) else place


def _without_index(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != "index"}
