"""Which recorded answer comes next: identical requests form a series, unsafe requests are barriers between them.

A GET moves along the answers it was given when recorded and stays on the last. A recorded unsafe request at or under
a GET's path, or on the same thread, is a barrier: replaying it moves every such GET past the answers recorded before
it, and no GET goes past a barrier that has not been replayed. So polling more or less often than recorded, or reading
a list once more, shows what the server would have shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from ..lifecycle.states import FINAL_STATUSES
from .exchanges import Exchange, Request
from .matching import Key, Matching

THREAD = re.compile(r"/threads/[^/]+")
STAY_LIMIT = 200
"""How often in a row an answer that has a status, and not a final one, is given before this counts as a hang."""


class Reason(Enum):
    """Why there is no answer."""

    UNKNOWN = "no request like this was recorded"
    USED_UP = "this request was recorded, but all of its answers have been given"
    TOO_EARLY = "this request was recorded only after another one that has not been made yet"
    TOO_LATE = "this request was recorded only before another one that has already been made"
    CUT = "the recording stops here: whoever made it did not read the stream to its end"
    STUCK = "the recording never shows an end"


@dataclass
class Series:
    """The answers to one request, by position in the recording, and how far they have been given."""

    positions: list[int] = field(default_factory=list)
    index: int = -1
    given: int = 0
    stays: int = 0


@dataclass(frozen=True)
class Lookup:
    """The outcome of a look-up: the position of the answer, or the reason why there is none and where it stands."""

    position: int | None
    reason: Reason | None = None
    about: int | None = None


class Tape:
    """Recorded exchanges, looked up by request; ``reached`` is the last position that was given, -1 for none.

    Not safe for threads by itself.
    """

    def __init__(self, exchanges: Sequence[Exchange], matching: Matching) -> None:
        self.exchanges = exchanges
        self.used = bytearray(len(exchanges))
        self.reached = -1
        self.key = matching.key
        self._series: defaultdict[Key, Series] = defaultdict(Series)
        self._barriers: defaultdict[str, list[int]] = defaultdict(list)
        self._passed: dict[str, int] = {}
        for position, exchange in enumerate(exchanges):
            self._series[self.key(exchange.request)].positions.append(position)
            if not exchange.request.safe:
                for scope in _scopes_of_barrier(exchange.request.parts.path):
                    self._barriers[scope].append(position)

    def look(self, request: Request) -> Lookup:
        """What would be answered, without going on."""
        return self._look(self._series_of(request), request)

    def take(self, request: Request) -> Lookup:
        """What is answered; the series goes on, and an unsafe request is now passed as a barrier."""
        series = self._series_of(request)
        lookup = self._look(series, request)
        if series is not None and lookup.position is not None:
            self._go_on(series, lookup.position, request)
        return lookup

    def pass_live(self, request: Request) -> None:
        """Note an unsafe request that went to the server: nothing recorded before it may answer for its scope now."""
        if not request.safe:
            self._pass(request, len(self.exchanges))

    def _series_of(self, request: Request) -> Series | None:
        return self._series.get(self.key(request))

    def _look(self, series: Series | None, request: Request) -> Lookup:
        if series is None:
            return Lookup(None, Reason.UNKNOWN)
        return self._look_safe(series, request) if request.safe else self._look_unsafe(series)

    def _look_unsafe(self, series: Series) -> Lookup:
        if series.index + 1 < len(series.positions):
            return Lookup(series.positions[series.index + 1])
        return Lookup(None, Reason.USED_UP, series.positions[-1])

    def _look_safe(self, series: Series, request: Request) -> Lookup:
        floor, ceiling = self._window(request.parts.path)
        first, end = bisect_right(series.positions, floor), bisect_left(series.positions, ceiling)
        if first < end:
            return self._next_in(series, first, end)
        if first and self._is_final(series.positions[first - 1]):
            return Lookup(series.positions[first - 1])
        if end < len(series.positions):
            return Lookup(None, Reason.TOO_EARLY, ceiling)
        return Lookup(None, Reason.TOO_LATE, floor if floor < len(self.exchanges) else None)

    def _next_in(self, series: Series, first: int, end: int) -> Lookup:
        index = max(series.index, first)
        if index == series.index and series.given >= self.exchanges[series.positions[index]].times:
            index = min(index + 1, end - 1)
        position = series.positions[index]
        state = self.exchanges[position].response.state
        stuck = series.stays >= STAY_LIMIT and state is not None and state not in FINAL_STATUSES
        return Lookup(None, Reason.STUCK, position) if stuck else Lookup(position)

    def _window(self, path: str) -> tuple[int, int]:
        """The open interval of positions that a GET of this path may be answered from."""
        scopes = _scopes_of_reader(path)
        floor = max(self._passed.get(scope, -1) for scope in scopes)
        return floor, min(self._next_barrier(scope, floor) for scope in scopes)

    def _next_barrier(self, scope: str, floor: int) -> int:
        barriers = self._barriers.get(scope, [])
        index = bisect_right(barriers, floor)
        return barriers[index] if index < len(barriers) else len(self.exchanges)

    def _go_on(self, series: Series, position: int, request: Request) -> None:
        index = bisect_left(series.positions, position)
        used_up = index == series.index and series.given >= self.exchanges[position].times
        series.stays = series.stays + 1 if used_up else 0
        series.given = series.given + 1 if index == series.index else 1
        series.index = index
        self.used[position] = 1
        self.reached = max(self.reached, position)
        if not request.safe:
            self._pass(self.exchanges[position].request, position)

    def _pass(self, request: Request, position: int) -> None:
        for scope in _scopes_of_barrier(request.parts.path):
            self._passed[scope] = max(position, self._passed.get(scope, -1))

    def _is_final(self, position: int) -> bool:
        return self.exchanges[position].response.state in FINAL_STATUSES


def _scopes_of_barrier(path: str) -> Iterator[str]:
    """The paths that an unsafe request changes what is seen at: its own, those above it, and its thread."""
    end = len(path)
    while end > 0:
        yield path[:end]
        end = path.rfind("/", 0, end)
    thread = THREAD.search(path)
    if thread:
        yield f"thread {thread[0]}"


def _scopes_of_reader(path: str) -> tuple[str, ...]:
    thread = THREAD.search(path)
    return (path, f"thread {thread[0]}") if thread else (path,)
