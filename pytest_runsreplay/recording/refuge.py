"""Where recordings go whose own folder cannot be written to: a private folder for temporary files.

It holds each folder under its whole path, so that what lies in it tells where it belongs.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from .locking import owner


def places_of(folder: Path) -> list[Path]:
    """Where recordings of this folder may lie: itself and, unless the refuge is somebody else's, the one there."""
    return [folder, refuge_of(folder)] if _is_private() else [folder]


def refuge_of(folder: Path) -> Path:
    """The folder in the refuge that stands for this one. It need not be there."""
    folder = Path(os.path.realpath(folder))
    drive = folder.drive.replace(":", "").strip("\\")
    return _root().joinpath(*([drive] if drive else []), *folder.parts[1:])


def folder_of(folder: Path) -> Path:
    """The folder that this one of the refuge stands for; a folder elsewhere stands for itself."""
    if not folder.is_relative_to(_root()):
        return folder
    parts = folder.relative_to(_root()).parts
    if os.name == "nt" and parts:
        return Path(f"{parts[0]}:\\" if len(parts[0]) == 1 else f"\\\\{parts[0]}\\").joinpath(*parts[1:])
    return Path(os.sep, *parts)


def make_refuge(folder: Path) -> Path:
    """Make the folder in the refuge that stands for this one. Raises OSError, also if the refuge is somebody else's."""
    root = _root()
    root.mkdir(mode=0o700, exist_ok=True)
    if not _is_private():
        raise PermissionError(errno.EACCES, f"{root} is not a private folder of this user")
    place = refuge_of(folder)
    place.mkdir(parents=True, exist_ok=True)
    return place


def _is_private() -> bool:
    """Whether the refuge is there and nobody else's: folders for temporary files are often for all users."""
    try:
        found = _root().lstat()
    except OSError:
        return False
    private = os.name == "nt" or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
    return private and stat.S_ISDIR(found.st_mode)


def _root() -> Path:
    return Path(os.path.realpath(tempfile.gettempdir())) / f"runsreplay-{owner()}"
