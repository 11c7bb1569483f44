"""The common ground of all wire objects: nothing that a server sent is lost, and nothing it sent is refused."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from threading import RLock
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, to_json

from .leniency import lenient
from .times import Time, unix_of_iso


class WireModel(BaseModel):
    """A JSON object of the API that reads leniently and writes back exactly what it read.

    Fields are declared as the published schema has them. A server may still leave a required key out (it reads as
    ``None``), send null or another type (the value is kept as it came), or send unknown keys (kept as attributes).
    A body whose keys are camelCase, as Scala and JavaScript clients save it, is read into the same fields;
    ``model_dump(by_alias=True)`` writes such keys. ISO dates in ``…_at`` fields are read as Unix seconds.
    """

    __slots__ = ("_source",)

    camel_names: ClassVar[Mapping[str, str]] = {}
    """The field behind each camelCase name that differs from the field's own."""

    wraps: ClassVar[bool] = False
    """Whether its keys may all be single words, so that only the objects in it tell if it is camelCase."""

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        cache_strings="keys",
        alias_generator=cache(to_camel),
        validate_by_name=True,
        validate_by_alias=False,
        ignored_types=(Time,),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        aliases = ((field.alias, name) for name, field in cls.model_fields.items())
        cls.camel_names = {alias: name for alias, name in aliases if alias is not None and alias != name}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        if cls.__pydantic_complete__:  # it is lenient already
            return schema
        model: Any = handler.resolve_ref_schema(schema)
        while "fields" not in model:  # validators of a user's own subclass are wrapped around them
            model = handler.resolve_ref_schema(model["schema"])
        for name, field in model["fields"].items():
            field["schema"] = lenient(name, field["schema"], handler.resolve_ref_schema)
        return schema

    @classmethod
    def model_rebuild(cls, *, _parent_namespace_depth: int = 2, **options: Any) -> bool | None:
        with _BUILDING:  # pydantic below 2.14 has no lock of its own for what the first use of a model does
            return super().model_rebuild(_parent_namespace_depth=_parent_namespace_depth + 1, **options)

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        model: Self = cls.__pydantic_validator__.validate_python(obj, **options)
        if model is obj or not isinstance(obj, dict):
            return model
        _set_source(model, obj)
        return model._renamed() if (model.__pydantic_extra__ or cls.wraps) and model.has_camel_names() else model

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        validate = cls.__pydantic_validator__.validate_json
        model: Self = validate(json_data, **options) if options else validate(json_data)
        _set_source(model, bytes(json_data) if type(json_data) is bytearray else json_data)
        return model._renamed() if (model.__pydantic_extra__ or cls.wraps) and model.has_camel_names() else model

    def __copy__(self) -> Self:
        return self._taught(super().__copy__())

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self._taught(super().__deepcopy__(memo))

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "_source": getattr(self, "_source", None)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        self.remember(state["_source"])

    def remember(self, source: object) -> None:
        """Note the body that this object was read from, a dict or JSON text, as the model of its key order."""
        _set_source(self, source)

    def wire(self) -> dict[str, Any]:
        """Give the JSON object back: the keys that were present, in the order they came in, every value unchanged.

        Keys set since are appended in declared order. An object made in Python, or taken out of the one it was read
        with, has its keys in declared order.
        """
        unchanged = self.as_read()
        return _render(self, self._order()) if unchanged is None else copied(unchanged)

    def as_read(self) -> Mapping[str, Any] | None:
        """What ``wire()`` gives, without the cost of a copy: the body that was read, which is not to be changed.

        None where the object was changed since, was made in Python, or came with keys in another order than declared.
        """
        source = self._order()
        if not source:
            return None
        # JSON text tells 1 from 1.0 and True, and one order of keys from another, where == does not.
        try:
            now = self.__pydantic_serializer__.to_json(self, exclude_unset=True, warnings=False)
            return source if now == to_json(source) else None
        except ValueError:  # a value that is no JSON, or half of a surrogate pair
            return None

    def has_camel_names(self) -> bool:
        """Whether keys of this object, as read so far, are camelCase names of its fields.

        Where no key tells, because all are single words, the objects in it do.
        """
        if not self.camel_names.keys().isdisjoint(self.__pydantic_extra__ or ()):
            return True
        if not self.__pydantic_fields_set__.isdisjoint(self.camel_names.values()):
            return False
        return any(inner.has_camel_names() for inner in _objects_in(self.__dict__.values()))

    def _renamed(self) -> Self:
        """The same body with camelCase keys in their fields; as it was where that would lose something."""
        body = self._order()
        renamed: Self = self.__pydantic_validator__.validate_python(body, by_alias=True, by_name=True)
        renamed.remember(body)
        try:
            return renamed if json.dumps(renamed.wire()) == json.dumps(body) else self
        except (RecursionError, TypeError, ValueError):  # nested without end, or not JSON
            return self

    def _taught(self, copy: Self) -> Self:
        copy.remember(getattr(self, "_source", None))
        return copy

    def _order(self) -> Mapping[str, Any]:
        source = getattr(self, "_source", None)
        if isinstance(source, (str, bytes, bytearray)):
            source = json.loads(source)
            self.remember(source)
        return source if isinstance(source, dict) else {}


