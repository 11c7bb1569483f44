"""Files of exchanges that may not be saved in their cassette: ``….unsaved.json`` beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from . import storage
from .errors import CassetteError
from .exchanges import Exchange
from .loading import Facts

NAME = re.compile(r"(.+)\.unsaved\d*(\.[^.]+)?", re.DOTALL)
LONGEST_NAME = 220
"""Of what comes before the suffix, in bytes, which is what file systems count."""


def put_aside(cassette: Path, exchanges: list[Exchange], facts: Facts) -> Path:
    """Write exchanges beside their cassette, unless a file there holds the same ones. The path is that of the file.

    Raises OSError.
    """
    names = _names(cassette)
    place = next(names)
    while os.path.lexists(place):
        with suppress(CassetteError):
            if storage.read(place).exchanges == exchanges:
                return place
        place = next(names)
    storage.write(place, exchanges, facts)
    return place


def of(cassette: Path) -> list[Path]:
    """The files of this kind that a cassette has."""
    found = cassette.parent.glob("*")
    return sorted(path for path in found if cassette_of(path) == cassette)


def cassette_of(path: Path) -> Path | None:
    """The cassette that a file of this kind is of, by its name; None for other files."""
    found = NAME.fullmatch(path.name)
    return path.with_name(found[1] + (found[2] or "")) if found else None


def _names(cassette: Path) -> Iterator[Path]:
    stem, name = cassette.stem, os.fsencode(cassette.stem)
    if len(name) > LONGEST_NAME:
        stem = name[:LONGEST_NAME].decode(errors="ignore")
    for number in count(1):
        yield cassette.with_name(f"{stem}.unsaved{number if number > 1 else ''}{cassette.suffix}")
