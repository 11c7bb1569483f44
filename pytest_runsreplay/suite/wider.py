"""Fixtures of wider scope than a test: each has a cassette of its own, open around its set-up and tear-down alone."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..naming import SUFFIX, safe_name
from ..settings import SettingsError
from . import filtering, marking, telling
from .collecting import DEPRECATED
from .stash import CASSETTE, RECORDED_HERE, RUNNING

if TYPE_CHECKING:
    from .owned import FixtureCassette, OwnedCassette

SCOPES = ("function", "class", "module", "package", "session")
RECORDED_TWICE = (
    "was set up and recorded before in this run, and one cassette cannot hold both. Record the tests that need it in "
    "runs of their own (-k, or one parameter at a time)"
)
_ACTIVE: list[OwnedCassette] = []
"""The cassettes of the fixtures that are being set up or torn down, the innermost last."""


class WiderFixture:
    """A fixture that is set up while a test has a cassette, from its set-up to its end."""

    def __init__(self, cassette: FixtureCassette, request: Any, test: Callable[[], pytest.Item | None]) -> None:
        self.cassette = cassette
        self._request = request
        self._test = test
        self._passed = True

    @contextmanager
    def set_up(self, fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Keep the cassette open in the block, and later around each finalizer that the fixture adds."""
        fixturedef.addfinalizer(self._finish)  # finalizers run last in, first out: this is the last of them
        add = self._request.addfinalizer
        self._request.addfinalizer = lambda finalizer: add(partial(self._finalize, finalizer))
        __tracebackhide__ = True
        with self._open():
            yield

    def _finalize(self, finalizer: Callable[[], object]) -> None:
        __tracebackhide__ = True
        with warnings.catch_warnings(), self._open():  # the test that ends now may be none of ours
            for message in DEPRECATED:
                warnings.filterwarnings("ignore", message, DeprecationWarning)
            finalizer()

    @contextmanager
    def _open(self) -> Iterator[None]:
        from ..recording import opened

        __tracebackhide__ = True
        others = [one for one in (_cassette_of(self._test), *_ACTIVE) if one is not None and one.is_open]
        _ACTIVE.append(self.cassette)
        try:
            with opened(self.cassette):
                for other in others:  # also in the contexts of tasks that were made when it was the current one
                    other.is_open = False
                yield
            telling.raise_first_failure(self.cassette, None)
        except BaseException as error:
            self._passed = False
            if not isinstance(error, (KeyboardInterrupt, pytest.exit.Exception)):
                telling.raise_first_failure(self.cassette, error)
            raise
        finally:
            _ACTIVE.remove(self.cassette)
            for other in others:
                other.is_open = True

    def _finish(self) -> None:
        config, recorded = self._request.config, self.cassette.dirty
        test = self._test()
        telling.save(self.cassette, config, test.nodeid if test else "", passed=self._passed)
        if recorded:
            config.stash.setdefault(RECORDED_HERE, set()).add(self.cassette.file)


