"""``runsreplay recover``: brings back what was recorded and never saved."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..recording import CassetteError, leftovers, recovery, storage, unsaved
from ..recording.errors import shown
from ..recording.refuge import places_of
from .drawing import say

PASSED_BY = frozenset({".git", "__pycache__", "node_modules"})
"""Folders in which nobody keeps cassettes, and that are large."""

Line = str | CassetteError


@dataclass(frozen=True)
class Wish:
    """What the user asked for: where to look, and whether to write to cassettes, or to nothing at all."""

    paths: Sequence[Path]
    apply: bool
    dry: bool


def recover(wish: Wish) -> int:
    """Look for what was left over, write it down, and tell. The result is the exit code: 1 if something could not be
    read or written, 2 if a path leads nowhere."""
    nowhere = [path for path in wish.paths if not any(place.is_dir() for place in places_of(path.parent))]
    if nowhere:
        print(f"runsreplay: {_shown(nowhere[0])}: there is no such file or folder", file=sys.stderr)
        return 2
    told, code = False, 0
    for line in _lines(wish):
        if isinstance(line, CassetteError):
            print(_printable(str(line)), file=sys.stderr)
            code = 1
        else:
            say(line)
        told = True
    missing = [path for path in wish.paths if not any(place.exists() for place in places_of(path))]
    if not told and missing:
        print(f"runsreplay: {_shown(missing[0])}: there is no such file or folder", file=sys.stderr)
        return 2
    if not told:
        say(f"Nothing was left over in {', '.join(map(_shown, wish.paths))}")
    return code


def _lines(wish: Wish) -> Iterator[Line]:
    """What is done, line by line as it is done; errors are what could not be."""
    for path in _named(wish, leftovers.NAME):
        yield from _guarded(_journal(path, wish))
    files = [path for path in _named(wish, unsaved.NAME) if _concerns(wish, path, recovery.cassette_of(path))]
    for path in files:
        yield from _guarded(_unsaved(path, wish))
    for path in _named(wish, storage.TEMPORARY):
        yield from _guarded(_temporary(path, wish))
    if files and not wish.apply:
        yield ""
        yield f"To add what is missing: runsreplay recover --apply {' '.join(map(_quoted, wish.paths))}"
        yield "To have such a file in the place of its cassette, rename it. If nobody needs it, remove it."


def _guarded(lines: Iterator[Line]) -> Iterator[Line]:
    try:
        yield from lines
    except CassetteError as error:
        yield error


def _journal(path: Path, wish: Wish) -> Iterator[Line]:
    """Write what a journal holds to an ``.unsaved`` file."""
    left = leftovers.read(path)
    if left is None:
        if leftovers.is_live(path):
            yield f"{_shown(path)} is being written now: left alone"
        elif not wish.dry:
            recovery.remove(path)  # nothing was finished
        return
    cassette = left.head.cassette
    if not _concerns(wish, path, cassette):
        return
    said = f"{_shown(cassette)}: {_counted(len(left.placed))}, recorded {_printable(left.head.at)}, never saved"
    yield from (CassetteError(path, problem, recovery.STAYS) for problem in left.problems)
    if wish.dry:
        yield f"{said}: still in {_shown(path)}"
    else:
        place = recovery.restore(path, left)
        yield f"{said}: {f'now in {_shown(place)}' if place else 'but the cassette holds all of that'}"


def _unsaved(path: Path, wish: Wish) -> Iterator[Line]:
    """Tell what an ``.unsaved`` file holds that its cassette does not, or put it there."""
    cassette = recovery.cassette_of(path)
    if not wish.apply:
        recording = storage.read(path)
        missing = recovery.lacking(recording.exchanges, recovery.held(cassette))
        at = recording.facts.get("extended", recording.facts).get("at", "at an unknown time")
        yield f"{_shown(path)}: {_counted(len(recording.exchanges))}, recorded {at}, {missing} not in the cassette"
        return
    applied = recovery.apply(path, cassette)
    yield f"{_shown(cassette)}: {_counted(applied.added)} added from {path.name}"
    if applied.remaining:
        yield f"{_shown(path)} stays: {applied.remaining} answers in it are others than those of the cassette"


def _temporary(path: Path, wish: Wish) -> Iterator[Line]:
    """Remove what was half written when a process died."""
    if recovery.is_spare(path):
        yield f"{_shown(path)} was being written when its process died{'' if wish.dry else ': removed'}"
        if not wish.dry:
            recovery.remove(path)


def _named(wish: Wish, name: re.Pattern[str]) -> Iterator[Path]:
    """The files of this name where the user wants to look, and in the folders of the refuge that stand for those."""
    for folder in [folder for path in wish.paths for folder in _folders(path)]:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entry.name for entry in entries if name.fullmatch(entry.name))
        except OSError:
            continue
        yield from (folder / one for one in found)


def _folders(path: Path) -> Iterator[Path]:
    """The folder of a file, or a folder with those below it."""
    if not any(place.is_dir() for place in places_of(path)):
        yield from places_of(path.parent)
        return
    for root in places_of(path):
        for folder, below, _ in os.walk(root):
            below[:] = sorted(set(below) - PASSED_BY)
            yield Path(folder)


def _concerns(wish: Wish, path: Path, cassette: Path) -> bool:
    """Whether the user wants to hear of a file: where a file was named, only of that one or what is of it."""
    wanted = [one.absolute() for one in wish.paths]
    return any(one.is_dir() or one in (path.absolute(), cassette.absolute()) for one in wanted)


def _counted(count: int) -> str:
    return f"{count} exchange{'' if count == 1 else 's'}"


def _quoted(path: Path) -> str:
    return shlex.quote(_shown(path))


def _shown(path: Path) -> str:
    return _printable(shown(path))


def _printable(text: str) -> str:
    """Text without what would steer a terminal: names of files may hold anything."""
    return "".join(one if one.isprintable() or one == "\n" else repr(one)[1:-1] for one in text)
