"""Whatever can be compared, as a tree of dicts, lists and scalars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel

from pytest_runsreplay.lifecycle import Lifecycle
from pytest_runsreplay.models import WireModel

SCALARS = (str, int, float, type(None))


def plain(value: object) -> Any:
    """A tree of dicts, lists and scalars that says what ``value`` says, in wire order.

    Takes wire models, lifecycles, stream events and other dataclasses, the models of pydantic-based clients,
    mappings, lists and tuples, to any depth. Raises TypeError for anything else, and for sets, whose order differs
    from run to run.
    """
    if type(value) in SCALARS:
        return value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return _opened(value)


def _opened(value: object) -> Any:
    for kind, content in CONTENTS:
        if isinstance(value, kind):
            return plain(content(value))
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.compare}
    if isinstance(value, SCALARS):
        return value
    raise TypeError(f"a snapshot is made of JSON values and models, not of {type(value).__name__}: convert it first")


def _parts(lifecycle: Lifecycle) -> dict[str, Any]:
    return {"run": lifecycle.run, "steps": lifecycle.steps, "messages": lifecycle.messages}


def _dumped(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)


CONTENTS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (WireModel, WireModel.wire),
    (BaseModel, _dumped),
    (Lifecycle, _parts),
    (Enum, lambda member: member.value),
)
"""How to open what is not JSON yet; the first kind that fits is taken."""
