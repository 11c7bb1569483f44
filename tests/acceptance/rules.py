"""Whether a client decodes a body, as its rules in tests/data/seed_clients/rules.json say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "seed_clients" / "rules.json"
DATA = json.loads(FILE.read_text(encoding="utf-8"))
ABSENT: Any = object()

JsonObject = dict[str, Any]
Place = tuple[JsonObject, str]


@dataclass(frozen=True)
class Check:
    """A kind of rule about a value, or about its absence.

    ``concerns`` tells whether there is something to check, ``refuses`` whether the client fails on it, and ``spoilt``
    gives values that it fails on in place of a good one. ``names`` are the values that the rule lists.
    """

    concerns: Callable[[Any], bool]
    refuses: Callable[[Any, Sequence[str]], bool]
    spoilt: Callable[[Any, Sequence[str]], list[Any]]


@dataclass(frozen=True)
class Rule:
    """What must hold at ``path`` in each ``object`` that ``client`` is to decode."""

    client: str
    object: str
    name: str
    path: str
    check: Check
    values: Sequence[str]

    def __str__(self) -> str:
        return f"{self.client} {self.object}: {self.name}: {self.path or '$'}"

    def concerns(self, body: Any) -> bool:
        """Whether there is something in the body that the rule is about."""
        return any(True for _ in self._places({"": body}))

    def refuses(self, body: Any) -> bool:
        """Whether the client fails on the body for this rule."""
        return any(self.check.refuses(_value(place), self.values) for place in self._places({"": body}))

    def spoilt(self, body: Any) -> Iterator[Any]:
        """The body broken for this rule, at the first place that it is about, in each of the ways there are."""
        good = _value(next(self._places({"": body})))
        for value in self.check.spoilt(good, self.values):
            around = {"": deepcopy(body)}
            holder, key = next(self._places(around))
            if value is ABSENT:
                del holder[key]
            else:
                holder[key] = value
            yield around[""]

    def _places(self, around: JsonObject) -> Iterator[Place]:
        return (place for place in places(around, self.path) if self.check.concerns(_value(place)))


def refusals(client: str, object: str, body: Any) -> set[str]:
    """The rules for which a client fails on a body as such an object; empty where it decodes it."""
    return {str(rule) for rule in RULES if (rule.client, rule.object) == (client, object) and rule.refuses(body)}


def places(around: JsonObject, path: str) -> Iterator[Place]:
    """Each object in which the last key of a dotted path belongs, and that key; ``around`` has the body at ``""``."""
    holders, keys = [around], ["", *filter(None, path.split("."))]
    for key in keys[:-1]:
        found = [holder.get(key.removesuffix("[]")) for holder in holders]
        inner = [item for items in found for item in items or ()] if key.endswith("[]") else found
        holders = [item for item in inner if isinstance(item, dict)]
    return ((holder, keys[-1]) for holder in holders)


def _value(place: Place) -> Any:
    holder, key = place
    return holder.get(key, ABSENT)


def _is_there(value: Any) -> bool:
    return value is not ABSENT and value is not None


def _is_int32(value: Any) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


CHECKS = {
    "required": Check(
        lambda value: True,
        lambda value, names: value is ABSENT,
        lambda value, names: [ABSENT],
    ),
    "not_null": Check(
        lambda value: value is not ABSENT,
        lambda value, names: value is None,
        lambda value, names: [None],
    ),
    "one_of": Check(
        _is_there,
        lambda value, names: value not in names,
        lambda value, names: ["unheard_of"],
    ),
    "int32": Check(
        _is_there,
        lambda value, names: not _is_int32(value),
        lambda value, names: [2**31, str(value), value + 0.5],
    ),
    "text": Check(
        _is_there,
        lambda value, names: not isinstance(value, str),
        lambda value, names: [1, [value]],
    ),
    "object": Check(
        lambda value: True,
        lambda value, names: not isinstance(value, dict),
        lambda value, names: [[value], "text", None],
    ),
    "apart": Check(
        lambda value: isinstance(value, dict),
        lambda value, names: all(name in value for name in names),
        lambda value, names: [{**{name: {} for name in names}, **value}],
    ),
    "without": Check(
        lambda value: isinstance(value, dict),
        lambda value, names: any(name in value for name in names),
        lambda value, names: [{**value, name: {}} for name in names],
    ),
    "whole_words": Check(
        lambda value: isinstance(value, dict),
        lambda value, names: any("" in key.split("_") for key in value),
        lambda value, names: [{**value, key: 1} for key in ("_x", "x_", "a__b")],
    ),
    "plain_keys": Check(
        lambda value: isinstance(value, dict) and bool(value),
        lambda value, names: any(re.search(r"[A-Z]|_[a-z]", key) for key in value),
        lambda value, names: [{**value, key: "1"} for key in ("User_ID", "my_key")],
    ),
}

RULES = [
    Rule(entry["client"], entry["object"], entry["rule"], path, CHECKS[entry["check"]], entry.get("values", ()))
    for entry in DATA["rules"]
    for path in entry["paths"]
]
"""Each rule at each of its places."""
