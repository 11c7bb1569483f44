"""Journals that were left over by recordings that ended before they were saved, read as what they are: any file."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeGuard

from ..settings import RECORD_MODES
from . import format as native
from .errors import CassetteError
from .journal import MARK, SUFFIX, VERSION
from .limits import check_size, json_of
from .locking import NO_FOLLOW, is_held
from .recorder import Placed
from .refuge import folder_of, places_of

LEFT_ALONE = "It was left as it is: remove it if it is not yours"
UPGRADE = "It was left as it is: upgrade pytest-runsreplay"
LARGEST = 1 << 30
"""How many bytes a journal may have."""
LONGEST_HEAD = 4096
NAME = re.compile(rf"\..*{re.escape(SUFFIX)}", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Head:
    """What a journal says it is of: the cassette, the record mode, how many exchanges it held, and the time."""

    cassette: Path
    mode: str
    loaded: int
    at: str


@dataclass(frozen=True)
class LeftOver:
    """What a journal holds: exchanges in the order of their requests, each with its place, and facts of the recording.

    ``problems`` are the lines that cannot be read, each with the reason.
    """

    head: Head
    placed: list[Placed]
    facts: native.Facts
    problems: list[str]


def in_folder(folder: Path) -> Iterator[Path]:
    """The journals of the cassettes of a folder, those in the refuge too, whether they are being written or not."""
    for place in places_of(folder):
        try:
            with os.scandir(place) as entries:
                yield from sorted(Path(entry.path) for entry in entries if NAME.fullmatch(entry.name))
        except OSError:
            continue


def is_live(path: Path) -> bool:
    """Whether a journal is being written now. Raises CassetteError for what is no file."""
    with _opened(path) as file:
        return is_held(file.fileno())


def glance(path: Path) -> tuple[Head, int] | None:
    """What a journal is of, and how many exchanges are in it; None if it is being written or holds none.

    Raises CassetteError for what is no journal.
    """
    with _opened(path) as file:
        head = _head(path, file)
        count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return (head, count) if head is not None and count else None


def read(path: Path) -> LeftOver | None:
    """What a journal holds, as far as it can be read; None if it is being written or nothing was finished.

    A last line without an end was being written when its process died, and is left out. Raises CassetteError for what
    is no journal.
    """
    with _opened(path) as file:
        head = _head(path, file)
        lines = [] if head is None else file.read().split(b"\n")[:-1]
    if head is None or not lines:
        return None
    found: dict[int, Placed] = {}
    facts: native.Facts = {}
    problems: list[str] = []
    for number, line in enumerate(lines, 2):
        try:
            place, placed, facts = _exchange(line)
            found[place] = placed
        except (ValueError, RecursionError) as error:
            problems.append(f"line {number}: {_reason(error)}")
    return LeftOver(head, [found[place] for place in sorted(found)], facts, problems)


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """A journal opened for reading, without waiting for whoever may write to what only looks like one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise CassetteError(path, "it is no file", LEFT_ALONE)
            if found.st_size > LARGEST:
                raise CassetteError(path, f"it has {found.st_size} bytes, more than {LARGEST}", LEFT_ALONE)
            yield file
    except OSError as error:
        raise CassetteError(path, f"the journal cannot be read ({error.strerror})", LEFT_ALONE) from None


def _head(path: Path, file: BufferedReader) -> Head | None:
    """The first line; None if the journal is being written, or its process died before there was one."""
    if is_held(file.fileno()):
        return None
    line = file.readline(LONGEST_HEAD)
    if not line.endswith(b"\n") and len(line) < LONGEST_HEAD:
        return None
    try:
        return _checked(path, _parsed(line))
    except (ValueError, RecursionError) as error:
        raise CassetteError(path, f"line 1: {_reason(error)}", LEFT_ALONE) from None


def _checked(path: Path, value: Mapping[str, Any]) -> Head:
    version, name, at = value.get(MARK), value.get("cassette"), value.get("at")
    mode, loaded = value.get("mode"), value.get("loaded")
    if type(version) is int and version > VERSION:
        raise CassetteError(path, f"it has version {version}, this release reads up to {VERSION}", UPGRADE)
    if version != VERSION:
        raise ValueError(f"expected {MARK!r} with version {VERSION}, found {version!r:.40}")
    if not isinstance(name, str) or name != Path(name).name or not name.rstrip(".") or CONTROL.search(name):
        raise ValueError(f"expected the name of a file as 'cassette', found {name!r:.60}")
    if mode not in RECORD_MODES or not isinstance(at, str) or not _is_position(loaded, 0):
        raise ValueError("expected 'mode', 'loaded' and 'at' as journals have them")
    return Head(folder_of(path.parent) / name, mode, loaded, at[:40])


def _exchange(line: bytes) -> tuple[int, Placed, native.Facts]:
    value = _parsed(line)
    number, after = value.pop("number", None), value.pop("after", None)
    if not _is_position(number, 0) or not _is_position(after, -1):
        raise ValueError("expected 'number' and 'after' as positions")
    if value.get(native.MARK) is None:
        raise ValueError(f"expected an exchange with {native.MARK!r}")
    exchanges, facts = native.load(value)
    if len(exchanges) != 1:
        raise ValueError(f"expected one exchange, found {len(exchanges)}")
    return number, Placed(exchanges[0], after), facts


def _parsed(line: bytes) -> dict[str, Any]:
    check_size(len(line))
    value = json_of(line.decode())
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, found {value!r:.40}")
    return value


def _is_position(value: Any, least: int) -> TypeGuard[int]:
    return type(value) is int and least <= value < LARGEST


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"column {error.colno}: not JSON ({error.msg})"
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02x} is not UTF-8"
    return "it is nested without end" if isinstance(error, RecursionError) else str(error)
