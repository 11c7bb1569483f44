"""How a body differs from the schema that its dialect published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from .base import WireModel
from .dialects import find_dialect, with_schema
from .fitting import best_fitting
from .pages import Page
from .parsing import Body, ParseError, parse
from .reading import Deviation, Reading, Unknown, read
from .threads import DeletedObject

DELETED = {
    "thread.deleted": "DeleteThreadResponse",
    "thread.message.deleted": "DeleteMessageResponse",
    "assistant.deleted": "DeleteAssistantResponse",
}
EMPTY = "ListRunsResponse"  # all lists are alike until they hold something


class Deviations(tuple[Deviation, ...]):
    """The deviations of a body: of each object first what it lacks, then what it has, in its order. None is falsy.

    ``dialect`` names the one it was held against: an era such as ``v2``, or a date of it such as ``v2-2024-06-06``.
    ``unknown`` are the places where that dialect's schema says nothing of what the body has: keys, values of open
    enumerations, and nulls where the source tells no nullability. Those are no deviations.
    """

    dialect: str
    unknown: tuple[Unknown, ...]

    def __new__(cls, found: Iterable[Deviation], dialect: str, unknown: Iterable[Unknown] = ()) -> Self:
        self = super().__new__(cls, found)
        self.dialect = dialect
        self.unknown = tuple(unknown)
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self), self.dialect, self.unknown


def deviations(body: Body | WireModel, dialect: str | None = None) -> Deviations:
    """List how a body differs from the schema that ``dialect`` published for it (wire.md §0, §8).

    Dialects: ``v1-2023``, ``v1-usage``, ``v1-2024``, ``v2``, ``az-0215``, ``az-0501+``, ``foundry-v1`` and
    ``foundry-pre``, each the last of its era, and dates within an era, such as ``v2-2024-06-06``. Without a dialect the
    best-fitting one is chosen and named. Azure OpenAI's are never certain, for what they have OpenAI's have too. It is
    the body as it came that is compared: a key in camelCase is no schema's.

    Raises ParseError for what ``parse`` refuses, and ValueError for a dialect that is unknown or has no schema of such
    an object: those of Azure OpenAI are known for runs and steps only.
    """
    model = body if isinstance(body, WireModel) else parse(body)
    name, value = _schema_name(model), model.wire()
    reading = best_fitting(value, name) if dialect is None else _read_as(value, name, dialect)
    return Deviations(reading.deviations, reading.dialect.name, reading.unknown)


def _schema_name(model: WireModel) -> str:
    """The name of the schema that describes an object: that of its class, but for objects that share a class."""
    if isinstance(model, DeletedObject) and str(model.object) in DELETED:
        return DELETED[model.object]
    if type(model) is Page:
        return EMPTY
    for kind in type(model).__mro__:
        if with_schema(kind.__name__):
            return kind.__name__
    raise ParseError("an object of the Runs API", f"a {type(model).__name__}")


def _read_as(value: Any, name: str, dialect: str) -> Reading:
    chosen = find_dialect(dialect)
    if name not in chosen.objects:
        known = ", ".join(one.name for one in with_schema(name))
        raise ValueError(f"{dialect} has no published schema of {name}: hold it against one of {known}")
    return read(value, name, chosen)
