"""What all factories have in common: numbers, overrides, eras, and builders that never change."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from pytest_runsreplay.lifecycle.eras import DEFAULT_ERA, find_era

from .accepting import check_types, natural_number, seed_text, text, whole_number
from .draws import Draws
from .era_traits import DIALECTS, EraTraits
from .errors import shown, suggested
from .merging import merged
from .rules import check_metadata

Made = TypeVar("Made")


class Builder(EraTraits, Generic[Made]):
    """Makes objects one after the other, each a pure function of the seed, its number and what was asked for.

    A builder never changes: what derives from it is another builder, which goes on with the same numbers.
    """

    kind: ClassVar[str]
    takes: ClassVar[type]
    """The TypedDict of the fields that may be asked for."""

    fields: ClassVar[frozenset[str]]
    statuses: ClassVar[tuple[str, ...]] = ()
    _standing: ClassVar[Mapping[str, Any]] = {}
    _worked_out: ClassVar[frozenset[str]] = frozenset({"_prepared", "_read", "_recipe"})

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        defaults = cls.__dict__.get("defaults") or {}
        if not isinstance(defaults, Mapping):
            raise TypeError(f"the defaults of {cls.__name__} are {shown(defaults)}; give a dict of fields")
        if defaults:
            cls._check_names(defaults)
            cls._standing = merged(cls._standing, defaults)

    def __init__(self, seed: str | int = 0, *, locale: str = "en_US") -> None:
        """Two factories with the same seed make the same objects; ``locale`` is Faker's, for prose.

        Seeds are compared as text: ``1`` and ``"1"`` are the same. Raises TypeError for a seed of another type.
        """
        self._seed = seed_text(seed)
        self._locale = text(locale, "the locale")
        if not locale:
            raise ValueError("the locale is empty; give one of Faker's, such as 'de_DE', or leave it out")
        self._key = f"{self.kind}:{self._seed}:".encode("utf-8", "surrogatepass")
        self._numbers = iter(range(sys.maxsize))  # which goes to another process, as itertools.count soon does not
        self._status: str | None = None
        self._overrides: Mapping[str, Any] = {}
        self._seconds: int | None = None
        self._settled: Mapping[str, Any] | None = None
        self._era = DEFAULT_ERA
        if self._standing:
            vars(self).update(vars(self._with(self._standing)))

    def __repr__(self) -> str:
        asked = [f"{name}={value!r}" for name, value in self._overrides.items()]
        status = [f"status={self._status!r}"] if self._status else []
        era = [f"era={self._era!r}"] if self._era != DEFAULT_ERA else []
        return f"{type(self).__name__}({', '.join([f'seed={self._seed!r}', *era, *status, *asked])})"

    @abstractmethod
    def at(self, number: int) -> Made:
        """The object of that number, counted from 0, whatever was made before."""

    def batch(self, count: int) -> list[Made]:
        """The next ``count`` objects. Raises ValueError for a negative count, TypeError for what is no whole number."""
        return [self.at(next(self._numbers)) for _ in range(natural_number(count, "a batch of"))]

    def lasting(self, seconds: int) -> Self:
        """Made objects take so many seconds from their creation to their end; where there is no end, nothing changes.

        Raises ValueError for less than 0 and for more than the 600 s that a run lives.
        """
        if not 0 <= whole_number(seconds, "a length in seconds of") <= 600:
            raise ValueError(f"a run cannot last {seconds} s; it may last 0 to 600 s, then it expires")
        return self._derived(_seconds=seconds)

    def _of_era(self, name: str) -> Self:
        return self._derived(_era=find_era(DIALECTS.get(name, name)).name)

    def _disobeying(self) -> Self:
        return self._derived(_settled=self._overrides)

    def _followed(self) -> Mapping[str, Any]:
        """The overrides that other fields follow from: none that was given after the rules were left."""
        return self._overrides if self._settled is None else self._settled

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: all but what is worked out again there."""
        return {name: value for name, value in vars(self).items() if name not in self._worked_out}

    def _next(self, overrides: Mapping[str, Any]) -> Made:
        builder = self._with(overrides) if overrides else self
        return builder.at(next(self._numbers))

    def _with(self, overrides: Mapping[str, Any]) -> Self:
        self._check_names(overrides)
        if self._settled is not None:
            return self._derived(_overrides=merged(self._overrides, overrides))
        rest = {name: value for name, value in overrides.items() if name != "status" or not self.statuses}
        check_types(type(self).__name__, self.takes, rest)
        builder = self._in(overrides["status"]) if len(rest) < len(overrides) else self
        asked = merged(self._overrides, rest)
        if "metadata" in rest:
            check_metadata(self.kind, asked["metadata"])
        return builder._derived(_overrides=asked)

    def _in(self, status: str) -> Self:
        if status not in self.statuses:
            advice = suggested(str(status), self.statuses)
            raise ValueError(f"there is no status {shown(status)} of a {self.kind}; {advice}")
        return self._derived(_status=status)

    def _derived(self, **changes: Any) -> Self:
        derived = object.__new__(type(self))
        vars(derived).update(vars(self), **changes)
        return derived

    def _draws(self, number: int) -> Draws:
        return Draws(b"%b%d" % (self._key, natural_number(number, "the object of number")), self._locale)

    @classmethod
    def _check_names(cls, overrides: Mapping[str, Any]) -> None:
        for name in overrides:
            if name not in cls.fields:
                raise TypeError(f"{cls.__name__} has no field {name!r}; {suggested(name, sorted(cls.fields))}")