DEEPEST = 200_000
"""Levels of nesting after which untyped JSON is taken to hold itself; Python reads far fewer from text."""

UNCHANGED = (str, int, float, type(None))
"""What JSON is made of but for objects and arrays; asking this first spares asking pydantic if it is a model."""

_BUILDING = RLock()
_set_source = WireModel.__dict__["_source"].__set__  # pydantic's own __setattr__ is slow


def _objects_in(values: Iterable[Any]) -> Iterator[WireModel]:
    for value in values:
        if isinstance(value, WireModel):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, WireModel))


def _render(model: WireModel, order: Mapping[str, Any]) -> dict[str, Any]:
    held, present = model.__dict__, model.model_fields_set
    values = {name: held[name] for name in type(model).model_fields if name in present and name in held}
    values.update(model.__pydantic_extra__ or {})
    names = _names(model, order, values)
    return {key: _plain(values[name], order.get(key)) for key, name in names.items()}


def _names(model: WireModel, order: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """What each key to be written stands for: itself, or the field that its camelCase was read into."""
    names = {key: key for key in order if key in values}
    if len(names) < len(order):
        names = {key: _field_of(model, key, order) for key in order}
        names = {key: name for key, name in names.items() if name in values}
    written = set(names.values())
    return names | {name: name for name in values if name not in written}


def _field_of(model: WireModel, key: str, order: Mapping[str, Any]) -> str:
    field = model.camel_names.get(key, key)
    return key if field in order else field


def _plain(value: Any, order: Any) -> Any:
    if isinstance(value, (int, float)):
        return order if isinstance(order, str) and _was_read_as(value, order) else value
    if isinstance(value, UNCHANGED):
        return value
    if isinstance(value, WireModel):
        return _render(value, order if isinstance(order, dict) else value._order())
    if isinstance(value, list) and any(isinstance(item, WireModel) for item in value):
        return [_plain(item, shape) for item, shape in zip(value, _shapes(order, len(value)), strict=True)]
    return copied(value) if isinstance(value, (dict, list)) else value


def _was_read_as(value: float, text: str) -> bool:
    try:
        return bool(unix_of_iso(text) == value)
    except ValueError:
        return False


def _shapes(order: Any, length: int) -> Iterable[Any]:
    return order if isinstance(order, list) and len(order) == length else [None] * length


def copied(value: Any) -> Any:
    """A copy of untyped JSON, which may be nested deeper than Python recurses; RecursionError where it has no end."""
    root = [value]
    unfinished: list[tuple[Any, int]] = [(root, 0)]
    while unfinished:
        node, depth = unfinished.pop()
        if depth > DEEPEST:
            raise RecursionError("nesting without end")
        for key, item in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(item, (dict, list)):
                node[key] = item.copy()
                unfinished.append((node[key], depth + 1))
            elif not isinstance(item, UNCHANGED) and isinstance(item, WireModel):
                node[key] = item.wire()
    return root[0]
