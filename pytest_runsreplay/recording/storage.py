"""Cassette files: read with a reason given for whatever is wrong, replaced whole or not at all."""

from __future__ import annotations

import gc
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any

from . import format as native
from . import stock
from .errors import CassetteError
from .exchanges import Exchange

LEFT_ALONE = "It was left as it is: restore it from version control, or delete it if it was made by mistake"

ENDLESS = "it is nested without end"
CONFLICT = ("<<<<<<< ", ">>>>>>> ")
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
    except native.FormatError as error:
        raise CassetteError(path, str(error), LEFT_ALONE) from None
    except RecursionError:
        raise CassetteError(path, ENDLESS, LEFT_ALONE) from None
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
    path = path.resolve()  # a link stays one
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".runsreplay-", suffix=".tmp")
    try:
        # errors: half a surrogate pair, which clients make of bytes in headers, is written as JSON escapes it
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(native.dump(exchanges, facts))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def unsaved_path(path: Path) -> Path:
    """Where the exchanges of a test that did not pass are put, so that they are not lost: a name not yet taken."""
    first = path.with_suffix(f".unsaved{path.suffix}")
    others = (path.with_suffix(f".unsaved{number}{path.suffix}") for number in count(2))
    return next(place for place in chain([first], others) if not place.exists())


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # some editors put a mark before it
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CassetteError(
            path, f"line {line}: byte 0x{error.object[error.start]:02x} is not UTF-8", LEFT_ALONE
        ) from None
    except OSError as error:
        raise CassetteError(path, f"the cassette cannot be read ({error.strerror})", LEFT_ALONE) from None


def _parsed(path: Path, text: str, hook: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    looks_like_json = text.lstrip().startswith(("{", "["))
    try:
        return (
            json.loads(text, parse_constant=_refuse, object_pairs_hook=hook)
            if looks_like_json
            else stock.read_yaml(text)
        )
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno} column {error.colno}: not JSON ({error.msg})"
    except RecursionError:
        problem = ENDLESS
    except ValueError as error:
        problem = str(error) if looks_like_json else f"neither JSON nor YAML ({error})"
    conflict = next((line for line, words in enumerate(text.split("\n"), 1) if words.startswith(CONFLICT)), 0)
    if conflict:
        raise CassetteError(path, f"line {conflict}: a merge conflict that is not resolved", "Resolve it")
    raise CassetteError(path, problem, LEFT_ALONE)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise ValueError(f"the key {twice!r} stands twice in one object, as after a merge that went wrong")
    return found


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _shape(document: Any) -> str:
    if document is None:
        return "nothing but null or comments"
    if isinstance(document, dict):
        return f"an object with {', '.join(repr(key) for key in list(document)[:5]) or 'no keys'}"
    return f"{type(document).__name__} {str(document)!r:.40}"


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have no such thing for folders
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
