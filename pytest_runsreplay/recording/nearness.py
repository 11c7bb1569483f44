"""Which recorded request is most like one that was not recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import nsmallest
from itertools import islice
from typing import Any

from .differences import differing
from .exchanges import Request
from .matching import Body, Key
from .series import Tape

SCORED = 12
"""How many requests are compared field by field."""

SCORED_SIZE = 200_000
"""How much of their bodies is, in characters."""

ID = re.compile(r"(?!v\d+$)[^/]*\d[^/]*")
"""A segment of a path that stands for one of many."""


def nearest(request: Request, tape: Tape) -> int:
    """The position of the recorded request most like this one, of a tape that is not empty.

    By path and method first, which costs little; of those left only the ones that come next and those whose bodies
    begin or end alike are compared field by field.
    """
    key = tape.matching.key(request)
    alike = _same_place(key, tape.keys) or _like_place(key, tape.keys)
    chosen = list(dict.fromkeys([*_next_unused(alike, tape), *_of_like_body(alike, key, tape)]))
    size = 0
    scored: list[tuple[float, int, int]] = []
    for position in chosen:
        size += _size(tape.keys[position].body)
        if scored and size > SCORED_SIZE:
            break
        unlikeness = sum(one.weight for one in differing(tape.exchanges[position].request, request, tape.matching))
        scored.append((unlikeness, tape.used[position], position))
    return min(scored)[-1]


def _same_place(key: Key, keys: Sequence[Key]) -> list[int]:
    method, path = key.method, key.path
    return [position for position, other in enumerate(keys) if other.path == path and other.method == method]


def _like_place(key: Key, keys: Sequence[Key]) -> list[int]:
    """The positions whose paths have the most in common with this one, ids apart; those of its method, if any."""
    method, pattern, length = key.method, _pattern(key.path), key.path.count("/")
    alike = [position for position, other in enumerate(keys) if other.method == method] or range(len(keys))
    shared = {path: _shared(pattern, path, length) for path in {keys[position].path for position in alike}}
    best = max(shared.values())
    return [position for position in alike if shared[keys[position].path] == best]


def _shared(pattern: re.Pattern[str], path: str, length: int) -> int:
    match = pattern.match(path)
    return 2 * (match.lastindex or 0 if match else 0) - abs(path.count("/") - length)


def _pattern(path: str) -> re.Pattern[str]:
    """Matches as many of the segments of a path as another has in common with it, each a group."""
    found = ""
    for segment in reversed(path.split("/")[1:20]):
        one = "[^/]+" if ID.fullmatch(segment) else re.escape(segment)
        found = f"(?:(/{one}(?=/|$)){found})?"
    return re.compile(found)


def _next_unused(positions: Sequence[int], tape: Tape) -> list[int]:
    return list(islice((position for position in positions if not tape.used[position]), SCORED // 2))


def _of_like_body(positions: Sequence[int], key: Key, tape: Tape) -> list[int]:
    if len(positions) <= SCORED or not key.body or not isinstance(key.body, (str, bytes)):
        return list(positions[:SCORED])
    body: Any = key.body
    keys, size = tape.keys, len(body)
    beginning, end = body[: size // 3], body[-(size // 3) :]

    def unlikeness(position: int) -> tuple[int, int]:
        other: Any = keys[position].body
        if type(other) is not type(body):
            return 2, size
        return -other.startswith(beginning) - other.endswith(end), abs(len(other) - size)

    return nsmallest(SCORED // 2, positions, key=unlikeness)


def _size(body: Body) -> int:
    return len(body) if isinstance(body, (str, bytes)) else sum(map(len, body[-1])) if body else 0
