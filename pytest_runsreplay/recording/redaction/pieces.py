"""Texts that an event stream sends in pieces: what a message says, the arguments of a call, code and its output."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .leaves import Leaf, Path, leaves
from .readings import Joined, Span

DATA = re.compile(r"(?:\A|(?<=[\r\n]))data: ?([^\r\n]*+)")
IDENTITIES = ("id", "item_id", "output_index", "content_index", "summary_index")
"""What tells at the top of an event which object it goes on with."""


def looks_streamed(text: str) -> bool:
    """Whether a body may be an event stream."""
    return text.startswith(("data:", "event:", ":", "\xef\xbb\xbf")) or "\ndata:" in text or "\rdata:" in text


def joined_texts(body: str) -> Iterator[Joined]:
    """The texts of a stream that came in two pieces or more: pieces of the same object and JSON path are one text."""
    texts: dict[object, list[Span]] = {}
    for data in DATA.finditer(body):
        if '"delta"' in data[1]:
            for key, span in _pieces(body, *data.span(1)):
                texts.setdefault(key, []).append(span)
    return (Joined(body, spans) for spans in texts.values() if len(spans) > 1)


def _pieces(body: str, start: int, end: int) -> Iterator[tuple[object, Span]]:
    found = [leaf for leaf in leaves(body, start, end) if not leaf.is_key]
    identity = tuple(_text(body, leaf) for leaf in found if len(leaf.path) == 1 and leaf.path[0] in IDENTITIES)
    indexes = {leaf.path[:-1]: _text(body, leaf) for leaf in found if leaf.path and leaf.path[-1] == "index"}
    for leaf in found:
        if "delta" in leaf.path and body[leaf.start] == '"':
            yield (identity, _steady(leaf.path, indexes)), (leaf.start + 1, leaf.end - (body[leaf.end - 1] == '"'))


def _steady(path: Path, indexes: dict[Path, str]) -> tuple[object, ...]:
    """The path with the ``index`` that an item says it has in place of its position in this event."""
    return tuple(indexes.get(path[: depth + 1], step) for depth, step in enumerate(path))


def _text(body: str, leaf: Leaf) -> str:
    return body[leaf.start : leaf.end]
