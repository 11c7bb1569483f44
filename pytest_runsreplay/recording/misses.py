"""A request that a cassette has no answer for, told so that it can be mended."""

from __future__ import annotations

import json
import sys
import sysconfig
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from .errors import shown
from .exchanges import Exchange, NotJson, Request
from .series import STAY_LIMIT, Lookup, Reason

NOT_THE_USERS = (str(Path(__file__).parents[1]), sysconfig.get_paths()["stdlib"])
SHOWN_DIFFERENCES = 12
SHOWN_VALUE = 80
SCORED = 50
ABSENT = object()
OTHER_HOST = "Only the host differs. To replay what was recorded on another host: any_host=True"

Difference = tuple[str, Any, Any]
"""Where two requests differ, what was recorded there, and what was asked."""


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
    """The recording that has no answer."""

    path: Path
    mode: str
    exchanges: Sequence[Exchange]
    exists: bool
    any_host: bool


@dataclass(frozen=True)
class Miss:
    """What is known about a miss when it happens."""

    request: Request
    lookup: Lookup
    recording: Recorded
    remedy: str

    def exception(self) -> CassetteMiss:
        """The exception to raise for it."""
        return CassetteMiss("\n".join(self._lines()), self.request, self.lookup.reason)

    def _lines(self) -> Iterator[str]:
        yield f"The cassette has no answer for {self.request}"
        yield ""
        asked_at = _asked_at()
        if asked_at is not None:
            yield f"  asked at  {asked_at}"
        recording = self.recording
        yield f"  cassette  {shown(recording.path)}{'' if recording.exists else '  (there is no such file)'}"
        yield f"  mode      {recording.mode}, {_count(len(recording.exchanges), 'exchange')} recorded"
        differences: list[Difference] = []
        if recording.exists:
            yield f"  reason    {self._reason()}"
            differences = yield from self._nearest()
        yield ""
        yield OTHER_HOST if [where for where, _, _ in differences] == ["host"] else self.remedy

    def _reason(self) -> str:
        lookup = self.lookup
        reason = lookup.reason or Reason.UNKNOWN
        if lookup.about is None:
            return reason.value
        about = self.recording.exchanges[lookup.about]
        if reason is Reason.STUCK:
            state = about.response.state
            return f"{reason.value}: it stays {state!r}, which was answered {STAY_LIMIT} times more than recorded"
        if reason is Reason.USED_UP:
            return f"{reason.value} (the last is exchange {lookup.about + 1})"
        return f"{reason.value}: {about.request} (exchange {lookup.about + 1})"

    def _nearest(self) -> Generator[str, None, list[Difference]]:
        """The lines about the nearest recorded request; gives what differs in it."""
        recording = self.recording
        if self.lookup.reason is not Reason.UNKNOWN or not recording.exchanges:
            return []
        position = nearest(self.request, recording.exchanges)
        recorded = recording.exchanges[position].request
        yield ""
        yield f"  nearest recorded request: exchange {position + 1}, {recorded}"
        differences = [one for one in differing(recorded, self.request) if one[0] != "host" or not recording.any_host]
        for where, before, now in differences[:SHOWN_DIFFERENCES]:
            yield f"    {where}: recorded {_shown(before)}, asked {_shown(now)}"
        if len(differences) > SHOWN_DIFFERENCES:
            yield f"    … and {len(differences) - SHOWN_DIFFERENCES} more"
        return differences


def _asked_at() -> str | None:
    """File and line of the user's code that made the request."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if "site-packages" not in file and not file.startswith(("<", *NOT_THE_USERS)):
            return f"{shown(file)}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def nearest(request: Request, exchanges: Sequence[Exchange]) -> int:
    """The position of the recorded request most like this one: first by method and path, then by what differs."""
    ranked = sorted(range(len(exchanges)), key=lambda i: _distance(request, exchanges[i].request))[:SCORED]
    return min(ranked, key=lambda i: (_distance(request, exchanges[i].request), _unlikeness(request, exchanges[i])))


def differing(recorded: Request, asked: Request) -> Iterator[Difference]:
    """The fields in which two requests differ: where, recorded value, asked value."""
    parts = (("method", recorded.method, asked.method), ("path", recorded.parts.path, asked.parts.path))
    yield from (part for part in (*parts, ("host", recorded.parts.netloc, asked.parts.netloc)) if part[1] != part[2])
    yield from _dict_differences("?", dict(parse_qsl(recorded.parts.query)), dict(parse_qsl(asked.parts.query)))
    yield from _dict_differences("", _fields(recorded), _fields(asked))


def _dict_differences(prefix: str, before: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys([*before, *now]):
        old, new = before.get(key, ABSENT), now.get(key, ABSENT)
        if old != new:
            yield f"{prefix}{key}", old, new


def _fields(request: Request) -> dict[str, Any]:
    try:
        return dict(_leaves("$", request.json()))
    except NotJson:
        return {"body": request.content.decode(errors="replace")} if request.content else {}


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}", item)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _leaves(f"{path}[{index}]", item)
    else:
        yield path, value


def _distance(request: Request, other: Request) -> tuple[bool, float]:
    mine, theirs = request.parts.path.split("/"), other.parts.path.split("/")
    common = sum(a == b for a, b in zip(mine, theirs, strict=False))
    return request.method != other.method, 1 - common / max(len(mine), len(theirs))


def _unlikeness(request: Request, exchange: Exchange) -> float:
    differences = list(differing(exchange.request, request))
    alike = sum(SequenceMatcher(None, _shown(before), _shown(now)).quick_ratio() for _, before, now in differences)
    return len(differences) - alike / 2


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN_VALUE else f"{text[: SHOWN_VALUE - 1]}…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
