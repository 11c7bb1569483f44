"""Moments as tokens, counted from the beginning of the run or thread that they belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Times = Literal["delta", "rank", "mask"]

EARLIEST, LATEST = 1_000_000_000, 20_000_000_000
MASK = "<time>"
VALID_START = 1_700_000_000
ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?")
FINEST = 3
"""Digits of a second that are told; clocks of servers are no better."""

Place = tuple[Any, Any]
"""A container of the tree and the key or index in it."""


@dataclass(slots=True)
class Time:
    """A time in the tree: where, as it came, in Unix seconds, and the id from whose beginning it counts."""

    place: Place
    raw: object
    moment: float
    anchor: str


def moment_of(value: object) -> float | None:
    """Unix seconds of a number of seconds or milliseconds, of an ISO date-time or a datetime; None for what is none.

    What names no zone is taken as UTC.
    """
    if isinstance(value, datetime):
        return _of_datetime(value)
    if isinstance(value, str):
        return _of_text(value)
    if type(value) is not int and type(value) is not float:
        return None
    if EARLIEST < value < LATEST:
        return value
    return value / 1000 if EARLIEST * 1000 < value < LATEST * 1000 else None


def write_times(
    times: Iterable[Time], mode: Times, births: Mapping[str, float], starts: dict[str, float], *, valid: bool
) -> None:
    """Put a token, or with ``valid`` a time of a made-up clock, in the place of each time.

    ``births`` are the moments at which the anchors themselves came to be; ``starts`` are those that earlier trees of
    the same test counted from, and are added to; times that belong to nothing with an id count within their tree.
    """
    for anchor, group in _by_anchor(times).items():
        start = starts.get(anchor, births.get(anchor, min(time.moment for time in group)))
        if anchor:
            starts[anchor] = start
        told = TELLING[mode](group, start)
        for time in group:
            container, key = time.place
            container[key] = _like(time.raw, told(time.moment)) if valid else _token(told(time.moment), mode)


def _by_anchor(times: Iterable[Time]) -> Mapping[str, list[Time]]:
    groups: defaultdict[str, list[Time]] = defaultdict(list)
    for time in times:
        groups[time.anchor].append(time)
    return groups


def _since(group: list[Time], start: float) -> Callable[[float], float]:
    return lambda moment: _rounded(moment - start)


def _rank(group: list[Time], start: float) -> Callable[[float], float]:
    ranks = {moment: rank for rank, moment in enumerate(sorted({time.moment for time in group}))}
    return ranks.__getitem__


def _same(group: list[Time], start: float) -> Callable[[float], float]:
    return lambda moment: 0


TELLING: Mapping[Times, Callable[[list[Time], float], Callable[[float], float]]] = {
    "delta": _since,
    "rank": _rank,
    "mask": _same,
}


def _token(told: float, mode: Times) -> str:
    if mode == "mask":
        return MASK
    if mode == "rank":
        return f"t{told}"
    return f"t0{told:+}s" if told else "t0"


def _like(raw: object, told: float) -> object:
    moment = VALID_START + told
    if isinstance(raw, (str, datetime)):
        return datetime.fromtimestamp(moment, UTC).isoformat()
    return int(moment) if isinstance(raw, int) else float(moment)


def _rounded(seconds: float) -> float:
    near = round(seconds, FINEST)
    return int(near) if near == int(near) else near


def _of_text(text: str) -> float | None:
    if not ISO.fullmatch(text):
        return None
    try:
        return _of_datetime(
            datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "").replace(",", ".").upper())
        )
    except ValueError:
        return None


def _of_datetime(value: datetime) -> float:
    seconds = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    return int(seconds) if seconds.is_integer() else seconds
