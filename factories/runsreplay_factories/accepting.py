"""What a factory takes: whole numbers, text, and fields of the types that their TypedDict says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .errors import shown, told

EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number, for JSON has no other",
    "bool_type": "True or False",
    "none_required": "None",
    "dict_type": "a dict",
    "mapping_type": "a dict",
    "sequence_str": "a list",
    "is_instance_of": "a list",
    "extra_forbidden": "there is no such key",
}
"""What is wanted, by pydantic's name of what is wrong."""

EASIER: Mapping[str, str] = {
    "tools": ' Tools by name are given by .with_tools("code_interpreter").',
    "content": ' What a message says is given by .with_text("…").',
}
"""Fields that most mean to set by a method."""


def whole_number(value: object, asked: str) -> int:
    """The value, if it is a whole number. Raises TypeError, saying what was asked for, if it is not."""
    if type(value) is not int:
        raise TypeError(f"{asked} {shown(value)} was asked for; ask for a whole number")
    return value


def natural_number(value: object, asked: str) -> int:
    """The value, if it is a whole number and not negative. Raises TypeError or ValueError if it is not."""
    number = whole_number(value, asked)
    if number < 0:
        raise ValueError(f"{asked} {number} was asked for; ask for 0 or more")
    return number


def text(value: object, asked: str) -> str:
    """The value, if it is text. Raises TypeError, saying what was asked for, if it is not."""
    if not isinstance(value, str):
        raise TypeError(f"{asked} {shown(value)} was given; give text")
    return value


def seed_text(seed: object) -> str:
    """A seed as text. Raises TypeError for what is neither text nor a whole number."""
    if isinstance(seed, bool) or not isinstance(seed, (str, int)):
        raise TypeError(f"the seed {shown(seed)} was given; give text or a whole number")
    return str(seed)


def check_types(name: str, fields: type, values: Mapping[str, Any]) -> None:
    """Raise TypeError if values are of other types than ``fields``, a TypedDict, says. ``name`` is the factory's."""
    try:
        _adapter(fields).validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = str(first["loc"][0])
        same = [one for one in error.errors(include_url=False) if one["loc"][:1] == first["loc"][:1]]
        wanted = " or ".join(dict.fromkeys(EXPECTED.get(one["type"], _said(one["msg"])) for one in same))
        problem = wanted if first["type"] == "extra_forbidden" else f"expected {wanted}"
        path, found = _place(first["loc"], values)
        way_out = f"If that is meant, say .incoherent({told({field: values[field]})})."
        easier = EASIER.get(field, "")
        raise TypeError(f"{name} cannot take {path}={shown(found)}: {problem}.{easier} {way_out}") from None


def _said(message: str) -> str:
    return message.removeprefix("Input should be ")


@cache
def _adapter(fields: type) -> TypeAdapter[Any]:
    return TypeAdapter(fields)


def _place(location: tuple[int | str, ...], values: Mapping[str, Any]) -> tuple[str, Any]:
    parts = list(_steps(location, values))
    return ".".join(str(step) for step, _ in parts), parts[-1][1]


def _steps(location: tuple[int | str, ...], value: Any) -> Iterator[tuple[int | str, Any]]:
    for step in location:  # members of unions stand in it too
        if not isinstance(value, (Mapping, list, tuple)):
            return
        held: Any = value
        try:
            value = held[step]
        except (KeyError, IndexError, TypeError):
            continue
        yield step, value
