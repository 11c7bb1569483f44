"""What is told of a comparison that failed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syrupy.terminal import bold, context_style, received_style, reset, snapshot_style

from .amber import earlier_place
from .differences import NOTE, PLACE, RECEIVED, STORED, Line, differences

if TYPE_CHECKING:
    from syrupy.assertion import AssertionResult

STYLES = {STORED: snapshot_style, RECEIVED: received_style, PLACE: bold, NOTE: context_style}
MOST_LINES, MOST_CHARACTERS = 6, 480
"""What pytest shows of an explanation without -vv, less the lines that are always there."""
SECTION = "runs_snapshot"
PREVIEW = 40


def explain_difference(result: AssertionResult) -> list[str]:
    """The changes, each with its place; what pytest would cut off without -vv is put in a section of its own."""
    changes = differences(str(result.recalled_data), str(result.asserted_data))
    return _fitted([line for change in changes for line in change], result)


def explain_lack(result: AssertionResult) -> list[str]:
    """That nothing is stored, which command stores it, and what it would store."""
    item = result.test_location.item
    where = Path(result.snapshot_location).relative_to(Path(result.test_location.filepath).parent)
    told = [f"Snapshot '{result.snapshot_name}' does not exist in {where.as_posix()}. To write it:"]
    told.append(f"  pytest {shlex.quote(item.nodeid)} --snapshot-update")
    earlier = earlier_place(result.test_location, result.snapshot_name)
    if earlier:
        told.append(f"An earlier version stored it in {earlier}: compare the two before you commit.")
    lines = [Line(RECEIVED, text) for text in str(result.asserted_data).rstrip("\n").split("\n")]
    if len(lines) > PREVIEW:
        lines = [*lines[:PREVIEW], Line(NOTE, f"and {len(lines) - PREVIEW} more lines")]
    return [*told, *_fitted(lines, result, len(told))]


def _fitted(lines: list[Line], result: AssertionResult, used: int = 0) -> list[str]:
    """The lines styled; where pytest would cut them off, as many as it shows, and all of them in a section."""
    item = result.test_location.item
    styled = [_styled(line) for line in lines]
    if item.config.get_verbosity(pytest.Config.VERBOSITY_ASSERTIONS) > 1:
        return styled
    fitting = _fitting(lines, MOST_LINES - used)
    if fitting == len(lines):
        return styled
    item.add_report_section("call", SECTION, "\n".join(styled))
    return [*styled[:fitting], f"… all {len(lines)} lines are below, in “Captured {SECTION} call”"]


def _fitting(lines: list[Line], most: int) -> int:
    characters = 0
    for count, line in enumerate(lines):
        characters += len(line.text)
        if count == most or characters > MOST_CHARACTERS:
            return count - (count > 0 and lines[count - 1].mark == PLACE)
    return len(lines)


def _styled(line: Line) -> str:
    style = STYLES.get(line.mark, context_style)
    return reset(style(f"{line.mark}{line.text}"))
