"""Which recorded answer comes next: identical requests form a series, unsafe requests are barriers between them.

A GET moves along the answers it was given when recorded and stays on the last. A recorded unsafe request at or under
a GET's path, or on the same thread, is a barrier: replaying it moves every such GET past the answers recorded before
it, and no GET goes past the next one that has not been replayed. A DELETE is one for all that lies under its path, too.
So polling more or less often than recorded, or reading a list once more, shows what the server would have shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from ..lifecycle.states import FINAL_STATUSES
from .blanks import Accounts, Blanks, fits
from .credentials import NONE, Credentials
from .exchanges import Exchange, Request
from .matching import Key, Matching

THREAD = re.compile(r"/threads/(?!runs(?:/|$))[^/]+")
"""A thread in a path; ``/threads/runs`` is where one is made together with its run."""

STAY_LIMIT = 200
"""How often in a row an answer that has a status, and not a final one, is given before this counts as a hang."""
DELETE = "DELETE"
UNDER = "under "


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

    def __init__(
        self, exchanges: Sequence[Exchange], matching: Matching, credentials: Credentials | None = None
    ) -> None:
        self.exchanges = exchanges
        self.matching = matching
        self._credentials = credentials
        self.keys = [matching.key(exchange.request) for exchange in exchanges]
        self.used = bytearray(len(exchanges))
        self.reached = -1
        self._series: defaultdict[Key, Series] = defaultdict(Series)
        self._alike: dict[Key, Key | None] = {}
        self._accounts = Accounts()
        self._barriers: defaultdict[str, list[int]] = defaultdict(list)
        self._passed: dict[str, int] = {}
        self._changed: dict[str, int] = {}
        self._ended: dict[str, int] = {}
        self._deletes = any(exchange.request.method == DELETE for exchange in exchanges)
        for position, (exchange, key) in enumerate(zip(exchanges, self.keys, strict=True)):
            self._series[key].positions.append(position)
            if not exchange.request.safe:
                for scope in _scopes_of_barrier(key):
                    self._barriers[scope].append(position)

    @property
    def unused(self) -> list[int]:
        """The positions of what was never asked for: requests not made at all, and unsafe ones made less often.

        A GET that was made less often than recorded has shown what there was to see.
        """
        left: list[int] = []
        for series in self._series.values():
            safe = self.exchanges[series.positions[0]].request.safe
            left += [] if safe and series.index >= 0 else series.positions[series.index + 1 :]
        return sorted(left)

    def look(self, request: Request) -> Lookup:
        """What would be answered, without going on."""
        return self._look(*self._series_of(request), request)

    def take(self, request: Request) -> Lookup:
        """What is answered; the series goes on, and an unsafe request is now passed as a barrier."""
        series, key = self._series_of(request)
        lookup = self._look(series, key, request)
        if series is not None and lookup.position is not None:
            self._go_on(series, lookup.position)
        return lookup

    def pass_live(self, request: Request) -> None:
        """Note an unsafe request that went to the server: nothing recorded may answer for its scope now."""
        if not request.safe:
            self._deletes = self._deletes or request.method == DELETE
            self._pass(self.matching.key(request), len(self.exchanges))

    def _series_of(self, request: Request) -> tuple[Series | None, Key]:
        """The series that answers a request, and the key that this has in the recording."""
        key = self.matching.key(request)
        if self._credentials is not None:
            key = key._replace(credential=self._credentials.label(request.secrets))
        series = self._series.get(key)
        if series is not None:
            return series, key
        if key not in self._alike:
            self._alike[key] = self._most_alike(request, key)
        key = self._alike[key] or key
        return self._series.get(key), key

    def _most_alike(self, request: Request, key: Key) -> Key | None:
        """The recorded key that differs in nothing but the version of the API, the credential, or what was redacted.

        Of several the one with the same version, one in which no account is taken for another one than before, and one
        that was answered rather than refused.
        """
        found = self._of_any_caller.get(_of_any_caller(key)) or [
            other
            for other in self._blanks.near(key)
            if fits(self._first(other).request, other, request, key, self.matching)
        ]
        alike = min(
            found,
            key=lambda one: (one.version != key.version, self._accounts.mistaken(one, key), self._rank(one)),
            default=None,
        )
        if alike:
            self._accounts.note(alike, key)
        return alike

    def _rank(self, key: Key) -> tuple[bool, bool]:
        return not self._first(key).response.good, key.credential == NONE

    def _first(self, key: Key) -> Exchange:
        return self.exchanges[self._series[key].positions[0]]

    @cached_property
    def _of_any_caller(self) -> dict[Key, list[Key]]:
        """The recorded keys by what they are without the version and the credential."""
        found: defaultdict[Key, list[Key]] = defaultdict(list)
        for key in self._series:
            found[_of_any_caller(key)].append(key)
        return found

    @cached_property
    def _blanks(self) -> Blanks:
        return Blanks(self._series)

    def _look(self, series: Series | None, key: Key, request: Request) -> Lookup:
        if series is None:
            return Lookup(None, Reason.UNKNOWN)
        return self._look_safe(series, key) if request.safe else self._look_unsafe(series, key)

    def _look_unsafe(self, series: Series, key: Key) -> Lookup:
        if any(self._passed.get(scope, -1) == len(self.exchanges) for scope in self._scopes_around(key)):
            return Lookup(None, Reason.TOO_LATE)
        if series.index >= 0 and series.given < self.exchanges[series.positions[series.index]].times:
            return Lookup(series.positions[series.index])
        if series.index + 1 < len(series.positions):
            return Lookup(series.positions[series.index + 1])
        return Lookup(None, Reason.USED_UP, series.positions[-1])

    def _look_safe(self, series: Series, key: Key) -> Lookup:
        scopes = [_own(key), *self._scopes_around(key)]
        floor, ceiling = self._window(scopes)
        first, end = bisect_right(series.positions, floor), bisect_left(series.positions, ceiling)
        if first < end:
            return self._next_in(series, first, end, scopes)
        if floor == len(self.exchanges):  # something was changed on the server itself
            return Lookup(None, Reason.TOO_LATE)
        if first and self._still_holds(series.positions[first - 1], scopes):
            return Lookup(series.positions[first - 1])
        if end < len(series.positions):
            return Lookup(None, Reason.TOO_EARLY, ceiling)
        return Lookup(None, Reason.TOO_LATE, floor)

    def _next_in(self, series: Series, first: int, end: int, scopes: list[str]) -> Lookup:
        """The next answer of a window, but none from before the end of what was seen to have ended meanwhile."""
        ended = max([self._ended.get(scope, -1) for scope in scopes])
        if ended >= 0:
            first = max(first, min(bisect_left(series.positions, ended), end - 1))
        index = max(series.index, first)
        if index == series.index and series.given >= self.exchanges[series.positions[index]].times:
            index = min(index + 1, end - 1)
        position = series.positions[index]
        return Lookup(None, Reason.STUCK, position) if self._is_stuck(series, position) else Lookup(position)

    def _is_stuck(self, series: Series, position: int) -> bool:
        if series.stays < STAY_LIMIT:
            return False
        state = self.exchanges[position].response.state
        return state is not None and state not in FINAL_STATUSES

    def _window(self, scopes: list[str]) -> tuple[int, int]:
        """The open interval of positions that a GET of these scopes may be answered from."""
        floor = max([self._passed.get(scope, -1) for scope in scopes])
        return floor, min([self._next_barrier(scope, floor) for scope in scopes])

    def _next_barrier(self, scope: str, floor: int) -> int:
        """The first barrier after the floor. One before it that was left out counts no more: such a one stays in a
        recording when what came in its place is added."""
        barriers = self._barriers.get(scope, ())
        index = bisect_right(barriers, floor)
        return barriers[index] if index < len(barriers) else len(self.exchanges)

    def _still_holds(self, position: int, scopes: list[str]) -> bool:
        """Whether an answer holds after a barrier: that of an object that has ended and was not itself changed."""
        changed = max([self._changed.get(scope, -1) for scope in scopes])
        return changed < position and self.exchanges[position].response.state in FINAL_STATUSES

    def _go_on(self, series: Series, position: int) -> None:
        index = bisect_left(series.positions, position)
        used_up = index == series.index and series.given >= self.exchanges[position].times
        series.stays = series.stays + 1 if used_up else 0
        series.given = series.given + 1 if index == series.index else 1
        series.index = index
        self.used[position] = 1
        self.reached = max(self.reached, position)
        exchange, key = self.exchanges[position], self.keys[position]
        if not exchange.request.safe:
            self._pass(key, position)
        elif series.given == 1 and exchange.response.state in FINAL_STATUSES:
            _raise(self._ended, _scopes_of_barrier(key), position)

    def _pass(self, key: Key, position: int) -> None:
        _raise(self._passed, _scopes_of_barrier(key), position)
        if position == len(self.exchanges) or not self._is_refused(position):
            _raise(self._changed, _scopes_of_change(key), position)

    def _is_refused(self, position: int) -> bool:
        return 400 <= self.exchanges[position].response.status < 500

    def _scopes_around(self, key: Key) -> list[str]:
        """What a request is in: its thread, and if anything is ever deleted, all that lies above it."""
        scopes = [f"{UNDER}{path}" for path in _upwards(_own(key))] if self._deletes else []
        return scopes + _thread(key)


def _raise(marks: dict[str, int], scopes: list[str], position: int) -> None:
    for scope in scopes:
        if marks.get(scope, -1) < position:
            marks[scope] = position


def _of_any_caller(key: Key) -> Key:
    return key._replace(version="", credential="")


def _own(key: Key) -> str:
    return key.host + key.path


def _upwards(path: str) -> list[str]:
    """The path and those above it, the longest first."""
    found, end = [], len(path)
    while end > 0:
        found.append(path[:end])
        end = path.rfind("/", 0, end)
    return found


def _thread(key: Key) -> list[str]:
    thread = THREAD.search(key.path)
    return [f"thread {key.host}{thread[0]}"] if thread else []


def _scopes_of_barrier(key: Key) -> list[str]:
    """What an unsafe request changes the view of: its own path, those above it, and its thread."""
    return _scopes_of_change(key) + _thread(key)


def _scopes_of_change(key: Key) -> list[str]:
    scopes = _upwards(_own(key))
    return [*scopes, f"{UNDER}{_own(key)}"] if key.method == DELETE else scopes
