"""Replacements of the parts of other libraries: found out once, then put on and taken off again and again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
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
    def covered(self) -> bool:
        """Whether somebody has replaced ours, and may put it back."""
        now = getattr(self.target, self.name, MISSING)
        return now is not self.original and now is not self.replacement


class Patches:
    """Replacements to be made together, and those of before that somebody may still put back."""

    def __init__(self, replacements: Iterable[tuple[Any, str, Any]], covered: Iterable[Patch] = ()) -> None:
        self._patches = [_patch(*replacement) for replacement in replacements]
        self._covered = list(covered)
        self._imports = _imports()
        self._targets = {id(patch.target): patch.target for patch in self._patches}

    @property
    def fit(self) -> bool:
        """Whether they can be put on again: nobody has replaced what they are made for, or imported anything since,
        which may want replacements too."""
        if self._imports != _imports() or not all(map(_in_use, self._targets.values())):
            return False
        return all(getattr(target, name, MISSING) is original for target, name, original, _, _ in self._patches)

    @property
    def in_place(self) -> bool:
        """Whether all of them are on, and nothing has been imported since."""
        on = all(getattr(patch.target, patch.name, MISSING) is patch.replacement for patch in self._patches)
        return on and self._imports == _imports()

    @property
    def covered(self) -> list[Patch]:
        """What was taken off but for those that somebody has replaced, and will put back when he undoes that."""
        return [patch for patch in (*self._covered, *self._patches) if patch.covered]

    def put_on(self) -> None:
        """Make the replacements: all, or none if one of them fails."""
        try:
            for target, name, _, _, replacement in self._patches:
                setattr(target, name, replacement)
        except BaseException:
            self.take_off()
            raise

    def catch_up(self, replacements: Callable[[], Iterable[tuple[Any, str, Any]]]) -> None:
        """While they are on, make those replacements, too, that something imported since wants."""
        if self._imports == _imports():
            return
        made = {(id(patch.target), patch.name) for patch in self._patches}
        for target, name, new in replacements():
            if (id(target), name) not in made:
                self._patches.append(_patch(target, name, new))
                self._targets[id(target)] = target
                setattr(target, name, new)
        self._imports = _imports()

    def take_off(self) -> None:
        """Put the originals back, the last first. Done again, it finds those that somebody has put on since: who
        replaced ours while a cassette was open, and undid that later, has put ours back."""
        for target, name, _, own, replacement in reversed([*self._covered, *self._patches]):
            if getattr(target, name, MISSING) is not replacement:  # somebody has replaced ours meanwhile
                continue
            if own is MISSING:
                delattr(target, name)
            else:
                setattr(target, name, own)


def replacements_of(patchers: Iterable[Any]) -> Iterator[tuple[Any, str, Any]]:
    """The replacements that patchers of ``unittest.mock`` would make."""
    for patcher in patchers:
        yield patcher.getter(), patcher.attribute, patcher.new


def _patch(target: Any, name: str, replacement: Any) -> Patch:
    return Patch(target, name, getattr(target, name), vars(target).get(name, MISSING), replacement)


def _imports() -> tuple[int, str]:
    """What differs when something was imported: modules are kept in the order of their imports."""
    return len(sys.modules), next(reversed(sys.modules))


def _in_use(target: Any) -> bool:
    if isinstance(target, ModuleType):
        return sys.modules.get(target.__name__) is target
    return getattr(sys.modules.get(target.__module__), target.__qualname__, None) is target
