"""Where a request differs from a recorded one, and whether that means anything."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..printing import printable
from ..settings import JSON_PATH
from .blanks import stands_for
from .exchanges import Request
from .matching import Matching

SHOWN_VALUE = 80
BEFORE_DIFFERENCE = 24
DEEPEST = 40
"""How deep a body is taken apart; what lies deeper is compared as a whole."""

VOLATILE = re.compile(
    r"(?P<UUID>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?P<time>\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?<![\d.])1\d{9}(?:\d{3})?(?:\.\d+)?(?!\d))"
    r"|(?P<id>\b(?:run|step|thread|asst|msg|call|vs|req|file|resp|batch)[_-](?=[A-Za-z]*\d|[A-Za-z]{16})[A-Za-z0-9]+\b"
    r"|\b[a-z]{2,12}[_-](?=[A-Za-z]*\d)[A-Za-z0-9]{16,}\b)"
)
"""What differs from one recording to the next though nothing really does: ids, Unix times, dates."""

KINDS = {"UUID": "a UUID", "time": "a time", "id": "an id"}


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()


@dataclass(frozen=True)
class Difference:
    """Where two requests differ, what was recorded there, and what was asked; ABSENT where there is nothing."""

    where: str
    recorded: Any
    asked: Any

    @property
    def kind(self) -> str:
        """What differs, where it is only ``an id``, ``a time`` or ``a UUID``; empty where it is more than that."""
        if ABSENT in (self.recorded, self.asked):
            return ""
        before, now = _written(self.recorded), _written(self.asked)
        if VOLATILE.sub(_masked, before) != VOLATILE.sub(_masked, now):
            return ""
        pairs = zip(VOLATILE.finditer(before), VOLATILE.finditer(now), strict=True)
        return next((KINDS[str(one.lastgroup)] for one, other in pairs if one[0] != other[0]), "")

    @property
    def ignorable(self) -> str:
        """What leaves this out of matching, as an item of ``ignore``; empty where nothing does."""
        if self.where.startswith("$"):
            return self.where if JSON_PATH.fullmatch(self.where) else ""
        return self.where[1:] if self.where.startswith("?") else ""

    @property
    def weight(self) -> float:
        """How unlike the two are, from 0 to 1."""
        if self.kind:
            return 0.1
        if ABSENT in (self.recorded, self.asked):
            return 1
        before, now = _written(self.recorded), _written(self.asked)
        same = _common(before, now)
        same += _common(before[same:][::-1], now[same:][::-1])
        return 1 - same / (2 * max(len(before), len(now)))

    def __str__(self) -> str:
        before, now = _shown(self.recorded, self.asked)
        kind = f"{self.kind}, " if self.kind else ""
        return printable(f"{self.where}: {kind}recorded {before}, asked {now}")


def differing(recorded: Request, asked: Request, matching: Matching) -> list[Difference]:
    """The compared fields in which two requests differ, those first which differ in more than an id or a time."""
    before, now = _fields(recorded, matching), _fields(asked, matching)
    names = dict.fromkeys([*before, *now])
    found = (Difference(name, before.get(name, ABSENT), now.get(name, ABSENT)) for name in names)
    told = [one for one in found if _differs(one) and not _is_filled(one, names)]
    return sorted(told, key=lambda one: bool(one.kind))


def _is_filled(one: Difference, names: Mapping[str, object]) -> bool:
    """Whether an object or a list is empty in one of the two and not in the other: its contents tell that."""
    empty = any(value is not ABSENT and value in ({}, []) for value in (one.recorded, one.asked))
    return empty and any(name.startswith((f"{one.where}.", f"{one.where}[")) for name in names)


def _differs(one: Difference) -> bool:
    if isinstance(one.recorded, bool) is isinstance(one.asked, bool) and one.recorded == one.asked:
        return False
    return not stands_for(one.recorded, one.asked)


def _fields(request: Request, matching: Matching) -> dict[str, Any]:
    head = {"method": request.method, "path": request.parts.path, "host": matching.host(request)}
    return {
        **head,
        **_numbered((f"?{name}", value) for name, value in matching.query(request)),
        **_numbered(_body(request, matching)),
    }


def _body(request: Request, matching: Matching) -> Iterator[tuple[str, Any]]:
    if not request.body:
        return
    body = matching.body(request)
    if isinstance(body, str):
        yield from _leaves("$", matching.json(request))
    elif isinstance(body, bytes):
        yield "body", body.decode(errors="replace")
    else:
        for part in body:
            yield f"field {part[0]}", _text(part[-1])
            if len(part) == 3 and part[1]:
                yield f"file name of {part[0]}", part[1]


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode(errors="replace")


def _numbered(pairs: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs by name; a name that comes again gets a number."""
    found: dict[str, Any] = {}
    seen: Counter[str] = Counter()
    for name, value in pairs:
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name} #{seen[name]}"] = value
    return found


def _leaves(path: str, value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value and depth < DEEPEST:
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}", item, depth + 1)
    elif isinstance(value, list) and value and depth < DEEPEST:
        for index, item in enumerate(value):
            yield from _leaves(f"{path}[{index}]", item, depth + 1)
    else:
        yield path, value


def _masked(match: re.Match[str]) -> str:
    prefix = re.match("[a-z]*", match[0]) if match.lastgroup == "id" else None  # a run is no thread
    return f"<{match.lastgroup} {prefix and prefix[0]}>"


def _written(value: Any) -> str:
    return repr(value) if value is ABSENT else json.dumps(value, ensure_ascii=False)


def _shown(recorded: Any, asked: Any) -> tuple[str, str]:
    """The two as text; long ones from a little before where they begin to differ."""
    before, now = _written(recorded), _written(asked)
    if max(len(before), len(now)) <= SHOWN_VALUE:
        return before, now
    start = max(0, _common(before, now) - BEFORE_DIFFERENCE)
    return _extract(before, start), _extract(now, start)


def _extract(text: str, start: int) -> str:
    piece = text[start : start + SHOWN_VALUE]
    return f"{'…' * (start > 0)}{piece}{'…' * (start + len(piece) < len(text))}"


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
