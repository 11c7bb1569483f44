"""A request that a cassette has no answer for, told so that it can be mended."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ..printing import printable_lines
from . import unsaved
from .differences import Difference, differing
from .errors import shown
from .exchanges import Request
from .nearness import nearest
from .series import STAY_LIMIT, Lookup, Reason, Tape

NOT_THE_USERS = (str(Path(__file__).parents[1]), sysconfig.get_paths()["stdlib"])
SHOWN_DIFFERENCES = 12
SHOWN_POSITIONS = 8
OTHER_HOST = "Only the host differs. To replay what was recorded on another host: any_host=True"

if TYPE_CHECKING:
    Failure = BaseException
else:  # pytest's teardown goes on after failures of its own, and after no other BaseException
    Failure = sys.modules["pytest"].fail.Exception if "pytest" in sys.modules else BaseException


class CassetteMiss(Failure):
    """A request in replay that the cassette has no answer for.

    Not an ``Exception``, so that no client takes it for a failed connection and tries again. The cassette remembers
    it too, and the test fails with it whoever swallowed it.
    """

    __module__ = "pytest_runsreplay"
    pytrace = False

    def __init__(self, report: str, request: Request, reason: Reason | None) -> None:
        super().__init__(report)
        self.pytrace = False
        self.request = request
        self.reason = reason

    def __reduce__(self) -> tuple[type[CassetteMiss], tuple[str, Request, Reason | None]]:
        return type(self), (str(self), self.request, self.reason)


@dataclass(frozen=True)
class Recorded:
    """The recording that has no answer, and how far it has been replayed."""

    path: Path
    mode: str
    tape: Tape
    exists: bool


@dataclass(frozen=True)
class Miss:
    """What is known about a miss when it happens."""

    request: Request
    lookup: Lookup
    recording: Recorded
    remedy: str
    redact: Callable[[str], str]

    def exception(self) -> CassetteMiss:
        """The exception to raise for it."""
        return CassetteMiss(printable_lines(self.redact("\n".join(self._lines()))), self.request, self.lookup.reason)

    def _lines(self) -> Iterator[str]:
        yield f"The cassette has no answer for {self.request}"
        yield ""
        asked_at = where_asked()
        if asked_at is not None:
            yield f"  asked at  {asked_at}"
        recording = self.recording
        missing = "" if recording.exists else f"  (there is no such file{_beside(recording.path)})"
        yield f"  cassette  {shown(recording.path)}{missing}"
        yield f"  mode      {recording.mode}, {_count(len(recording.tape.exchanges), 'exchange')} recorded"
        differences: Sequence[Difference] = ()
        if recording.exists:
            yield f"  given     {self._given()}"
            yield f"  reason    {self._reason()}"
            differences = yield from self._nearest()
        yield ""
        if [one.where for one in differences] == ["host"]:
            yield OTHER_HOST
            return
        yield from _hint(differences)
        yield self.remedy

    def _given(self) -> str:
        tape = self.recording.tape
        if tape.reached < 0:
            return "none of them so far"
        last = tape.exchanges[tape.reached].request
        return f"{sum(tape.used)} of them so far, up to exchange {tape.reached + 1}, {last}"

    def _reason(self) -> str:
        lookup, tape = self.lookup, self.recording.tape
        reason = lookup.reason or Reason.UNKNOWN
        if lookup.about is None:
            return reason.value
        about = tape.exchanges[lookup.about]
        if reason is Reason.STUCK:
            state = about.response.state
            return f"{reason.value}: it stays {state!r}, which was answered {STAY_LIMIT} times more than recorded"
        if reason is Reason.USED_UP:
            key = tape.keys[lookup.about]
            return f"{reason.value} ({_numbers([at for at, other in enumerate(tape.keys) if other == key])})"
        return f"{reason.value}: {about.request} (exchange {lookup.about + 1})"

    def _nearest(self) -> Generator[str, None, Sequence[Difference]]:
        """The lines about the nearest recorded request; gives what differs in it."""
        tape = self.recording.tape
        if self.lookup.reason is not Reason.UNKNOWN or not tape.exchanges:
            return ()
        position = nearest(self.request, tape)
        recorded = tape.exchanges[position].request
        yield ""
        given = " (already given)" if tape.used[position] else ""
        yield f"  nearest recorded request: exchange {position + 1}, {recorded}{given}"
        differences = differing(recorded, self.request, tape.matching)
        for difference in differences[:SHOWN_DIFFERENCES]:
            yield f"    {difference}"
        if len(differences) > SHOWN_DIFFERENCES:
            yield f"    … and {len(differences) - SHOWN_DIFFERENCES} more"
        return differences


def _hint(differences: Sequence[Difference]) -> Iterator[str]:
    """How to match all the same, where what differs means nothing."""
    names = [one.ignorable for one in differences if one.kind]
    if not differences or len(names) < len(differences) or not all(names):
        return
    yield f"Only ids and times differ. To leave that out of matching: ignore={names[:SHOWN_DIFFERENCES]}"


def where_asked() -> str | None:
    """File and line of the user's code that made the request."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if "site-packages" not in file and not file.startswith(("<", *NOT_THE_USERS)):
            return f"{shown(file)}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def _beside(cassette: Path) -> str:
    """What was recorded for a cassette that is not there, and put aside."""
    aside = unsaved.of(cassette)
    return f", but {aside[-1].name} beside it" if aside else ""


def _numbers(positions: Sequence[int]) -> str:
    """Exchanges as the user counts them, from 1."""
    listed = ", ".join(str(position + 1) for position in positions[:SHOWN_POSITIONS])
    more = f" and {len(positions) - SHOWN_POSITIONS} more" if len(positions) > SHOWN_POSITIONS else ""
    return f"{'exchange' if len(positions) == 1 else 'exchanges'} {listed}{more}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
