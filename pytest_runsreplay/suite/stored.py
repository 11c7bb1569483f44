"""Snapshots of ``runs_snapshot`` that lie beside the tests of a run, whether or not a test asks for them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from syrupy.session import SnapshotSession

PATTERNS = ("*.runs", "*/*.runs-json")
ENDED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)


def announce(items: Iterable[pytest.Item], config: pytest.Config) -> None:
    """Tell syrupy of the kinds of files that lie beside these tests, and which tests say nothing of what is unused.

    A file that no fixture of the run asks for, as all tests with one were skipped, would be a leftover of unknown kind
    to it, which updating removes.
    """
    session = getattr(config, "_syrupy", None)
    if session is None:
        return
    folders = _folders(items)
    found = {
        pattern: item
        for pattern in PATTERNS
        if (item := next((item for folder, item in folders.items() if any(folder.glob(pattern))), None))
    }
    for pattern, item in found.items():
        from ..snapshots import assertion

        assertion.RunsSnapshot.of_item(item, session, assertion.EXTENSIONS[pattern.rpartition(".")[2]])
    if found:
        _forget_modules_without_tests(session)
        if not hasattr(config, "workeroutput"):  # syrupy takes a worker that found nothing unused for a lost one
            _register(config)


def watch(config: pytest.Config) -> None:
    """Keep what workers did not reach, as after ``-x``: it is their controller that finds out what is unused."""
    if config.getoption("dist", "no") != "no":
        _register(config)


def _register(config: pytest.Config) -> None:
    if not config.pluginmanager.has_plugin(CutShort.__name__):
        config.pluginmanager.register(CutShort(), CutShort.__name__)


class CutShort:
    """Keeps syrupy from looking for unused snapshots where tests were not reached, as after ``-x``."""

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        stopped = session.shouldfail or session.shouldstop or session.exitstatus not in ENDED
        if stopped or session.config.option.collectonly:
            session.config.option.disable_unused_snapshots = True
        return (yield)


def _forget_modules_without_tests(session: SnapshotSession) -> None:
    """A module that was skipped as a whole, or not imported, still owns its snapshots, as an ignored one does."""
    from syrupy.location import PyTestLocation

    tested = {PyTestLocation.module_path_key(item.path) for item in session._collected_items.values()}
    session._collected_modules &= tested


def _folders(items: Iterable[pytest.Item]) -> dict[Path, pytest.Function]:
    """The folders of stored snapshots, and a test of each."""
    from syrupy.extensions.base import SnapshotCollectionStorage

    modules = {item.path: item for item in items if isinstance(item, pytest.Function)}
    return {path.parent / SnapshotCollectionStorage.snapshot_dirname: item for path, item in modules.items()}
