"""How much is read of what may be anything: far more than any real cassette holds, and little enough for any machine.

The numbers are looked up when a file is read, so that who needs more can set them in a conftest.
"""

from __future__ import annotations

import gc
import json
import os
import stat
from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

LARGEST = 200 * 2**20
"""Of a file, and of all that is packed in it, in bytes."""
MOST_EXCHANGES = 200_000
DEEPEST = 128
"""Levels of nesting: the bodies that are shown as JSON have at most 100 of them."""
MOST_BRACKETS = 10_000_000
"""Of a JSON file, opening ones, those in strings counted too: an empty list takes thirty times its room in memory."""
MOST_NODES = 2_000_000
"""Values, keys and collections of a YAML file; each takes half a kilobyte to read."""
MOST_REPEATED = 10_000_000
"""What the aliases of a YAML file stand for, in characters; vcrpy writes a few, for lists that it met twice."""
LONGEST_NUMBER = 18
"""Characters of a number in a YAML file, where it is a status or nothing that counts."""

PIECE = 2**20
WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
ANOTHER = "pytest_runsreplay.recording.limits.{} sets another limit"


class LimitError(ValueError):
    """More than is read; the message says how much there is, and what the limit is."""


def content_of(path: Path) -> bytes:
    """What a file holds. Raises OSError, and LimitError for what is no file or too large; it waits for nothing."""
    _check(path.stat())  # before it is opened: that alone may wait, or do something
    with os.fdopen(os.open(path, WITHOUT_WAITING), "rb") as file:
        status = os.fstat(file.fileno())
        _check(status)
        content: bytes = file.read(status.st_size + 1)
        while len(content) > status.st_size and (more := file.read(PIECE)):  # it grows while it is read
            content += more
            check_size(len(content))
    return content


def check_size(size: int, what: str = "it") -> None:
    """Raise LimitError for more bytes than ``LARGEST``."""
    if size > LARGEST:
        raise LimitError(f"{what} has more than {LARGEST:,} bytes ({size:,}); {ANOTHER.format('LARGEST')}")


def check_count(count: int) -> None:
    """Raise LimitError for more exchanges than ``MOST_EXCHANGES``."""
    if count > MOST_EXCHANGES:
        other = ANOTHER.format("MOST_EXCHANGES")
        raise LimitError(f"it has more than {MOST_EXCHANGES:,} exchanges ({count:,}); {other}")


def json_of(text: str, hook: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """The value of a JSON text, its objects made by ``hook``.

    Raises json.JSONDecodeError with the place, RecursionError for what is nested deeper than ``DEEPEST``, LimitError,
    and ValueError for numbers that JSON has not, or that are more than a number can be.
    """
    check_brackets(text)
    value = json.loads(text, parse_constant=refuse, parse_float=_finite, object_pairs_hook=hook)
    if is_too_deep(value):
        raise RecursionError
    return value


def refuse(constant: str) -> Any:
    """Raise ValueError for what Python reads as a number and JSON has not."""
    raise ValueError(f"{constant} is not JSON")


@lru_cache(1000)
def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text:.40} is more than a number can be, and would be replayed as another")
    return number


def check_brackets(text: str) -> None:
    """Raise LimitError for more objects and lists than ``MOST_BRACKETS``; a text that is too short for that is not
    looked at."""
    if len(text) > 2 * MOST_BRACKETS and text.count("[") + text.count("{") > MOST_BRACKETS:
        other = ANOTHER.format("MOST_BRACKETS")
        raise LimitError(f"it has more than {MOST_BRACKETS:,} objects and lists; {other}")


def is_too_deep(document: Any) -> bool:
    """Whether a parsed JSON document is nested deeper than ``DEEPEST``: what is no deeper can also be written."""
    level, depth = [document], 0
    while level and depth <= DEEPEST:
        level, depth = gc.get_referents(*level), depth + 1  # all of a level at once, which costs next to nothing
    return bool(level)


def _check(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise LimitError(f"it is no file ({_kind(status.st_mode)})")
    check_size(status.st_size)


def _kind(mode: int) -> str:
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}
    return next((name for test, name in kinds.items() if test(mode)), "a device")