def of_fixture(fixturedef: pytest.FixtureDef[Any], request: Any, running: pytest.Item) -> WiderFixture | None:
    """What surrounds the set-up of a fixture, None if it has no cassette of its own: its instance is that of a test."""
    from ..recording import CassetteError

    if isinstance(request.node, pytest.Item):
        return None
    try:
        place = _place(fixturedef, request, running)
        return None if place is None else _fixture_at(place, fixturedef, request)
    except (CassetteError, SettingsError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _fixture_at(place: Path, fixturedef: pytest.FixtureDef[Any], request: Any) -> WiderFixture:
    from ..recording import locating
    from .owned import FixtureCassette

    config, file = request.config, locating.find_file(place).absolute()
    name = f"the fixture {place.name.removesuffix(SUFFIX)} of {fixturedef.scope} scope"
    marking.check_owner(config, place, name)
    settings = marking.settings_of(request.node, marking.read_markers(request.node), _configured(request))
    test: Callable[[], pytest.Item | None] = partial(config.stash.get, RUNNING, None)
    cassette = FixtureCassette(
        file, settings, name, partial(_cassette_of, test), before_record=filtering.filter_of(request.node)
    )
    if file in config.stash.get(RECORDED_HERE, ()) and settings.record_mode != "none":
        cassette.closed, cassette.refusal = True, f"{name}, {RECORDED_TWICE}"
    else:
        cassette.refusal = marking.refusal_of_workers(config, f"the cassette of {name}")
    return WiderFixture(cassette, request, test)


def _cassette_of(test: Callable[[], pytest.Item | None]) -> OwnedCassette | None:
    item = test()
    return None if item is None else item.stash.get(CASSETTE, None)


def _configured(request: Any) -> Any:
    value = _shared_value("runsreplay_config", request)
    return {} if value is None else value


def _place(fixturedef: pytest.FixtureDef[Any], request: Any, running: pytest.Item) -> Path | None:
    """The same path whichever test comes first: beside the module or class that the instance belongs to, for wider
    ones beside the file that defines the fixture; in ``runsreplay_cassette_dir`` if all of the scope see the same."""
    node = request.node
    home = node.path if isinstance(node, (pytest.Module, pytest.Class)) else _defining_file(fixturedef, request.config)
    name = f"{fixturedef.argname}{_parameters(fixturedef, request, running)}"
    if isinstance(node, pytest.Class):
        name = f"{node.obj.__qualname__}.{name}"
    folder = _shared_value("runsreplay_cassette_dir", request)
    folder = home.parent / "cassettes" if folder is None else Path(folder)
    return folder / home.stem / f"{safe_name(name)}{SUFFIX}"


def _defining_file(fixturedef: pytest.FixtureDef[Any], config: pytest.Config) -> Path:
    code = getattr(inspect.unwrap(fixturedef.func), "__code__", None)
    file = Path(code.co_filename if code else "conftest.py").absolute()
    mine = file.is_relative_to(config.rootpath) and "site-packages" not in file.parts
    return file if mine else config.rootpath / file.name


def _shared_value(name: str, request: Any) -> Any:
    """The value of a fixture that all tests of this scope share; None if there is none but the plugin's own, or if
    tests may see different ones."""
    manager = request.session._fixturemanager
    seen, visible = manager.getfixturedefs(name, request._pyfuncitem), manager.getfixturedefs(name, request.node)
    if not visible or len(visible) == 1 or visible[-1] is not seen[-1]:
        return None
    wide_enough = SCOPES.index(visible[-1].scope) >= SCOPES.index(request.scope)
    return request.getfixturevalue(name) if wide_enough else None


def _parameters(fixturedef: pytest.FixtureDef[Any], request: Any, running: pytest.Item) -> str:
    """The parameters of the fixture and of those that it needs, as ``[oslo-gpt-4o]``."""
    callspec = getattr(running, "callspec", None)
    found = [] if callspec is None else [name for name in _needed(fixturedef, request) if name in callspec.params]
    ids = [_id(name, callspec, request) for name in found]
    return f"[{'-'.join(ids)}]" if ids else ""


def _needed(fixturedef: pytest.FixtureDef[Any], request: Any) -> list[str]:
    """The names of the fixture and of those that it needs, directly or not."""
    definitions = request._pyfuncitem._fixtureinfo.name2fixturedefs
    needed = {fixturedef.argname: None}
    waiting = [fixturedef]
    while waiting:
        one = waiting.pop(0)
        names = list(one.argnames)
        if inspect.isasyncgenfunction(one.func) or inspect.iscoroutinefunction(one.func):
            names.append("anyio_backend")  # anyio adds it, and parametrizes by it
        waiting += [definitions[name][-1] for name in names if name in definitions and name not in needed]
        needed |= dict.fromkeys(names)
    return list(needed)


def _id(name: str, callspec: Any, request: Any) -> str:
    value, index = callspec.params[name], callspec.indices[name]
    definitions = request._pyfuncitem._fixtureinfo.name2fixturedefs.get(name)
    ids = definitions[-1].ids if definitions else None
    told = ids(value) if callable(ids) else ids[index] if ids and index < len(ids) else None
    if told is not None:
        return str(told)
    return str(value) if isinstance(value, (str, int, float, bool)) or value is None else f"{name}{index}"
