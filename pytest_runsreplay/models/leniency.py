"""How a field is read: as it was declared where that is possible, and as it came where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import core_schema

from .times import unix_of_iso

SCALARS = frozenset({"int", "float", "str", "bool"})
PLAIN = SCALARS | {"any", "none", "literal", "nullable", "list", "dict", "typed-dict"}

Resolve = Callable[[Any], Any]
"""Gives the schema that a reference stands for, and any other schema as it is."""


def lenient(name: str, schema: Any, resolve: Resolve) -> Any:
    """The schema of a field that may be absent and keeps what it cannot read; a discriminator stays as it is."""
    with_default = schema if schema["type"] == "default" else core_schema.with_default_schema(schema, default=None)
    inner = with_default["schema"]
    if inner["type"] == "literal":
        return schema
    kept = _time() if name.endswith("_at") else _strict_or_any(inner, resolve)
    return {**with_default, "schema": kept}


def _time() -> Any:
    iso_date = core_schema.no_info_plain_validator_function(unix_of_iso)
    choices: list[Any] = [core_schema.int_schema(strict=True), iso_date, core_schema.any_schema()]
    return core_schema.nullable_schema(core_schema.union_schema(choices, mode="left_to_right"))


def _strict_or_any(schema: Any, resolve: Resolve) -> Any:
    """What has no object of ours in it is kept as it came whatever it is, so that reading it need not look."""
    if _holds_no_object(schema, resolve):
        return core_schema.any_schema()
    if schema["type"] == "nullable":
        return core_schema.nullable_schema(_strict_or_any(schema["schema"], resolve))
    return core_schema.union_schema([_strict(schema), core_schema.any_schema()], mode="left_to_right")


def _holds_no_object(schema: Any, resolve: Resolve) -> bool:
    schema = resolve(schema)
    inner = [schema[key] for key in ("schema", "items_schema", "values_schema") if key in schema]
    if schema["type"] == "union":
        inner = schema["choices"]
    elif schema["type"] not in PLAIN:
        return False
    return all(_holds_no_object(one, resolve) for one in inner)


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
