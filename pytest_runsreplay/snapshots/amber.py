"""How normalised trees are stored by syrupy."""

from __future__ import annotations

from operator import getitem
from typing import TYPE_CHECKING, Any

from syrupy.extensions.amber import AmberDataSerializer, AmberSnapshotExtension

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex

MARK = "<runs>"


class OrderedAmberSerializer(AmberDataSerializer):
    """Amber with the keys of a dict in their own order.

    ``VERSION`` stays syrupy's: the file belongs to ``snapshot`` too, and each would find the other's snapshots tainted.
    """

    @classmethod
    def serialize_dict(cls, data: dict[Any, Any], **options: Any) -> str:
        return cls.serialize_custom_iterable(
            data=data,
            resolve_entries=(list(data), getitem, None),
            open_paren="{",
            close_paren="}",
            separator=": ",
            serialize_key=True,
            **options,
        )


class RunsAmberExtension(AmberSnapshotExtension):
    """Keeps the snapshots of ``runs_snapshot`` in the test module's own ``.ambr`` file, under names of their own.

    A file of its own is no choice: syrupy (7.0) finds the tests of a file by its stem, so ``test_x.runs.ambr`` has
    none, and updating would delete the snapshots of every test that was skipped. A single other ending would be
    an unknown file to ``snapshot``, which deletes those.
    """

    serializer_class = OrderedAmberSerializer

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        test = test_location.snapshot_name
        name = super().get_snapshot_name(test_location=test_location, index=index)
        return f"{test}{MARK}{name.removeprefix(test)}"
