"""The common ground of all wire objects: nothing that a server sent is lost, and nothing it sent is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

SCALARS = frozenset({"int", "float", "str", "bool"})


class WireModel(BaseModel):
    """A JSON object of the API that reads leniently and writes back exactly what it read.

    Fields are declared as the published schema has them. A server may still leave a required key out (it reads as
    ``None``), send null or another type (the value is kept as it came), or send unknown keys (kept as attributes).
    """

    __slots__ = ("_source",)

    model_config = ConfigDict(extra="allow")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        model: Any = handler.resolve_ref_schema(schema)
        for field in model["schema"]["fields"].values():
            field["schema"] = _lenient(field["schema"])
        return schema

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        model = super().model_validate(obj, **options)
        if isinstance(obj, dict) and model is not obj:
            model.remember(obj)
        return model

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        model = super().model_validate_json(json_data, **options)
        model.remember(json_data)
        return model

    def __copy__(self) -> Self:
        return self._taught(super().__copy__())

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self._taught(super().__deepcopy__(memo))

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "_source": getattr(self, "_source", None)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        self._source = state["_source"]

    def remember(self, source: object) -> None:
        """Note the body that this object was read from, a dict or JSON text, as the model of its key order."""
        self._source = source

    def wire(self) -> dict[str, Any]:
        """Give the JSON object back: the keys that were present, in the order they came in, every value unchanged.

        Keys set since are appended in declared order. An object made in Python, or taken out of the one it was read
        with, has its keys in declared order.
        """
        return _render(self, self._order())

    def _taught(self, copy: Self) -> Self:
        copy._source = getattr(self, "_source", None)
        return copy

    def _order(self) -> Mapping[str, Any]:
        source = getattr(self, "_source", None)
        if isinstance(source, (str, bytes, bytearray)):
            source = self._source = json.loads(source)
        return source if isinstance(source, dict) else {}


def _lenient(schema: Any) -> Any:
    """The schema of a field that may be absent and keeps what it cannot read; a discriminator stays as it is."""
    inner = schema["schema"] if schema["type"] == "default" else schema
    if inner["type"] == "literal":
        return inner
    either = core_schema.union_schema([_strict(inner), core_schema.any_schema()], mode="left_to_right")
    return core_schema.with_default_schema(either, default=None)


def _strict(schema: Any) -> Any:
    """The schema without coercions, so that 1 stays an integer and "1" a string."""
    kind = schema["type"]
    if kind in SCALARS:
        return {**schema, "strict": True}
    if kind == "nullable":
        return {**schema, "schema": _strict(schema["schema"])}
    if kind == "list" and "items_schema" in schema:
        return {**schema, "items_schema": _strict(schema["items_schema"])}
    if kind == "union":
        return {**schema, "mode": "left_to_right", "choices": [_strict(choice) for choice in schema["choices"]]}
    return schema


def _render(model: WireModel, order: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: model.__dict__[name] for name in type(model).model_fields if name in model.model_fields_set}
    values.update(model.__pydantic_extra__ or {})
    names = dict.fromkeys(name for name in order if name in values)
    names.update(dict.fromkeys(values))
    return {name: _plain(values[name], order.get(name)) for name in names}


def _plain(value: Any, order: Any) -> Any:
    if isinstance(value, WireModel):
        return _render(value, order if isinstance(order, dict) else value._order())
    if isinstance(value, list) and any(isinstance(item, WireModel) for item in value):
        return [_plain(item, shape) for item, shape in zip(value, _shapes(order, len(value)), strict=True)]
    return _copied(value) if isinstance(value, (dict, list)) else value


def _shapes(order: Any, length: int) -> Iterable[Any]:
    return order if isinstance(order, list) and len(order) == length else [None] * length


def _copied(value: Any) -> Any:
    """A copy of untyped JSON, which may be nested deeper than Python recurses."""
    root = [value]
    unfinished: list[Any] = [root]
    while unfinished:
        node = unfinished.pop()
        for key, item in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(item, WireModel):
                node[key] = item.wire()
            elif isinstance(item, (dict, list)):
                node[key] = item.copy()
                unfinished.append(node[key])
    return root[0]
