"""How normalised trees are stored by syrupy: one JSON file for each snapshot."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syrupy.extensions.base import AbstractSyrupyExtension
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from .filtering import filtered
from .ownership import OwnFiles

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex

    from .assertion import Normalized


LONGEST_NAME = 180
"""Bytes of a file's name that are its test's; file systems hold 255, some less."""


class RunsJSONExtension(OwnFiles, SingleFileSnapshotExtension):
    """Keeps each snapshot in ``__snapshots__/<module>/<test>.runs-json``: JSON with the keys in wire order.

    The ending is not ``.json``, which is that of ``snapshot`` with syrupy's JSON extension in the same test.
    """

    file_extension = "runs-json"
    _write_mode = WriteMode.TEXT

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        """The name of a snapshot and its file, with a mark where a file cannot be named as the test is.

        Otherwise the tests of ``a/b`` and ``a:b`` would write over each other's file.
        """
        name = AbstractSyrupyExtension.get_snapshot_name(test_location=test_location, index=index)
        kept = super().get_snapshot_name(test_location=test_location, index=index)
        if kept == name and len(name.encode()) <= LONGEST_NAME:
            return name
        mark = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return f"{kept.encode('utf-8', 'ignore')[:LONGEST_NAME].decode('utf-8', 'ignore')}-{mark}"

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
