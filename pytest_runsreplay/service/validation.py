"""Checks of JSON values: each returns the value as the service keeps it, or raises an error that names its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ApiError

Check = Callable[[Any, str], Any]
"""Takes a value and its path, such as ``tools[0].function.name``."""

TYPE_NAMES: Mapping[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    list: "an array",
    dict: "an object",
    type(None): "null",
}
METADATA_LIMITS = {"pairs": 16, "key": 64, "value": 512}


@dataclass(frozen=True, slots=True)
class Field:
    """A key of an object; null counts as absent where ``nullable``."""

    check: Check
    required: bool = False
    nullable: bool = True


Fields = Mapping[str, Field]


def object_of(fields: Fields) -> Check:
    """An object with these keys and no others; keys that are null or absent are left out of the result."""

    def check(value: Any, path: str) -> dict[str, Any]:
        found = expect(dict, value, path)
        for name in found:
            if name not in fields:
                raise _refused(f"Unknown parameter: '{join(path, name)}'.", join(path, name), "unknown_parameter")
        values = {name: _field(field, found, name, path) for name, field in fields.items()}
        return {name: value for name, value in values.items() if value is not None}

    return check


def array_of(item: Check, *, at_most: int | None = None) -> Check:
    """An array, every item of which passes ``item``."""

    def check(value: Any, path: str) -> list[Any]:
        found = expect(list, value, path)
        if at_most is not None and len(found) > at_most:
            raise _outside(path, "array too long", f"an array with maximum length {at_most}", len(found), "array")
        return [item(one, f"{path}[{index}]") for index, one in enumerate(found)]

    return check


def either(**checks: Check) -> Check:
    """A value of one of several types: ``either(string=…, object=…)``."""
    expected = f"one of {' or '.join(checks)}"

    def check(value: Any, path: str) -> Any:
        name = TYPE_NAMES[type(value)].rpartition(" ")[2]
        if name not in checks:
            raise wrong_type(path, expected, value)
        return checks[name](value, path)

    return check


def text(*, at_most: int | None = None, pattern: str | None = None) -> Check:
    """A string of at most so many characters that matches the pattern."""
    matches = None if pattern is None else re.compile(pattern)

    def check(value: Any, path: str) -> str:
        found = str(expect(str, value, path))
        if at_most is not None and len(found) > at_most:
            raise _outside(path, "string too long", f"a string with maximum length {at_most}", len(found), "string")
        if matches is not None and not matches.fullmatch(found):
            message = f"Invalid '{path}': string does not match pattern. Expected a string that matches '{pattern}'."
            raise _refused(message, path, "invalid_value")
        return found

    return check


def choice(*values: str) -> Check:
    """One of these strings."""
    listed = " and ".join(filter(None, (", ".join(map(repr, values[:-1])), repr(values[-1]))))

    def check(value: Any, path: str) -> str:
        if expect(str, value, path) not in values:
            raise _refused(f"Invalid value: '{value}'. Supported values are: {listed}.", path, "invalid_value")
        return str(value)

    return check


def decimal(low: float, high: float) -> Check:
    """A number from ``low`` to ``high``, kept as a decimal as real servers do: 1 becomes 1.0."""

    def check(value: Any, path: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wrong_type(path, "a decimal", value)
        return float(within(low, high)(value, path))

    return check


def integer(low: int, high: int | None = None) -> Check:
    """A whole number from ``low`` to ``high``."""

    def check(value: Any, path: str) -> int:
        return int(within(low, high)(expect(int, value, path), path))

    return check


def within(low: float, high: float | None) -> Check:
    """A number from ``low`` to ``high``, both allowed."""

    def check(value: Any, path: str) -> Any:
        kind = TYPE_NAMES[type(value)].rpartition(" ")[2]
        bounds = [("below minimum", "min", f">= {low}", value < low)]
        if high is not None:
            bounds.append(("above maximum", "max", f"<= {high}", value > high))
        for words, name, bound, is_outside in bounds:
            if is_outside:
                message = f"Invalid '{path}': {kind} {words} value. Expected a value {bound}, but got {value} instead."
                raise _refused(message, path, f"{kind}_{words.partition(' ')[0]}_{name}_value")
        return value

    return check


def boolean(value: Any, path: str) -> bool:
    """True or false."""
    return bool(expect(bool, value, path))


def any_object(value: Any, path: str) -> dict[str, Any]:
    """An object, whatever it holds."""
    return dict(expect(dict, value, path))


def metadata(value: Any, path: str) -> dict[str, str]:
    """Up to 16 pairs of strings (wire.md §7.2)."""
    found = expect(dict, value, path)
    if len(found) > METADATA_LIMITS["pairs"]:
        message = (
            f"Invalid '{path}': too many properties. Expected an object with at most {METADATA_LIMITS['pairs']} "
            f"properties, but got an object with {len(found)} properties instead."
        )
        raise _refused(message, path, "object_above_max_properties")
    for name in found:
        text(at_most=METADATA_LIMITS["key"])(name, f"{path} (name)")
    return {name: text(at_most=METADATA_LIMITS["value"])(one, join(path, name)) for name, one in found.items()}


def expect(kind: type, value: Any, path: str) -> Any:
    """The value, if it is of exactly this JSON type: a boolean is no integer."""
    if type(value) is not kind:
        raise wrong_type(path, TYPE_NAMES[kind], value)
    return value


def wrong_type(path: str, expected: str, value: Any) -> ApiError:
    """400: a value of another type; the words are those recorded for metadata."""
    where = f" for '{path}'" if path else ""
    message = f"Invalid type{where}: expected {expected}, but got {TYPE_NAMES[type(value)]} instead."
    return _refused(message, path or None, "invalid_type")


def join(path: str, name: str) -> str:
    """The path of a key in the object at ``path``."""
    return f"{path}.{name}" if path else name


def _field(field: Field, found: dict[str, Any], name: str, path: str) -> Any:
    value, where = found.get(name), join(path, name)
    if value is None and field.required and name not in found:
        raise _refused(f"Missing required parameter: '{where}'.", where, "missing_required_parameter")
    if value is None and (name not in found or (field.nullable and not field.required)):
        return None
    return field.check(value, where)


def _outside(path: str, problem: str, limit: str, length: int, kind: str) -> ApiError:
    article = "an" if kind == "array" else "a"
    message = f"Invalid '{path}': {problem}. Expected {limit}, but got {article} {kind} with length {length} instead."
    return _refused(message, path, f"{kind}_above_max_length")


def _refused(message: str, path: str | None, code: str) -> ApiError:
    param = None if path is None else path.encode("utf-8", "replace").decode()
    return ApiError(message, param=param, code=code)
