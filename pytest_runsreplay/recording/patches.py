"""Replacements of the parts of other libraries: found out once, then put on and taken off again and again."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from types import ModuleType
from typing import Any, NamedTuple

MISSING = object()


class Patch(NamedTuple):
    """A module or class, the name of its attribute, what stands there and what is to stand there."""

    target: Any
    name: str
    original: Any
    replacement: Any

    @property
    def fits(self) -> bool:
        """Whether the target is still in use, and has what it had when the replacement was made for it."""
        return _in_use(self.target) and getattr(self.target, self.name, MISSING) is self.original


class Patches:
    """Replacements to be made together, and context managers to be entered with them."""

    def __init__(
        self, replacements: Iterable[tuple[Any, str, Any]], managers: Iterable[AbstractContextManager[Any]] = ()
    ) -> None:
        self._patches = [Patch(target, name, getattr(target, name), new) for target, name, new in replacements]
        self._managers = tuple(managers)

    @property
    def fit(self) -> bool:
        """Whether they can be put on again: nobody has replaced or imported anew what they are made for."""
        return all(patch.fits for patch in self._patches)

    def put_on(self) -> ExitStack:
        """Make the replacements; closing the stack takes them off."""
        with ExitStack() as stack:
            stack.callback(_restore, undo := list[tuple[Patch, Any]]())
            for patch in self._patches:
                undo.append((patch, vars(patch.target).get(patch.name, MISSING)))
                setattr(patch.target, patch.name, patch.replacement)
            for manager in self._managers:
                stack.enter_context(manager)
            return stack.pop_all()


def replacements_of(patchers: Iterable[Any]) -> Iterator[tuple[Any, str, Any]]:
    """The replacements that patchers of ``unittest.mock`` would make."""
    for patcher in patchers:
        yield patcher.getter(), patcher.attribute, patcher.new


def _restore(undo: list[tuple[Patch, Any]]) -> None:
    """Put the old ones back, the last first, but where somebody has replaced ours meanwhile."""
    for patch, old in reversed(undo):
        if getattr(patch.target, patch.name, MISSING) is not patch.replacement:
            continue
        if old is MISSING:  # it was inherited
            delattr(patch.target, patch.name)
        else:
            setattr(patch.target, patch.name, old)


def _in_use(target: Any) -> bool:
    if isinstance(target, ModuleType):
        return sys.modules.get(target.__name__) is target
    return getattr(sys.modules.get(target.__module__), target.__qualname__, None) is target
