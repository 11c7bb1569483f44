"""Fixtures of wider scope than a test: each has a cassette of its own, open around its set-up and tear-down alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..naming import SUFFIX
from ..settings import Settings, SettingsError
from . import filtering, left_over, marking, places, telling
from .collecting import DEPRECATED
from .definitions import Definition
from .stash import CASSETTE, NEEDED, RECORDED_HERE, RUNNING

if TYPE_CHECKING:
    from .owned import FixtureCassette, OwnedCassette

RECORDED_TWICE = (
    "was set up and recorded before in this run, and one cassette cannot hold both. Record the tests that need it in "
    "runs of their own (-k, or one parameter at a time)"
)
RENAME = "Give one of the fixtures another name"
_ACTIVE: list[FixtureCassette] = []
"""The cassettes of the fixtures that are being set up or torn down, the innermost last."""


class WiderFixture:
    """A fixture that has a cassette, from its set-up to its end."""

    def __init__(self, cassette: FixtureCassette, request: pytest.FixtureRequest) -> None:
        self._cassette = cassette
        self._request = request
        self._passed = True

    @contextmanager
    def set_up(self, fixturedef: Definition) -> Iterator[None]:
        """Keep the cassette open in the block, and later around each finalizer that the fixture adds."""
        __tracebackhide__ = True
        fixturedef.addfinalizer(self._finish)  # finalizers run last in, first out: this is the last of them
        request: Any = self._request  # its method is replaced, for this fixture only
        add = request.addfinalizer
        request.addfinalizer = lambda finalizer: add(partial(self._finalize, finalizer))
        try:
            with self._open():
                yield
        except BaseException:
            if fixturedef.cached_result is None:  # it was interrupted, and pytest runs no finalizer of such a fixture
                self._finish()
            raise

    def _finalize(self, finalizer: Callable[[], object]) -> None:
        __tracebackhide__ = True
        with self._open():
            finalizer()

    @contextmanager
    def _open(self) -> Iterator[None]:
        """Open the cassette, and none but this one: not even for tasks that were made when another was the current."""
        from ..recording import opened

        __tracebackhide__ = True
        others = [one for one in (_cassette_of_test(self._request.config), *_ACTIVE) if one is not None and one.is_open]
        _ACTIVE.append(self._cassette)
        try:
            with _without_deprecations(), opened(self._cassette):
                for other in others:
                    other.is_open = False
                yield
            telling.raise_first_failure(self._cassette, None)
        except BaseException as error:
            self._passed = False
            if not isinstance(error, (KeyboardInterrupt, pytest.exit.Exception)):
                telling.raise_first_failure(self._cassette, error)
            raise
        finally:
            _ACTIVE.remove(self._cassette)
            for other in others:
                other.is_open = True

    def _finish(self) -> None:
        config, recorded = self._request.config, self._cassette.dirty
        running = config.stash.get(RUNNING, None)
        telling.save(self._cassette, config, running.nodeid if running else "", passed=self._passed)
        if recorded:
            config.stash.setdefault(RECORDED_HERE, set()).add(self._cassette.file)


@contextmanager
def _without_deprecations() -> Iterator[None]:
    """Leave out what the client says of this API: the test that is running may be none of ours."""
    with warnings.catch_warnings():
        for message in DEPRECATED:
            warnings.filterwarnings("ignore", message, DeprecationWarning)
        yield


def of_fixture(fixturedef: Definition, request: pytest.FixtureRequest) -> WiderFixture | None:
    """What surrounds the set-up of a fixture, None if it has no cassette of its own.

    It has none if its instance is that of a test, or if nothing that has a cassette needs it: no test that is known
    to, nor the one that is running, nor another fixture.
    """
    from ..recording import CassetteError

    stash = request.config.stash
    needed = RUNNING in stash or bool(_ACTIVE) or fixturedef in stash.get(NEEDED, {})
    if not needed or isinstance(request.node, pytest.Item):
        return None
    try:
        return _fixture_at(places.place_of(fixturedef, request), fixturedef, request)
    except (CassetteError, SettingsError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _fixture_at(place: Path, fixturedef: Definition, request: pytest.FixtureRequest) -> WiderFixture:
    from ..recording import locating
    from ..recording.errors import shown
    from .owned import FixtureCassette

    config, file = request.config, locating.confined(place.parents[1], locating.find_file(place)).absolute()
    name = f"the fixture {place.name.removesuffix(SUFFIX)} of {request.scope} scope"
    of_test: Callable[[], OwnedCassette | None] = partial(_cassette_of_test, config)
    left_over.note(config, file.parent)
    settings = _settings(fixturedef, request, file)
    cassette = FixtureCassette(file, settings, name, of_test, before_record=filtering.filter_of(request.node))
    owner = marking.owner_of(config, file, f"{name} in {shown(places.home_of(fixturedef, request))}")
    if owner:
        cassette.closed, cassette.refusal = True, f"{shown(file)} is the cassette of {owner}. {RENAME}"
    elif settings.record_mode != "none" and file in config.stash.get(RECORDED_HERE, ()):
        cassette.closed, cassette.refusal = True, f"{name}, {RECORDED_TWICE}"
    else:
        cassette.refusal = marking.refusal_of_workers(config, f"the cassette of {name}")
    return WiderFixture(cassette, request)


def _settings(fixturedef: Definition, request: pytest.FixtureRequest, file: Path) -> Settings:
    """Those that all tests of the scope share; and where there is no file yet, it is recorded if a test of it is."""
    marked, test = marking.read_markers(request.node), _cassette_of_test(request.config)
    records = request.config.stash.get(NEEDED, {}).get(fixturedef, False) or (test is not None and test.mode != "none")
    if records and not file.exists():
        marked = marking.Marked(None, {"record_mode": "once", **marked.settings})
    return marking.settings_of(request.node, marked, places.shared_value(places.CONFIG, request) or {})


def _cassette_of_test(config: pytest.Config) -> OwnedCassette | None:
    item = config.stash.get(RUNNING, None)
    return None if item is None else item.stash[CASSETTE]
