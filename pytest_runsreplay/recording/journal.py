"""What is recorded, written down line by line as it happens, so that a crash at any moment loses nothing finished.

A journal is a hidden file beside the cassette. Its first line says what it is of; each other line is a cassette of one
exchange, with its place in the recording. It is there until the recording is saved, and locked as long as its recorder
lives: one that is not locked was left over. ``recovery`` reads it.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from . import format as native
from .exchanges import Exchange
from .locking import NO_FOLLOW, hold
from .recorder import Slot
from .refuge import make_refuge

MARK = "runsreplay-journal"
VERSION = 1
SUFFIX = ".journal"
LONGEST_NAME = 200
"""How much of the cassette's name that of the journal may hold, in bytes, which is what file systems count."""
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | NO_FOLLOW | getattr(os, "O_BINARY", 0)


class Journal:
    """The journal of one recording, made when its first exchange is finished.

    ``loaded`` is how many exchanges the cassette held. ``problem`` says why not all that was recorded could be written
    down, and is empty otherwise. Not safe for threads by itself.
    """

    def __init__(self, cassette: Path, mode: str, loaded: int) -> None:
        self.problem = ""
        self._cassette, self._mode, self._loaded = cassette, mode, loaded
        self._file: _File | None = None

    @property
    def path(self) -> Path | None:
        """The file, None if there is none."""
        return None if self._file is None else self._file.path

    def append(self, slot: Slot, finished: Callable[[], Sequence[Slot]], facts: native.Facts) -> None:
        """Write down an exchange that is finished now; ``finished`` are all of them, for a file that has to be begun.

        What cannot be written down is a ``problem``, not an error: it is recorded all the same.
        """
        if not (self.problem or (self._file is not None and self._file.takes(_line(slot, facts)))):
            self._begin(b"".join([self._head(), *(_line(one, facts) for one in finished())]))

    def remove(self) -> None:
        """Take the journal away, now that what it holds is saved."""
        if self._file is not None:
            self._file.remove()
            self._file = None

    def disown(self) -> None:
        """Leave the file to the process that this one was forked from. What is recorded here gets another."""
        if self._file is not None:
            self._file.close()
        self.problem, self._file = "", None

    def _begin(self, content: bytes) -> None:
        """Start a file in the first folder that takes it, in the place of the one that was there."""
        target = Path(os.path.realpath(self._cassette))
        start = os.fsencode(target.name)[:LONGEST_NAME].decode(errors="ignore")
        for make in (_make, make_refuge):
            try:
                file = _File(make(target.parent) / f".{start}.{secrets.token_hex(4)}{SUFFIX}", content)
            except OSError as error:
                self.problem = self.problem or error.strerror or str(error)
            else:
                self.remove()
                self._file, self.problem = file, ""
                _OWN.add(self)
                return

    def _head(self) -> bytes:
        head = {
            MARK: VERSION,
            "cassette": Path(os.path.realpath(self._cassette)).name,
            "mode": self._mode,
            "loaded": self._loaded,
            "at": datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z"),
        }
        return json.dumps(head).encode() + b"\n"


class _File:
    """A file that is appended to, and locked until it is closed, or removed, or its process dies."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self._descriptor = os.open(path, NEW, 0o666)
        self.close = weakref.finalize(self, os.close, self._descriptor)
        try:
            hold(self._descriptor)
            self._links = os.fstat(self._descriptor).st_nlink
            self._write(content)
        except BaseException:
            self.remove()
            raise

    def takes(self, content: bytes) -> bool:
        """Append this, and tell whether that worked."""
        try:
            self._write(content)
        except OSError:
            return False
        return True

    def _write(self, content: bytes) -> None:
        """Append all of this or nothing. Raises OSError, also if the file is no longer in any folder."""
        before = os.fstat(self._descriptor)
        if before.st_nlink < self._links:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if os.write(self._descriptor, content) < len(content):
            os.ftruncate(self._descriptor, before.st_size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def remove(self) -> None:
        if os.name == "nt":  # which removes no file that is open
            self.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.close()


def _line(slot: Slot, facts: native.Facts) -> bytes:
    """An exchange in one line: line breaks in JSON text are between its values only."""
    assert slot.response is not None
    text = native.dump([Exchange(slot.request, slot.response)], facts)
    document = "".join(line.lstrip(" ") for line in text.split("\n"))
    line = f'{{"number": {slot.number}, "after": {slot.after}, {document[1:]}\n'
    return line.encode("utf-8", "backslashreplace")


def _make(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


_OWN: weakref.WeakSet[Journal] = weakref.WeakSet()


def _disown_all() -> None:
    for journal in list(_OWN):
        journal.disown()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_disown_all)
