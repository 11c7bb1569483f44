"""How the bodies of a builder are made: what is constant is laid out once, the rest is drawn for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pytest_runsreplay.lifecycle.dressing import Form, Part

from .draws import Draws
from .merging import copied, merged

JsonObject = dict[str, Any]
Maker = Callable[[Draws], Any]
Begin = Callable[[Draws, int, JsonObject], None]
CONTAINERS = (dict, list)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A template, and what differs from body to body.

    ``begin`` fills in what all bodies of a kind draw alike, and notes their times in the draws; ``fresh`` are copies of
    what the template has; ``finish`` is what a body goes through at last. ``kept`` are the keys of the template that
    are sent as they are.
    """

    template: JsonObject
    begin: Begin
    fresh: tuple[tuple[str, Callable[[], Any]], ...]
    makers: tuple[tuple[str, Maker], ...]
    finish: tuple[Callable[[JsonObject], JsonObject], ...] = ()
    kept: frozenset[str] = frozenset()

    def body(self, draws: Draws, number: int) -> JsonObject:
        """The body of that number. It shares nothing with any other."""
        body = self.template.copy()
        self.begin(draws, number, body)
        for key, new in self.fresh:
            body[key] = new()
        for key, make in self.makers:
            body[key] = make(draws)
        for finish in self.finish:
            body = finish(body)
        return body

    def laid(self, overrides: Mapping[str, Any]) -> Recipe:
        """The recipe with what was asked for over its template: for keys that are ``kept``."""
        template = merged(self.template, overrides)
        again = {**dict(self.fresh), **{key: _again(template[key]) for key in overrides}}
        return Recipe(template, self.begin, tuple(again.items()), self.makers, self.finish, self.kept)


class Draft:
    """A recipe being written: a body of 2026, some of whose values are made anew each time.

    ``types`` are the types in what is made: of ``calls``, ``parts`` and ``annotations``.
    """

    def __init__(
        self,
        body: JsonObject,
        makers: Mapping[str, Maker],
        begin: Begin,
        types: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self.body = body
        self.types = types
        self._makers = dict(makers)
        self._begin = begin
        self._laid: set[str] = set()

    def lay(self, overrides: Mapping[str, Any]) -> None:
        """Put what was asked for over what would be made."""
        self._laid.update(overrides)
        for key, over in overrides.items():
            made = self._makers.get(key)
            if made is not None and isinstance(over, Mapping):
                self._makers[key] = _merging(made, key, over)
            else:
                self._makers.pop(key, None)
                self.body[key] = merged({key: self.body.get(key)}, {key: over})[key]

    def recipe(self, form: Form, raw: Mapping[str, Any]) -> Recipe:
        """The recipe in a form, which fills nothing that was asked for; what is ``raw`` is laid over at last."""
        filled = {key: fill for key, fill in form.filled.items() if key not in self._laid}
        over = (lambda body: merged(body, raw),) if raw else ()
        if filled:
            form = Form(form.keys, form.parts, filled, form.unless_null)
            return self._written(self.body, self._makers, (form.dress, *over))
        keys = [key for key in form.keys if key not in form.unless_null or not self._is_null(key)]
        body = {key: self.body.get(key) for key in keys}
        makers = {key: self._makers[key] for key in keys if key in self._makers}
        for key, part in form.parts.items():
            if key in makers:
                makers[key] = _translating(part, makers[key])
            elif key in body:
                body[key] = part(body[key])
        translated = {*form.parts, *form.unless_null, *makers, *raw}
        return self._written(body, makers, over, frozenset(body) - translated)

    def plain(self) -> Recipe:
        """The recipe of bodies as servers of 2026 sent them."""
        return self._written(self.body, self._makers, ())

    def _written(
        self,
        body: JsonObject,
        makers: Mapping[str, Maker],
        finish: tuple[Callable[[JsonObject], JsonObject], ...],
        kept: frozenset[str] = frozenset(),
    ) -> Recipe:
        again = [
            (key, _again(value))
            for key, value in body.items()
            if (isinstance(value, CONTAINERS) or key in self._laid) and key not in makers
        ]
        return Recipe(body, self._begin, tuple(again), tuple(makers.items()), finish, kept)

    def _is_null(self, key: str) -> bool:
        return key not in self._makers and self.body.get(key) is None


def _merging(make: Maker, key: str, over: Mapping[str, Any]) -> Maker:
    return lambda draws: merged({key: make(draws)}, {key: over})[key]


def _translating(part: Part, make: Maker) -> Maker:
    return lambda draws: part(make(draws))


def _again(value: Any) -> Callable[[], Any]:
    if not isinstance(value, CONTAINERS):
        return lambda: value
    if not value:
        return type(value)
    items = value.values() if isinstance(value, dict) else value
    return (lambda: copied(value)) if any(isinstance(item, CONTAINERS) for item in items) else value.copy
