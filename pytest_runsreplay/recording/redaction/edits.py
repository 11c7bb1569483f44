"""Changes to a text: what is cut out of it, and what is put there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple


class Edit(NamedTuple):
    """Put a text in place of a span. Where two meet, what the one of more ``weight`` puts is put for both."""

    start: int
    end: int
    put: str
    weight: int = 0


def merge(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in order, of which no two touch the same character."""
    merged: list[Edit] = []
    for edit in sorted(edits):
        last = merged[-1] if merged else None
        if last is None or edit.start >= last.end:
            merged.append(edit)
        else:
            heavier = max(last, edit, key=lambda each: (each.weight, each.put))
            merged[-1] = Edit(last.start, max(last.end, edit.end), heavier.put, heavier.weight)
    return merged


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits that ``merge`` put in order."""
    starts = [0, *(edit.end for edit in edits)]
    ends = [*(edit.start for edit in edits), len(text)]
    kept = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return "".join(chain.from_iterable(zip(kept, [*(edit.put for edit in edits), ""], strict=True)))


def move(positions: Iterable[int], edits: Sequence[Edit]) -> list[int]:
    """Where ascending positions are after the edits; one within an edit comes after what was put there."""
    moved, index, shift = [], 0, 0
    for position in positions:
        while index < len(edits) and edits[index].start < position:
            start, end, put, _ = edits[index]
            shift += len(put) - (end - start)
            index += 1
        within = max(edits[index - 1].end - position, 0) if index else 0
        moved.append(position + within + shift)
    return moved
