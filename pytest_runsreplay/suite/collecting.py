"""What is to be known of all collected tests before the first one runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

import pytest

from ..naming import GOLDEN, name_of_test, safe_name, without_suffix
from ..settings import SettingsError
from . import marking
from .stash import COLLISION, NAMED_BY, SELECTED_FROM

USED_WITH_THE_API = frozenset({"runs_cassette", "runs_service"})
DEPRECATED = ("The Assistants API is deprecated", "deprecated$")
"""What the openai client says at every call of threads, runs and assistants."""
CASSETTE_DIR = "runsreplay_cassette_dir"


def prepare(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Give marked tests their cassette before their other fixtures; the tests that have one."""
    with_cassette = []
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        marked = marking.MARKER in item.keywords and item.get_closest_marker(marking.MARKER) is not None
        if (marked and hasattr(item, "fixturenames")) or "runs_cassette" in names:
            names = ["runs_cassette", *(name for name in names if name != "runs_cassette")]
            item.fixturenames = names  # type: ignore[attr-defined] # functions, methods and doctests have it
            with_cassette.append(item)
        if not USED_WITH_THE_API.isdisjoint(names):
            item.add_marker(
                pytest.mark.filterwarnings(*(f"ignore:{message}:DeprecationWarning" for message in DEPRECATED))
            )
    return with_cassette


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
    config.stash[NAMED_BY] = Counter(key for item in _all(items, config) for key in _named(item))


def file_key(item: pytest.Item, name: str | None) -> Hashable:
    """What two tests with one cassette have in common: the folder as far as it is known, test file and name."""
    definitions = list(item.session._fixturemanager.getfixturedefs(CASSETTE_DIR, item) or ())
    everywhere = len(definitions) > 1 and definitions[-1].scope == "session"
    folder: Hashable = definitions[-1] if everywhere else item.path.parent
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
