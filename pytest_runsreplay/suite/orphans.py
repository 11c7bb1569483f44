"""Cassette files that no collected test names."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

import pytest

from ..naming import GOLDEN, SUFFIX, name_of_test, safe_name, without_suffix
from ..settings import SettingsError
from . import definitions, marking
from .places import CASSETTE_DIR
from .stash import SELECTED_FROM, Fact

UNSAVED = re.compile(r".+\.unsaved\d*\.json")
"""What was put aside, as ``recording.unsaved`` names it."""
HEAD = 200
"""Where in a file it says that it is a cassette of ours, in characters."""
CANNOT_TELL = "which cassettes are orphaned cannot be told"


def find(items: Sequence[pytest.Item], config: pytest.Config) -> Iterator[Fact]:
    """A fact for each orphan, or one that says why there is no telling."""
    reason = _hidden(config) or _moved(items)
    if reason:
        yield {"kind": "doubt", "text": f"{CANNOT_TELL}: {reason}"}
        return
    named = {key for item in items for key in _names(item)}
    for folder in sorted({item.path.parent / "cassettes" for item in items}):
        for file in sorted(folder.rglob(f"*{SUFFIX}")):
            if not named.intersection(_keys(folder, file)) and not UNSAVED.fullmatch(file.name) and _is_ours(file):
                yield {"kind": "orphan", "cassette": str(file)}


def _hidden(config: pytest.Config) -> str:
    """Why tests may be missing from those that were collected; empty if none are."""
    if config.stash.get(SELECTED_FROM, ()):
        return "tests were deselected (-k, -m, --deselect or --last-failed)"
    if any(config.getoption(option, None) for option in ("lf", "ignore", "ignore_glob")):
        return "tests were left out (--last-failed or --ignore)"
    narrow = [one for one in config.args if not (config.invocation_params.dir / one).is_dir()]
    return f"only a part of the tests was asked for ({narrow[0]})" if narrow else ""


def _moved(items: Sequence[pytest.Item]) -> str:
    for item in items:
        if len(definitions.seen_from(item, CASSETTE_DIR)) > 1:
            return f"{CASSETTE_DIR} is overridden, and what it gives is known only when a test runs"
    return ""


def _names(item: pytest.Item) -> Iterator[Hashable]:
    """What the cassettes of a test and of its fixtures may be called: folder, test file if known, and name."""
    folder, module = item.path.parent / "cassettes", item.path.stem
    try:
        name = marking.read_markers(item).cassette
    except SettingsError:
        return
    if name is None:
        yield folder, module, safe_name(name_of_test(item))
    elif not name.startswith(GOLDEN):
        yield folder, module, without_suffix(name)
        yield folder, without_suffix(name)
    for fixture in getattr(item, "fixturenames", ()):
        yield "fixture", fixture


def _keys(folder: Path, file: Path) -> Iterator[Hashable]:
    parts = file.relative_to(folder).with_suffix("").as_posix()
    module, _, name = parts.partition("/")
    yield folder, parts
    yield folder, module, name
    yield "fixture", name.partition("[")[0].rpartition(".")[2].partition("@")[0]


def _is_ours(file: Path) -> bool:
    """Whether it is in our format: beside ours lie the cassettes of other recorders, whose tests we do not know."""
    if not file.is_file():  # to open a pipe would be to wait for who writes into it
        return False
    with file.open(encoding="utf-8", errors="replace") as text:
        return '"runsreplay"' in text.read(HEAD)
