"""Which stored snapshots are those of ``runs_snapshot``, and which of them may be found unused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from syrupy.data import SnapshotCollection, SnapshotCollections
from syrupy.extensions.base import AbstractSyrupyExtension
from syrupy.location import PyTestLocation

if TYPE_CHECKING:
    import pytest


class OwnFiles(AbstractSyrupyExtension):
    """Files with an ending of their own beside those of ``snapshot``.

    syrupy (7.0) takes each file that an extension does not know for a leftover, and each snapshot for unused whose
    name fits ``-k`` although its test was deselected by a marker of that name. Neither is done here: other files are
    passed over, and so are the snapshots of tests that were deselected.
    """

    def is_snapshot_location(self, *, location: str) -> bool:
        return location.endswith(f".{self.file_extension}")

    def discover_snapshots(
        self, *, test_location: PyTestLocation, ignore_extensions: list[str] | None = None
    ) -> SnapshotCollections:
        deselected = self._deselected(test_location.item)
        found = super().discover_snapshots(test_location=test_location, ignore_extensions=ignore_extensions)
        own = SnapshotCollections()
        for collection in self.claimed(found):
            for test in deselected.get(self.site(collection.location), ()):
                _hide(collection, test)
            own.add(collection)
        return own

    def claimed(self, found: SnapshotCollections) -> Iterator[SnapshotCollection]:
        """The collections among those found that are ours."""
        return (collection for collection in found if self.is_snapshot_location(location=collection.location))

    def site(self, location: str) -> str:
        """The file or folder that holds all snapshots of a module, of which one is at that location."""
        return location

    def _deselected(self, item: pytest.Item) -> Mapping[str, Collection[PyTestLocation]]:
        """The tests that were deselected, by the site of their snapshots; one for all parameters of a function."""
        session = item.config._syrupy  # type: ignore[attr-defined] # syrupy puts it there
        sites: dict[str, dict[Any, PyTestLocation]] = {}
        for nodeid, other in session._collected_items.items():
            if nodeid not in session._selected_items:
                test = PyTestLocation(other)
                site = self.site(self.get_location(test_location=test, index=0))
                sites.setdefault(site, {})[test.classname, test.methodname] = test
        return {site: tests.values() for site, tests in sites.items()}


def _hide(collection: SnapshotCollection, test: PyTestLocation) -> None:
    names = [snapshot.name for snapshot in collection if test.methodname in snapshot.name]
    for name in names:
        if test.matches_snapshot_name(name):
            collection.remove(name)
