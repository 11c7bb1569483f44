"""Which model a place in a tree is, told by its class, by ``object``, or by the field that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from pytest_runsreplay.models import Page
from pytest_runsreplay.models.parsing import OBJECTS, PAGES

Model = type[BaseModel]
Hint = Model | tuple[Model, str] | Mapping[Any, Any] | None
"""What is known of a place before its value is seen: its model, the field that it stands in, or hints for the places
below it."""

TOLD_BY_NAME = {kind for kind, model in OBJECTS.items() if list(OBJECTS.values()).count(model) == 1} | {"list"}
"""What ``object`` may be and need not be said beside the name of the model."""


def hint_of(value: object) -> Hint:
    """The classes of the models that were given, which their tree no longer tells."""
    if isinstance(value, BaseModel):
        return type(value)
    if isinstance(value, Mapping):
        return {key: hint_of(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return {index: hint_of(item) for index, item in enumerate(value)}
    return None


def model_of(node: Mapping[str, Any], hint: Hint) -> Model | None:
    """The model of a JSON object, or None: servers and clients call the same one differently, so ``object`` rules."""
    kind = node.get("object")
    if kind == "list":
        return _page_of(node.get("data"))
    if isinstance(kind, str) and kind in OBJECTS:
        return OBJECTS[kind]
    if isinstance(hint, tuple):
        kind = node.get("type")
        return _declared(*hint, kind if isinstance(kind, str) else None)
    return hint if isinstance(hint, type) else None


def hint_below(model: Model | None, hint: Hint, key: Any) -> Hint:
    """What is known of the place under a key, or under an index of a list, which hands on where it stands itself."""
    if model is not None:
        return model, key
    if isinstance(hint, tuple):
        return hint
    return hint.get(key) if isinstance(hint, Mapping) else None


@cache
def fields_of(model: Model) -> Mapping[str, int]:
    """The fields of a model, by both of their names, and where each stands in its declaration."""
    fields = list(model.model_fields.items())
    aliases = {field.alias: place for place, (_, field) in enumerate(fields) if field.alias}
    return aliases | {name: place for place, (name, _) in enumerate(fields)}


@cache
def _declared(model: Model, key: str, kind: str | None) -> Model | None:
    """The model that a field declares for an object of this ``type``: the one that names it, else the general one."""
    place = fields_of(model).get(key)
    if place is None:
        return None
    declared = dict.fromkeys(_models_in(list(model.model_fields.values())[place].annotation))
    named = [one for one in declared if kind is not None and kind in _types_of(one)]
    return next(iter(named or [one for one in declared if not _types_of(one)]), None)


def _models_in(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _types_of(model: Model) -> tuple[Any, ...]:
    field = model.model_fields.get("type")
    return get_args(field.annotation) if field is not None else ()


def _page_of(data: Any) -> Model:
    first = data[0] if isinstance(data, list) and data else None
    return PAGES.get(first.get("object", ""), Page) if isinstance(first, dict) else Page
