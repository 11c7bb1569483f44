"""Cassette files: read with a reason given for whatever is wrong, replaced whole or not at all."""

from __future__ import annotations

import gc
import json
import os
import re
import reprlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import format as native
from . import limits, stock
from .errors import CassetteError
from .exchanges import Exchange
from .locking import NO_FOLLOW, hold

LEFT_ALONE = "It was left as it is: restore it from version control, or delete it if it was made by mistake"

ENDLESS = f"it is nested without end (deeper than {limits.DEEPEST} levels)"
CONFLICT = ("<<<<<<< ", ">>>>>>> ")
TEMPORARY = re.compile(r"\.runsreplay-[0-9a-f]{16}\.tmp")
"""What files are called that are being written, and locked meanwhile."""
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW | getattr(os, "O_BINARY", 0)
UPGRADE = "It was left as it is: upgrade pytest-runsreplay"


@dataclass(frozen=True)
class Recording:
    """What a cassette file holds; ``stock`` if vcrpy wrote it."""

    exchanges: list[Exchange]
    facts: native.Facts = field(default_factory=dict)
    stock: bool = False


def read(path: Path, *, to_write: bool = False) -> Recording:
    """Read a cassette, ours or vcrpy's. Raises CassetteError with line and reason, and never writes.

    ``to_write`` looks harder, at the cost of time: of a key that stands twice, one would be lost on writing.
    """
    text = _text(path)
    if not text or text.isspace():
        raise CassetteError(path, "the cassette is empty", LEFT_ALONE)
    with _no_collection():
        return _loaded(path, _parsed(path, text, _once if to_write else None))


def _loaded(path: Path, document: Any) -> Recording:
    try:
        if native.is_native(document):
            return Recording(*native.load(document))
        if stock.is_stock(document):
            return Recording(stock.load(document), stock=True)
    except native.NewerFormat as error:
        raise CassetteError(path, str(error), UPGRADE) from None
    except (native.FormatError, limits.LimitError) as error:
        raise CassetteError(path, str(error), LEFT_ALONE) from None
    expected = f"expected a cassette ({native.MARK!r} and 'exchanges', or vcrpy's 'interactions')"
    raise CassetteError(path, f"{expected}, found {_shape(document)}", LEFT_ALONE)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put garbage collection off while much is made and nothing thrown away: else it is half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def write(path: Path, exchanges: list[Exchange], facts: native.Facts) -> None:
    """Put a cassette in the place of the old one, in one step that survives a crash at any moment."""
    path = Path(os.path.realpath(path))  # a link stays one
    _make(path.parent)
    # errors: half a surrogate pair, which clients make of bytes in headers, is written as JSON escapes it
    content = native.dump(exchanges, facts).encode("utf-8", "backslashreplace")
    temporary = path.with_name(f".runsreplay-{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(temporary, NEW, 0o666), "wb") as file:
            hold(file.fileno())
            with suppress(FileNotFoundError):
                temporary.chmod(path.stat().st_mode & 0o777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if os.name != "nt":  # which renames no file that is open
                temporary.replace(path)
        if os.name == "nt":
            temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync(path.parent)


def _text(path: Path) -> str:
    try:
        return limits.content_of(path).decode("utf-8-sig")  # some editors put a mark before it
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CassetteError(
            path, f"line {line}: byte 0x{error.object[error.start]:02x} is not UTF-8", LEFT_ALONE
        ) from None
    except (OSError, limits.LimitError) as error:
        problem = f"the cassette cannot be read ({getattr(error, 'strerror', None) or error})"
        raise CassetteError(path, problem, LEFT_ALONE) from None


def _parsed(path: Path, text: str, hook: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    looks_like_json = text.lstrip().startswith(("{", "["))
    try:
        if not looks_like_json:
            return stock.read_yaml(text)
        return limits.json_of(text, hook)
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno} column {error.colno}: not JSON ({error.msg})"
    except RecursionError:
        problem = ENDLESS
    except limits.LimitError as error:
        problem = str(error)
    except ValueError as error:
        problem = str(error) if looks_like_json else f"neither JSON nor YAML ({error})"
    conflict = next((line for line, words in enumerate(text.split("\n"), 1) if words.startswith(CONFLICT)), 0)
    if conflict:
        raise CassetteError(path, f"line {conflict}: a merge conflict that is not resolved", "Resolve it")
    raise CassetteError(path, problem, LEFT_ALONE)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice!r:.60} stands twice in one object, as after a merge that went wrong")
    return found


def _shape(document: Any) -> str:
    if document is None:
        return "nothing but null or comments"
    if isinstance(document, dict):
        return f"an object with {', '.join(repr(key) for key in list(document)[:5]) or 'no keys'}"
    return f"{type(document).__name__} {reprlib.repr(document)}"


def _make(folder: Path) -> None:
    """Make a folder, and those above it, so that a loss of power does not take them."""
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in made:
        _sync(one.parent)


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    with suppress(OSError):  # some file systems have no such thing for folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
