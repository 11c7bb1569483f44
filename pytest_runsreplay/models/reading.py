"""Holds a JSON value against a published schema, in the reduced form that ``tools/compile_dialects.py`` writes.

No such schema refers to itself, so that a walk goes no deeper than the schema, however deep the value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from .dialects import Dialect, Schema

Path = tuple[Any, ...]
What = Literal["key", "value", "null"]

LONGEST = 60
NOTHING = "nothing"


class Deviation(NamedTuple):
    """One place where a body differs from a published schema; as a string it is a sentence.

    ``path`` is a JSON path such as ``$.tools[0].type``; that of a key that is lacking is the key's. ``rule`` is what
    was broken: ``required``, ``type`` (by null too), ``enum``, ``byType`` (the union has no such ``type``),
    ``minimum``, ``maximum``, ``maxLength`` or ``maxItems``.
    """

    path: str
    expected: str
    found: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, found {self.found}"


class Unknown(NamedTuple):
    """A key, a value of an open enumeration, or a null of which a schema says nothing."""

    path: str
    what: What


class Reading:
    """What the schemas of one dialect say of one body.

    A word is a value that a schema lists. ``words`` are those the schemas know, ``strangers`` the keys and the words
    they do not.
    """

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.deviations: list[Deviation] = []
        self.passed_over: list[tuple[Path, What]] = []
        self.strangers: dict[Path, What] = {}
        self.words: set[Path] = set()

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        return tuple(Unknown(json_path(path), what) for path, what in self.passed_over)

    def check(self, value: Any, schema: Schema, path: Path) -> None:
        """Hold a value against a schema of the dialect."""
        schema, nullable = self.resolve(schema)
        if value is None and nullable:
            if nullable == "untold":
                self.passed_over.append((path, "null"))
        elif not self.fits_type(value, schema):
            self.report("type", path, self.describe(schema, nullable), show(value))
        else:
            for keyword in schema:
                if keyword in RULES:
                    RULES[keyword](self, value, schema, path)

    def fits_type(self, value: Any, schema: Schema) -> bool:
        """Tell if a value is of the JSON type that a schema names; 1.0 is an integer, as JSON Schema has it."""
        if "anyOf" in schema:
            return any(self.fits_type(value, self.resolve(branch)[0]) for branch in schema["anyOf"])
        return TYPES[schema.get("type")](value)

    def resolve(self, schema: Schema) -> tuple[Schema, bool | str]:
        """The schema that this one refers to, and if null is allowed: True, False, or ``untold``."""
        nullable = schema.get("nullable", False)
        while "$ref" in schema or "$object" in schema:
            name = schema["$ref"] if "$ref" in schema else self.dialect.objects[schema["$object"]]
            schema = self.dialect.schemas[name]
            nullable = nullable or schema.get("nullable", False)
        return schema, nullable

    def describe(self, schema: Schema, nullable: bool | str = False) -> str:
        """What a schema expects, in words."""
        schema, own = self.resolve(schema)
        if "anyOf" in schema:
            words = " or ".join(self.describe(branch) for branch in schema["anyOf"])
        else:
            words = name_values(schema["enum"]) if "enum" in schema else WORDS[schema.get("type")]
        return f"{words} or null" if (nullable or own) is True else words

    def report(self, rule: str, path: Path, expected: str, found: str) -> None:
        self.deviations.append(Deviation(json_path(path), expected, found, rule))

    def pass_over(self, path: Path, what: What) -> None:
        self.passed_over.append((path, what))
        self.strangers[path] = what


def read(body: Any, name: str, dialect: Dialect) -> Reading:
    """Hold a body against what a dialect has under a name such as ``RunObject``."""
    reading = Reading(dialect)
    reading.check(body, {"$object": name}, ())
    return reading


def json_path(path: Path) -> str:
    """Write a path as ``$.a.b[0]``, odd keys in quotes."""
    return "$" + "".join(_step(part) for part in path)


def _step(part: Any) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    key = str(part)
    return f".{key}" if key.isascii() and key.isidentifier() else f"[{json.dumps(key)}]"


def name_values(values: Iterable[str]) -> str:
    """Name what is allowed."""
    words = [json.dumps(value) for value in values]
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def show(value: Any) -> str:
    """Show a scalar, shortened; of the rest only say what it is."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"an array of {len(value)}"
    if isinstance(value, int) and value.bit_length() > LONGEST:
        return f"an integer of {value.bit_length()} bits"
    text = json.dumps(value, default=lambda odd: type(odd).__name__)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_required(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    for key, expected in schema["keys"].items():
        if key not in value and key not in schema["optional"]:
            reading.report("required", (*path, key), reading.describe(expected), NOTHING)


def _check_keys(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    keys = schema["keys"]
    for key, item in value.items():
        if key in keys:
            reading.check(item, keys[key], (*path, key))
        else:
            reading.pass_over((*path, key), "key")


def _check_values(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    for key, item in value.items():
        reading.check(item, schema["values"], (*path, key))


def _check_items(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    for index, item in enumerate(value):
        reading.check(item, schema["items"], (*path, index))


def _check_by_type(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    branches, kind = schema["byType"], value.get("type")
    if isinstance(kind, str) and kind in branches:
        reading.words.add(path)
        reading.check(value, branches[kind], path)
    else:
        found = show(kind) if "type" in value else NOTHING
        reading.report("byType", (*path, "type"), name_values(branches), found)
        reading.strangers[path] = "value"


def _check_any_of(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    attempts = []
    for branch in schema["anyOf"]:
        if reading.fits_type(value, reading.resolve(branch)[0]):
            attempts.append(Reading(reading.dialect))
            attempts[-1].check(value, branch, path)
    best = min(attempts, key=lambda attempt: len(attempt.deviations))
    reading.deviations += best.deviations
    reading.passed_over += best.passed_over
    reading.strangers |= best.strangers
    reading.words |= best.words


def _check_enum(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    if value in schema["enum"]:
        reading.words.add(path)
    else:
        reading.report("enum", path, name_values(schema["enum"]), show(value))
        reading.strangers[path] = "value"


def _check_known(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    if value in schema["known"]:
        reading.words.add(path)
    else:
        reading.pass_over(path, "value")


def _check_minimum(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    if value < schema["minimum"]:
        reading.report("minimum", path, f"{schema['minimum']} or more", show(value))


def _check_maximum(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    if value > schema["maximum"]:
        reading.report("maximum", path, f"{schema['maximum']} or less", show(value))


def _check_max_length(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    if len(value) > schema["maxLength"]:
        reading.report("maxLength", path, f"{schema['maxLength']} characters or fewer", str(len(value)))


def _check_max_items(reading: Reading, value: Any, schema: Schema, path: Path) -> None:
    if len(value) > schema["maxItems"]:
        reading.report("maxItems", path, f"{schema['maxItems']} items or fewer", str(len(value)))


RULES: Mapping[str, Callable[[Reading, Any, Schema, Path], None]] = {
    "optional": _check_required,
    "keys": _check_keys,
    "values": _check_values,
    "items": _check_items,
    "byType": _check_by_type,
    "anyOf": _check_any_of,
    "enum": _check_enum,
    "known": _check_known,
    "minimum": _check_minimum,
    "maximum": _check_maximum,
    "maxLength": _check_max_length,
    "maxItems": _check_max_items,
}
TYPES: Mapping[str | None, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    None: lambda value: True,
}
WORDS: Mapping[str | None, str] = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    None: "any value",
}
