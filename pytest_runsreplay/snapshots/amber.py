"""How normalised trees are stored by syrupy: all of a module in one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syrupy.data import SnapshotCollection, SnapshotCollections
from syrupy.extensions.amber import AmberSnapshotExtension

from .filtering import filtered
from .ownership import OwnFiles
from .rendering import rendered

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation

    from .assertion import Normalized

EARLIER_MARK = "<runs>"
EARLIER_ENDING = ".ambr"


class RunsAmberExtension(OwnFiles, AmberSnapshotExtension):
    """Keeps the snapshots of a module in ``__snapshots__/<module>.runs``, in the format of ``.ambr`` files.

    The ending is a single one because syrupy finds the tests of a file by its stem: ``test_x.runs.ambr`` would have
    none, be taken for a file of ``snapshot``, and lose what belongs to tests that were skipped.

    Snapshots that earlier versions kept in the ``.ambr`` file, as ``test_x<runs>``, are told as unused.
    """

    file_extension = "runs"

    def serialize(self, data: Normalized, **options: Any) -> str:
        return rendered(filtered(data.tree, **options), data.hint, full=data.full)

    def claimed(self, found: SnapshotCollections) -> Iterator[SnapshotCollection]:
        yield from super().claimed(found)
        for collection in found:
            earlier = self._earlier(collection.location)
            if earlier.has_snapshots:
                yield earlier

    def _earlier(self, location: str) -> SnapshotCollection:
        earlier = SnapshotCollection(location)
        if location.endswith(EARLIER_ENDING) and EARLIER_MARK in Path(location).read_text("utf-8", "replace"):
            for snapshot in self.read_snapshot_collection(location):
                if EARLIER_MARK in snapshot.name:
                    earlier.add(snapshot)
        return earlier


def earlier_place(test_location: PyTestLocation, name: str) -> str | None:
    """Where an earlier version stored the snapshot of this name, if it still does."""
    location = AmberSnapshotExtension.get_location(test_location=test_location, index=0)
    test = test_location.snapshot_name
    earlier = f"{test}{EARLIER_MARK}{name.removeprefix(test)}"
    stored = AmberSnapshotExtension().read_snapshot_collection(location)
    return f"{Path(location).name} as {earlier!r}" if stored.get(earlier) else None
