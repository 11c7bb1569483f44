"""How normalised trees are stored by syrupy: one JSON file for each snapshot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from .filtering import filtered
from .ownership import OwnFiles

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation

    from .assertion import Normalized


class RunsJSONExtension(OwnFiles, SingleFileSnapshotExtension):
    """Keeps each snapshot in ``__snapshots__/<module>/<test>.runs-json``: JSON with the keys in wire order.

    The ending is not ``.json``, which is that of ``snapshot`` with syrupy's JSON extension in the same test.
    """

    file_extension = "runs-json"
    _write_mode = WriteMode.TEXT

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        """Whether the file lies in the folder of the test's module; of which test it is, its name tells.

        syrupy also compares the parameters, for each test with each file, and finds none of those that a file's name
        cannot hold.
        """
        return str(Path(snapshot_location).parent) == cls.dirname(test_location=test_location)

    def site(self, location: str) -> str:
        return str(Path(location).parent)

    def serialize(self, data: Normalized, **options: Any) -> str:
        tree = filtered(data.tree, **options)
        text = json.dumps(tree, indent=2, ensure_ascii=False, default=repr) + "\n"
        # Half of a character, as in a text that was cut, has no bytes; its escape means the same in JSON.
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
