"""What a factory takes: whole numbers, text, and fields of the types that their TypedDict says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .errors import told


def whole_number(value: object, asked: str) -> int:
    """The value, if it is a whole number. Raises TypeError, saying what was asked for, if it is not."""
    if type(value) is not int:
        raise TypeError(f"{asked} {value!r} was asked for; ask for a whole number")
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
        raise TypeError(f"{asked} {value!r} was given; give text")
    return value


def seed_text(seed: object) -> str:
    """A seed as text. Raises TypeError for what is neither text nor a whole number."""
    if isinstance(seed, bool) or not isinstance(seed, (str, int)):
        raise TypeError(f"the seed {seed!r} was given; give text or a whole number")
    return str(seed)


def check_types(name: str, fields: type, values: Mapping[str, Any]) -> None:
    """Raise TypeError if values are of other types than ``fields``, a TypedDict, says. ``name`` is the factory's."""
    try:
        _adapter(fields).validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = str(first["loc"][0])
        same = [one for one in error.errors(include_url=False) if one["loc"][:1] == first["loc"][:1]]
        wanted = " or ".join(dict.fromkeys(one["msg"].removeprefix("Input should be ") for one in same))
        problem = "there is no such key" if first["type"] == "extra_forbidden" else f"expected {wanted}"
        path, found = _place(first["loc"], values)
        way_out = f"If that is meant, say .incoherent({told({field: values[field]})})."
        raise TypeError(f"{name} cannot take {path}={found!r}: {problem}. {way_out}") from None


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
        try:
            value = value[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            continue
        yield step, value
