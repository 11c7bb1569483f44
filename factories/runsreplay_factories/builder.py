"""What all factories have in common: numbers, overrides, and builders that never change."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from .draws import Draws
from .errors import suggested
from .merging import merged

Made = TypeVar("Made")


class Builder(ABC, Generic[Made]):
    """Makes objects one after the other, each a pure function of the seed, its number and what was asked for.

    A builder never changes: what derives from it is another builder, which goes on with the same numbers.
    """

    kind: ClassVar[str]
    fields: ClassVar[frozenset[str]]
    statuses: ClassVar[tuple[str, ...]]
    _standing: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        defaults = cls.__dict__.get("defaults") or {}
        if defaults:
            cls._check_names(defaults)
            cls._standing = merged(cls._standing, defaults)

    def __init__(self, seed: str | int = 0, *, locale: str = "en_US") -> None:
        """Two factories with the same seed make the same objects; ``locale`` is Faker's, for prose.

        Seeds are compared as text: ``1`` and ``"1"`` are the same.
        """
        self._seed = str(seed)
        self._locale = locale
        self._numbers = itertools.count()
        self._status: str | None = None
        self._overrides: Mapping[str, Any] = {}
        self._seconds: int | None = None
        self._settled: Mapping[str, Any] | None = None
        if self._standing:
            vars(self).update(vars(self._with(self._standing)))

    def __repr__(self) -> str:
        asked = [f"{name}={value!r}" for name, value in self._overrides.items()]
        status = [f"status={self._status!r}"] if self._status else []
        return f"{type(self).__name__}({', '.join([f'seed={self._seed!r}', *status, *asked])})"

    @abstractmethod
    def at(self, number: int) -> Made:
        """The object of that number, counted from 0, whatever was made before."""

    def batch(self, count: int) -> list[Made]:
        """The next ``count`` objects. Raises ValueError for a negative count, TypeError for what is no whole number."""
        if not isinstance(count, int):
            raise TypeError(f"a batch of {count!r} was asked for; ask for a whole number")
        if count < 0:
            raise ValueError(f"a batch of {count} was asked for; ask for 0 or more")
        return [self._next({}) for _ in range(count)]

    def lasting(self, seconds: int) -> Self:
        """Made objects take so many seconds from their creation to their end; where there is no end, nothing changes.

        Raises ValueError for less than 0 and for more than the 600 s that a run lives.
        """
        if not 0 <= seconds <= 600:
            raise ValueError(f"a run cannot last {seconds} s; it may last 0 to 600 s, then it expires")
        return self._derived(_seconds=seconds)

    def _disobeying(self) -> Self:
        return self._derived(_settled=self._overrides)

    def _followed(self) -> Mapping[str, Any]:
        """The overrides that other fields follow from: none that was given after the rules were left."""
        return self._overrides if self._settled is None else self._settled

    def _next(self, overrides: Mapping[str, Any]) -> Made:
        builder = self._with(overrides) if overrides else self
        return builder.at(next(self._numbers))

    def _with(self, overrides: Mapping[str, Any]) -> Self:
        self._check_names(overrides)
        if self._settled is not None or "status" not in overrides:
            return self._derived(_overrides=merged(self._overrides, overrides))
        rest = {name: value for name, value in overrides.items() if name != "status"}
        return self._in(overrides["status"])._derived(_overrides=merged(self._overrides, rest))

    def _in(self, status: str) -> Self:
        if status not in self.statuses:
            raise ValueError(f"there is no status {status!r} of a {self.kind}; {suggested(status, self.statuses)}")
        return self._derived(_status=status)

    def _derived(self, **changes: Any) -> Self:
        derived = object.__new__(type(self))
        vars(derived).update(vars(self), **changes)
        return derived

    def _draws(self, number: int) -> Draws:
        if number < 0:
            raise ValueError(f"objects are numbered from 0; {number} was asked for")
        return Draws(self.kind, self._seed, number, self._locale)

    @classmethod
    def _check_names(cls, overrides: Mapping[str, Any]) -> None:
        for name in overrides:
            if name not in cls.fields:
                raise TypeError(f"{cls.__name__} has no field {name!r}; {suggested(name, sorted(cls.fields))}")
