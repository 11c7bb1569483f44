"""Snapshots of ``runs_snapshot`` that lie beside the tests of a run, whether or not a test asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

PATTERNS = ("*.runs", "*/*.runs-json")


def announce(items: Iterable[pytest.Item], config: pytest.Config) -> None:
    """Tell syrupy of the kinds of files that lie beside these tests.

    A file that no fixture of the run asks for, as all tests with one were skipped, would be a leftover of unknown kind
    to it, which updating removes.
    """
    session = getattr(config, "_syrupy", None)
    if session is None:
        return
    folders = _folders(items)
    for pattern in PATTERNS:
        item = next((item for folder, item in folders.items() if any(folder.glob(pattern))), None)
        if item is not None:
            from ..snapshots import assertion

            assertion.RunsSnapshot.of_item(item, session, assertion.EXTENSIONS[pattern.rpartition(".")[2]])


def _folders(items: Iterable[pytest.Item]) -> dict[Path, pytest.Function]:
    """The folders of stored snapshots, and a test of each."""
    from syrupy.extensions.base import SnapshotCollectionStorage

    modules = {item.path: item for item in items if isinstance(item, pytest.Function)}
    return {path.parent / SnapshotCollectionStorage.snapshot_dirname: item for path, item in modules.items()}
