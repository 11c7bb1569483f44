"""Where the values of a JSON text stand in it, so that a part of it can be changed and all the rest stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
DEEPEST = 200

Path = tuple["str | int | None", ...]


class Leaf(NamedTuple):
    """A string, a number or a literal of a JSON text, keys included: how to get there, and where it stands."""

    path: Path
    start: int
    end: int
    is_key: bool


def leaves(text: str, start: int = 0, end: int | None = None) -> Iterator[Leaf]:
    """The leaves of the JSON in a span of a text in their order; what is no JSON or nested too deeply has fewer."""
    path: list[str | int | None] = []
    for token in TOKEN.finditer(text, start, len(text) if end is None else end):
        sign = text[token.start()]
        if sign in "{[":
            if len(path) == DEEPEST:
                return
            path.append(0 if sign == "[" else None)
        elif sign in "}]":
            if not path:
                return
            path.pop()
        elif sign == ",":
            if path:
                position = path[-1]
                path[-1] = position + 1 if isinstance(position, int) else None
        elif sign != ":":
            is_key = bool(path) and path[-1] is None
            if is_key:
                path[-1] = token[0].strip('"')
            yield Leaf(tuple(path), token.start(), token.end(), is_key)


def written(path: Path) -> str:
    """A path as people read it: ``.data[0].id``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
