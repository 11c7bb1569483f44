"""Recordings that ended before they were saved, as the terminal summary tells of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .stash import FACTS, LISTED, Fact

if TYPE_CHECKING:
    from ..recording.journal import Journal

LEFT_OVER = "left over"


def note(config: pytest.Config, folder: Path, *, again: bool = False) -> None:
    """Look for journals that were left over in a folder of cassettes, once in a run, or ``again``."""
    listed = config.stash.setdefault(LISTED, set())
    if again or folder not in listed:
        listed.add(folder)
        config.stash.setdefault(FACTS, []).extend(_facts(folder))


def at_risk(journal: Journal) -> Iterator[Fact]:
    """That a recording is not written down as it is made, if it is not."""
    if journal.problem:
        text = f"What was recorded could not be journalled ({journal.problem}): a crash would have lost it"
        yield {"kind": LEFT_OVER, "text": text}


def _facts(folder: Path) -> Iterator[Fact]:
    from ..recording import CassetteError, leftovers
    from ..recording.errors import shown

    for path in leftovers.in_folder(folder):
        try:
            found = leftovers.glance(path)
        except CassetteError as error:
            yield {"kind": LEFT_OVER, "text": str(error)}
            continue
        if found is not None:
            head, count = found
            cassette = shown(head.cassette)
            exchanges = f"{count} exchange{'s' if count > 1 else ''} of {cassette}, recorded {head.at},"
            text = f"{exchanges} never saved. To bring back: runsreplay recover {shlex.quote(cassette)}"
            yield {"kind": LEFT_OVER, "cassette": str(head.cassette), "text": text}
