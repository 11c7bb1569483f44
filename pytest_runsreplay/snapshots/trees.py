"""How what can be compared is opened, one level at a time, until it is JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from pytest_runsreplay.lifecycle import Lifecycle
from pytest_runsreplay.models import EventStream, StreamEvent, WireModel

from .streams import folded

SCALARS = (str, int, float, type(None), datetime)
DEEPEST = 200
"""Levels of nesting; schemas of tools, the deepest that servers send, nest about twenty."""


def opened(value: object) -> Any:
    """What ``value`` is made of: a dict, a list or a scalar, whose parts may have to be opened in turn.

    Takes wire models, lifecycles, streams, stream events and other dataclasses, the models of pydantic-based and of
    dict-backed clients, mappings, lists and tuples. Raises TypeError for anything else, and for sets, whose order
    differs from run to run.
    """
    for kind, content in CONTENTS:
        if isinstance(value, kind):
            return content(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
    raise TypeError(f"a snapshot is made of JSON values and models, not of {type(value).__name__}: convert it first")


def is_stream(items: Sequence[Any]) -> bool:
    """Whether these are the events of a stream."""
    return bool(items) and type(items[0]) is StreamEvent and all(type(item) is StreamEvent for item in items)


def why_deep(value: object) -> str:
    """What is wrong with a value that nests deeper than ``DEEPEST``: where, and whether it holds itself."""
    path: list[Any] = []
    above = [value]
    unread = [_parts(value)]
    while unread:
        key, part = next(unread[-1], (None, None))
        if part is None:
            unread.pop()
            above.pop()
            del path[-1:]
            continue
        if any(part is one for one in above):
            return f"{json_path([*path, key])} is an object that holds itself"
        if len(above) > DEEPEST:
            return f"{json_path(path[:8])}… nests deeper than {DEEPEST} levels"
        path.append(key)
        above.append(part)
        unread.append(_parts(part))
    return f"it nests deeper than {DEEPEST} levels"


def json_path(keys: list[Any]) -> str:
    """``$.steps[1].note`` for the keys and indexes that lead there."""
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)


def _parts(value: object) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, BaseModel):
        value = {**value.__dict__, **(value.__pydantic_extra__ or {})}
    items = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    )
    return ((key, part) for key, part in items if isinstance(part, (Mapping, list, tuple, BaseModel)))


def _body(model: WireModel) -> dict[str, Any]:
    unchanged = model.as_read()
    return model.wire() if unchanged is None else dict(unchanged)


def _dumped(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)


def _list(items: list[Any] | tuple[Any, ...]) -> Any:
    return folded(items) if is_stream(items) else list(items)


def _plain(value: Any) -> Any:
    """The value of a subclass as one of the class that JSON has."""
    if isinstance(value, str):
        return "".join(value)
    return int(value) if isinstance(value, int) else float(value)


CONTENTS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (WireModel, _body),
    (BaseModel, _dumped),
    (Lifecycle, lambda life: {"run": life.run, "steps": life.steps, "messages": life.messages}),
    (EventStream, folded),
    (Mapping, dict),
    ((list, tuple), _list),
    (Enum, lambda member: member.value),
    ((str, int, float), _plain),
)
"""How to open what is not JSON yet; the first kind that fits is taken."""
