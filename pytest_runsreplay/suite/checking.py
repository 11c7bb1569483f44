"""What is to be known of the tests that have a cassette before the first one runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

import pytest

from ..naming import GOLDEN, name_of_test, safe_name, without_suffix
from ..settings import SettingsError
from . import definitions, marking
from .definitions import Definition
from .places import CASSETTE_DIR, CONFIG
from .stash import COLLISION, NAMED_BY, NEEDED, SELECTED_FROM


def check(items: Sequence[pytest.Item], config: pytest.Config) -> None:
    """Look for what is wrong with the names and settings of these tests.

    Raises UsageError for a setting; a worker of xdist cannot stop the run, so that there the test fails. Two tests
    that come to one cassette both fail, wherever they run.
    """
    owners: dict[Hashable, tuple[pytest.Item, str]] = {}
    try:
        marking.settings_of(items[0].session, marking.Marked(None, {}), {})  # what the ini file and command line say
        for item in items:
            _claim(owners, item, marking.read_markers(item).cassette)
    except SettingsError as error:
        if not hasattr(config, "workerinput"):
            raise pytest.UsageError(str(error)) from None
    config.stash[NEEDED] = _needed(items)
    config.stash[NAMED_BY] = Counter(key for item in _all(items, config) for key in _named(item))


def file_key(item: pytest.Item, name: str | None) -> Hashable:
    """What two tests with one cassette have in common: the folder as far as it is known, test file and name."""
    seen = definitions.seen_from(item, CASSETTE_DIR)
    folder: Hashable = seen[-1] if len(seen) > 1 and seen[-1].scope == "session" else item.path.parent
    return folder, item.path.stem, (safe_name(name_of_test(item)) if name is None else without_suffix(name)).casefold()


def _claim(owners: dict[Hashable, tuple[pytest.Item, str]], item: pytest.Item, name: str | None) -> None:
    if name is not None and name.startswith(GOLDEN):
        return
    user = item.nodeid if name is None else marking.SHARED
    other, owner = owners.setdefault(file_key(item, name), (item, user))
    if owner != user:
        users = f"{other.nodeid} and {item.nodeid}"
        for one in (other, item):
            problem = f"this would be the cassette of two, {users}"
            one.stash[COLLISION] = (name or safe_name(name_of_test(item)), problem, marking.RENAME)


def _needed(items: Sequence[pytest.Item]) -> dict[Definition, bool]:
    """The fixtures that these tests are known to need, each with whether such a test is to be recorded by a marker.
    Not those that say where and how cassettes are made: they come before any."""
    needed: dict[Definition, bool] = {}
    for item in items:
        known, records = definitions.of_test(item), _records(item)
        configuring = [one for name in (CONFIG, CASSETTE_DIR) for one in definitions.seen_from(item, name)]
        for name in known.keys() - definitions.names_needed(item, configuring):
            needed |= {one: needed.get(one, False) or records for one in known[name]}
    return needed


def _records(item: pytest.Item) -> bool:
    try:
        return bool(marking.read_markers(item).settings.get("record_mode", "none") != "none")
    except SettingsError:  # this test fails
        return False


def _all(items: Sequence[pytest.Item], config: pytest.Config) -> Iterator[pytest.Item]:
    """These tests and those that were deselected, which name cassettes all the same."""
    yield from items
    yield from config.stash.get(SELECTED_FROM, ())


def _named(item: pytest.Item) -> Iterator[Hashable]:
    if marking.MARKER in item.keywords:
        try:
            name = marking.read_markers(item).cassette
        except SettingsError:
            return
        if name is not None:
            yield name
            yield item.path, name
