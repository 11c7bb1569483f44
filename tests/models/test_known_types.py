"""Each class of the wire objects is met in one of our own bodies, and no body holds what a class should have read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from models.bodies import NAMES, body

from pytest_runsreplay import RunObject, RunStepObject, parse
from pytest_runsreplay.models import AssistantObject, ErrorResponse, MessageObject, ThreadObject, WireModel

OBJECTS = (RunObject, RunStepObject, MessageObject, ThreadObject, AssistantObject, ErrorResponse)


def named_in(annotation: Any) -> set[type[WireModel]]:
    """The wire classes that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in named_in(part)}


def reached_from(models: set[type[WireModel]]) -> set[type[WireModel]]:
    """These classes, and all that their fields name."""
    inner = {part for model in models for field in model.model_fields.values() for part in named_in(field.annotation)}
    return models if inner <= models else reached_from(models | inner)


def parts(value: Any) -> Iterator[WireModel]:
    """The wire objects in a parsed body, the outermost first."""
    if isinstance(value, WireModel):
        yield value
        value = list(value.__dict__.values())
    for item in value if isinstance(value, list) else ():
        yield from parts(item)


def test_each_class_is_met_in_one_of_our_bodies() -> None:
    met = {type(part) for name in NAMES for part in parts(parse(body(name)))}
    declared = reached_from(set(OBJECTS))
    assert len(declared) > 100
    assert declared - met == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_object_is_left_a_dict_where_a_class_is_declared(name: str) -> None:
    for part in parts(parse(body(name))):
        for field, info in type(part).model_fields.items():
            if named_in(info.annotation):
                value = getattr(part, field)
                items = value if isinstance(value, list) else [value]
                assert not any(isinstance(item, dict) for item in items), (type(part).__name__, field, value)
