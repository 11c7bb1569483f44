"""The traits that a factory has: those it comes with, and those that its users gave it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from inspect import getattr_static
from typing import Any, NamedTuple

from .builder import Builder
from .era_traits import EraTraits

APART = frozenset({"incoherent"})
"""Traits that are the way out of all rules."""


class Traits(NamedTuple):
    """The names of traits by what they choose: a status, an era, or anything else."""

    statuses: tuple[str, ...]
    eras: tuple[str, ...]
    others: tuple[str, ...]


def traits_of(factory: Builder[Any]) -> Traits:
    """The traits of a factory: properties that give another builder, or that raise.

    The dialects, as ``v2``, are left out: each is one of the eras.
    """
    names = [name for name in _properties(factory) if name not in APART and _gives_builder(factory, name)]
    eras = [name for name in names if name in vars(EraTraits)]
    return Traits(
        statuses=tuple(name for name in factory.statuses if name in names),
        eras=tuple(name for name in eras if getattr(factory, name)._era == name),
        others=tuple(name for name in names if name not in eras and name not in factory.statuses),
    )


def _properties(factory: Builder[Any]) -> Iterator[str]:
    for name in dir(type(factory)):
        if isinstance(getattr_static(type(factory), name), property | cached_property) and not name.startswith("_"):
            yield name


def _gives_builder(factory: Builder[Any], name: str) -> bool:
    try:
        return isinstance(getattr(factory, name), Builder)
    except Exception:  # noqa: BLE001 - a trait of a user may raise anything: that it does is for lint to tell
        return True
