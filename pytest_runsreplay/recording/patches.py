"""Replacements of the parts of other libraries: found out once, then put on and taken off again and again."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

MISSING = object()


class Patch(NamedTuple):
    """A module or class, the name of its attribute, what stands there, what is the target's own of that (MISSING if
    it is inherited), and what is to stand there."""

    target: Any
    name: str
    original: Any
    own: Any
    replacement: Any

    @property
    def fits(self) -> bool:
        """Whether the target is still in use, and has what it had when the replacement was made for it."""
        return _in_use(self.target) and getattr(self.target, self.name, MISSING) is self.original

    @property
    def covered(self) -> bool:
        """Whether somebody has replaced ours, and may put it back."""
        now = getattr(self.target, self.name, MISSING)
        return now is not self.original and now is not self.replacement

    def take_off(self) -> None:
        """Put the original back, but where somebody has replaced ours meanwhile."""
        if getattr(self.target, self.name, MISSING) is not self.replacement:
            return
        if self.own is MISSING:
            delattr(self.target, self.name)
        else:
            setattr(self.target, self.name, self.own)


class Patches:
    """Replacements to be made together, and those of before that somebody may still put back."""

    def __init__(self, replacements: Iterable[tuple[Any, str, Any]], covered: Iterable[Patch] = ()) -> None:
        self._patches = [
            Patch(target, name, getattr(target, name), vars(target).get(name, MISSING), new)
            for target, name, new in replacements
        ]
        self._covered = list(covered)
        self._imports = _imports()

    @property
    def fit(self) -> bool:
        """Whether they can be put on again: nobody has replaced what they are made for, or imported anything since,
        which may want replacements too."""
        return self._imports == _imports() and all(patch.fits for patch in self._patches)

    @property
    def covered(self) -> list[Patch]:
        """What was taken off but for those that somebody has replaced, and will put back when he undoes that."""
        return [patch for patch in (*self._covered, *self._patches) if patch.covered]

    def put_on(self) -> None:
        """Make the replacements: all, or none if one of them fails."""
        try:
            for patch in self._patches:
                setattr(patch.target, patch.name, patch.replacement)
        except BaseException:
            self.take_off()
            raise

    def take_off(self) -> None:
        """Put the originals back, the last first. Done again, it finds those that somebody has put on since: who
        replaced ours while a cassette was open, and undid that later, has put ours back."""
        for patch in reversed([*self._covered, *self._patches]):
            patch.take_off()


def replacements_of(patchers: Iterable[Any]) -> Iterator[tuple[Any, str, Any]]:
    """The replacements that patchers of ``unittest.mock`` would make."""
    for patcher in patchers:
        yield patcher.getter(), patcher.attribute, patcher.new


def _imports() -> tuple[int, str]:
    """What differs when something was imported: modules are kept in the order of their imports."""
    return len(sys.modules), next(reversed(sys.modules))


def _in_use(target: Any) -> bool:
    if isinstance(target, ModuleType):
        return sys.modules.get(target.__name__) is target
    return getattr(sys.modules.get(target.__module__), target.__qualname__, None) is target
