"""Locks between processes: one on each cassette, kept beside no user's file, and those on files being written."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other process or thread holds the lock of this file, and hold it for the block.

    Where no lock can be had, as in a folder for temporary files that is full, the block runs without: better to write
    unguarded than not to write.
    """
    try:
        descriptor = os.open(_lock_file(path), os.O_RDWR | os.O_CREAT | NO_FOLLOW, 0o600)
    except OSError:
        yield
        return
    try:
        hold(descriptor)
        yield
    finally:
        release(descriptor)  # for all: a process that was forked meanwhile has the file open too
        os.close(descriptor)


def hold(descriptor: int) -> None:
    """Wait for the lock of an open file, and keep it until the file is closed or its process has died.

    On file systems without locks nothing is held.
    """
    with suppress(OSError):
        _lock(descriptor)


def release(descriptor: int) -> None:
    """Give up the lock of an open file."""
    with suppress(OSError):
        _unlock(descriptor)


def is_held(descriptor: int) -> bool:
    """Whether another process, or another opening of the file in this one, holds its lock."""
    try:
        _share(descriptor)
    except OSError as error:
        return error.errno in (errno.EWOULDBLOCK, errno.EACCES)
    release(descriptor)
    return False


def owner() -> str:
    """Who runs this process, as a part of file names; empty where every user has temporary files of their own."""
    return str(os.getuid()) if hasattr(os, "getuid") else ""


def _lock_file(path: Path) -> Path:
    name = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:32]
    return Path(tempfile.gettempdir()) / f"runsreplay-{owner()}-{name}.lock"


if sys.platform == "win32":
    import msvcrt

    FAR = 0x7FFF_FFFE
    """Where the locked byte is: others cannot read what is locked, so that it lies behind all that is written."""

    def _lock(descriptor: int) -> None:
        while True:
            try:
                return _at_far(descriptor, msvcrt.LK_LOCK)
            except OSError as error:
                if error.errno != errno.EDEADLK:  # which only says that ten seconds have passed
                    raise

    def _share(descriptor: int) -> None:
        _at_far(descriptor, msvcrt.LK_NBLCK)

    def _unlock(descriptor: int) -> None:
        _at_far(descriptor, msvcrt.LK_UNLCK)

    def _at_far(descriptor: int, how: int) -> None:
        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, how, 1)
        finally:
            os.lseek(descriptor, place, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _share(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
