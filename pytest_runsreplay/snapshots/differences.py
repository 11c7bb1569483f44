"""How two stored texts differ, told by the places that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .places import depth, place_of

CONTEXT = 1
LONGEST = 24
"""Lines shown of one change."""
MOST = 12
"""Changes shown."""
LARGEST = 10_000
"""Lines compared from the first that differs on; more would take minutes."""
SAME, STORED, RECEIVED, PLACE, NOTE = "  ", "- ", "+ ", "@ ", ". "


@dataclass(frozen=True)
class Line:
    """A line of a difference; ``mark`` says whether it was stored, received, both, or tells where that is."""

    mark: str
    text: str


Change = list[tuple[str, int, int, int, int]]


def differences(stored: str, received: str) -> list[list[Line]]:
    """The changes from one text to the other, each behind the line that says where it is, with a line of context.

    At most twelve changes of 24 lines are told, and what is left out is counted, so that the whole stays short; of
    texts that differ over more than 10,000 lines only the first are compared.
    """
    before, after = stored.split("\n"), received.split("\n")
    changes = list(_changes(before, after))
    told = [_told(change, before, after) for change in changes[:MOST]]
    if len(changes) > MOST:
        told.append([Line(NOTE, f"and {len(changes) - MOST} more changes")])
    return told


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Groups of edits that stand close together, found between what both texts begin and end with."""
    start = _common(before, after)
    end = min(_common(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    start, end = max(0, start - CONTEXT), max(0, end - CONTEXT)
    first, last = (text[start : len(text) - end][:LARGEST] for text in (before, after))
    matcher = SequenceMatcher(None, first, last)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        yield [(kind, a + start, b + start, c + start, d + start) for kind, a, b, c, d in group]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = zip(before, after, strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))


def _told(change: Change, before: Sequence[str], after: Sequence[str]) -> list[Line]:
    where = _where(change, before, after)
    lines = _shown(change, before, after)
    if len(lines) > LONGEST:
        left_out = len(lines) - LONGEST
        lines = [*lines[:LONGEST], Line(NOTE, f"and {left_out} more lines")]
    return [Line(PLACE, where), *lines] if where else lines


def _where(change: Change, before: Sequence[str], after: Sequence[str]) -> str:
    """The place of what was received, or of what was stored where nothing was received in its place."""
    edits = [edit for edit in change if edit[0] != "equal"]
    inserted = next((edit[3] for edit in edits if edit[4] > edit[3]), None)
    return place_of(before, edits[0][1]) if inserted is None else place_of(after, inserted)


def _shown(change: Change, before: Sequence[str], after: Sequence[str]) -> list[Line]:
    lines = []
    for kind, first, last, new_first, new_last in change:
        if kind == "equal":
            lines += [Line(SAME, text) for text in before[first:last]]
        else:
            lines += [Line(STORED, text) for text in before[first:last]]
            lines += [Line(RECEIVED, text) for text in after[new_first:new_last]]
    margin = min(depth(line.text) for line in lines)
    return [Line(line.mark, line.text[margin:]) for line in lines]
