"""Edits that leave JSON JSON: where one would break it, more is replaced."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from ..placeholders import REDACTED
from .edits import Edit, apply, merge
from .leaves import leaves

INSTEAD = f'"{REDACTED}"'
HEAVIEST = 1 << 60


def keep_json(text: str, edits: Sequence[Edit], *, streamed: bool) -> list[Edit]:
    """Edits for a body that is JSON, or for each line of a stream that is."""
    kept: list[Edit] = []
    for (start, end), group in groupby(edits, lambda edit: _line(text, edit) if streamed else (0, len(text))):
        kept += _keep(text, start, end, list(group))
    return merge(kept)


def is_json(text: str) -> bool:
    """Whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _keep(text: str, start: int, end: int, edits: list[Edit]) -> list[Edit]:
    if not is_json(text[start:end]) or is_json(_result(text, start, end, edits)):
        return edits
    wider = merge([*edits, *_whole_values(text, start, end, edits)])
    return wider if is_json(_result(text, start, end, wider)) else [Edit(start, end, INSTEAD, HEAVIEST)]


def _whole_values(text: str, start: int, end: int, edits: list[Edit]) -> Iterator[Edit]:
    """Each value that an edit touches and is not within, as a string between its quotes is."""
    ends = [edit.end for edit in edits]
    for leaf in leaves(text, start, end):
        index = bisect_right(ends, leaf.start)
        while index < len(edits) and edits[index].start < leaf.end:
            within = leaf.start < edits[index].start and edits[index].end < leaf.end
            if not within or text[leaf.start] != '"':
                yield Edit(leaf.start, leaf.end, INSTEAD, HEAVIEST)
            index += 1


def _result(text: str, start: int, end: int, edits: list[Edit]) -> str:
    return apply(text[start:end], [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits])


def _line(text: str, edit: Edit) -> tuple[int, int]:
    """The data of the line of a stream that an edit is in."""
    start = max(text.rfind("\n", 0, edit.start), text.rfind("\r", 0, edit.start)) + 1
    ends = [end for end in (text.find("\n", edit.start), text.find("\r", edit.start)) if end >= 0]
    for prefix in ("data:", " "):
        start += len(prefix) if text.startswith(prefix, start) else 0
    return min(start, edit.start), max(min(ends, default=len(text)), edit.end)
