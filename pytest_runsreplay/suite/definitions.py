"""What pytest knows of fixtures and has no public name for; nothing else here looks behind pytest's public names."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

Definition = pytest.FixtureDef[Any]


def test_of(request: pytest.FixtureRequest) -> pytest.Item:
    """The test that a fixture is set up for, whatever the scope of the fixture."""
    item: pytest.Item = request._pyfuncitem
    return item


def seen_from(node: pytest.Item | pytest.Collector, name: str) -> Sequence[Definition]:
    """The definitions of a fixture that can be seen from a test, class, module or session, the one in force last."""
    return list(node.session._fixturemanager.getfixturedefs(name, node) or ())


def of_test(item: pytest.Item) -> Mapping[str, Sequence[Definition]]:
    """The definitions of all fixtures that a test is known to need before it runs, by name."""
    return getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})


def names_needed(item: pytest.Item, definitions: Iterable[Definition]) -> list[str]:
    """The names of these fixtures, and of those that they need, directly or not, as this test sees them."""
    names: dict[str, None] = {}
    waiting = list(definitions)
    while waiting:
        one = waiting.pop(0)
        asked = [name for name in _asked_for(one) if name not in names]
        names |= dict.fromkeys([one.argname, *asked])
        waiting += [in_force for name in asked for in_force in seen_from(item, name)[-1:]]
    return list(names)


def parameters(item: pytest.Item, names: Iterable[str]) -> list[str]:
    """The ids of the parameters that a test gives to those of these fixtures that have one."""
    callspec = getattr(item, "callspec", None)
    return [] if callspec is None else [_id(item, callspec, name) for name in names if name in callspec.params]


def _asked_for(definition: Definition) -> Sequence[str]:
    if inspect.isasyncgenfunction(definition.func) or inspect.iscoroutinefunction(definition.func):
        return (*definition.argnames, "anyio_backend")  # anyio adds it, and parametrizes by it
    return definition.argnames


def _id(item: pytest.Item, callspec: Any, name: str) -> str:
    value, index = callspec.params[name], callspec.indices[name]
    ids = next((one.ids for one in reversed(of_test(item).get(name, ()))), None)
    told = ids(value) if callable(ids) else ids[index] if ids and index < len(ids) else None
    if told is not None:
        return str(told)
    return str(value) if isinstance(value, (str, int, float, bool)) or value is None else f"{name}{index}"
