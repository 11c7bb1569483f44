"""What would be lost if a new recording took the place of an old one: answers that gave way to refusals or to nothing.

Requests are compared in three ways, because a server gives new ids each time: the same request, requests of the same
method and path but for ids, and all of them. Something is lost where there are fewer good answers than before, and
more bad ones.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from . import retired
from .exchanges import Exchange, Request, Response
from .headers import value_of
from .matching import Key, Matching
from .nearness import ID
from .streams import EVENT_STREAM

DELETE = "DELETE"
DONE = "done"
ERROR = "error"


class Asked(NamedTuple):
    """A request, what it is looked up by, and its answer, None if there was none."""

    key: Key
    request: Request
    response: Response | None


class Outcome(NamedTuple):
    """What came of a request in the end, and whether that was good."""

    asked: Asked
    good: bool


@dataclass(frozen=True)
class Measure:
    """What makes an answer good, and whether it is looked at if a request got such a one ``ever``, or each time that it
    was sent."""

    good: Callable[[Response], bool]
    ever: bool
    whole: str = ""


def _is_good(response: Response) -> bool:
    return response.good


def _is_direct(response: Response) -> bool:
    return response.good and response.status < 300


def _is_whole(response: Response) -> bool:
    return response.good and not response.cut


def _is_done(response: Response) -> bool:
    """Whether an answer is whole, and a stream of events came to the end that this API gives it (wire.md §4)."""
    names = [name for name, _ in response.events]
    streamed = value_of(response.headers, "content-type").startswith(EVENT_STREAM)
    return _is_whole(response) and (not streamed or (DONE in names[-1:] and ERROR not in names))


MEASURES = tuple(
    Measure(good, ever, whole)
    for good, whole in ((_is_good, ""), (_is_direct, ""), (_is_whole, "whole "), (_is_done, "whole "))
    for ever in (True, False)
)


@dataclass(frozen=True)
class Replacement:
    """A new recording in the place of an old one; ``afresh`` if nothing of the old one stays."""

    old: Sequence[Exchange]
    new: Sequence[Exchange]
    unanswered: Sequence[Request]
    matching: Matching
    afresh: bool

    def loss(self, on: date) -> str:
        """The first loss, told to the user, as things are on this date; empty if nothing is lost."""
        return next(self._worsened(on), "") or self._dropped(on)

    def _worsened(self, on: date) -> Iterator[str]:
        before = [self._asked(one.request, one.response) for one in self.old]
        now = [self._asked(request, None) for request in self.unanswered]
        now += [self._asked(one.request, one.response) for one in self.new]
        for measure in MEASURES:
            old, new = list(_outcomes(before, measure)), list(_outcomes(now, measure))
            if any(one.good for one in old) and not all(one.good for one in new):
                yield from self._told(old, new, measure.whole, on)

    def _told(self, old: Sequence[Outcome], new: Sequence[Outcome], whole: str, on: date) -> Iterator[str]:
        nothing = "" if any(one.response.good for one in self.new) else ", and so was all else"
        wider = f"{nothing}, and the cassette has {whole}answers that would go"
        words = {_itself: f", and the cassette has {'a' if whole else 'an'} {whole}answer to it"}
        for group, end in (words | {_shape: wider, _any: wider} if self.afresh else words).items():
            lost = _worse(old, new, group)
            if lost is not None:
                yield f"{_answered(lost, on)}{end}"

    def _dropped(self, on: date) -> str:
        """The answers of hosts that are off that nothing of the same host takes the place of."""
        evidence = [one for one in self.old if one.response.good and retired.off(one.request.url, on)]
        kept = {self._at_host(one) for one in self.new if one.response.good} if evidence else set()
        again = {key for _, key in map(self._at_host, self.new)} if evidence else set()
        for one in evidence:
            host = self._at_host(one)
            if host not in kept and (self.afresh or host[1] in again):
                reason = f"would go and cannot be recorded again{_if_off(one.request, on)}"
                return f"the answer to {one.request} {reason}"
        return ""

    def _asked(self, request: Request, response: Response | None) -> Asked:
        return Asked(self.matching.key(request), request, response)

    def _at_host(self, exchange: Exchange) -> tuple[str, Key]:
        return exchange.request.parts.netloc, self.matching.key(exchange.request)


def _outcomes(asked: Iterable[Asked], measure: Measure) -> Iterator[Outcome]:
    """What came of each request: the best of its answers, or if it matters each time, the last of a request that only
    reads, before and after what it reads was deleted, and all of another but for those that were tried again."""
    by_key: dict[tuple[Key, bool], list[Outcome]] = {}
    deleted: list[str] = []
    for one in asked:
        outcome = Outcome(one, one.response is not None and measure.good(one.response))
        gone = not measure.ever and any(f"{one.key.path}/".startswith(path) for path in deleted)
        before = by_key.setdefault((one.key, gone), [])
        if one.request.method == DELETE and outcome.good:
            deleted.append(f"{one.key.path}/")
        if not before or (before[-1].good and not measure.ever and not one.request.safe):
            before.append(outcome)
        elif outcome.good or not measure.ever or not before[-1].good:
            before[-1] = outcome
    for outcomes in by_key.values():
        yield from outcomes


def _worse(before: Sequence[Outcome], now: Sequence[Outcome], group_of: Callable[[Outcome], Hashable]) -> Asked | None:
    """The first new answer that is not good where there are more of those, and fewer good ones."""
    balance: dict[Hashable, list[int]] = {}
    for sign, outcomes in ((-1, before), (1, now)):
        for one in outcomes:
            balance.setdefault(group_of(one), [0, 0])[one.good] += sign
    worse = {group for group, (bad, good) in balance.items() if bad > 0 > good}
    return next((one.asked for one in now if not one.good and group_of(one) in worse), None)


def _itself(outcome: Outcome) -> Hashable:
    return outcome.asked.key


def _shape(outcome: Outcome) -> Hashable:
    key = outcome.asked.key
    return key.method, *("*" if ID.fullmatch(one) else one for one in key.path.split("/"))


def _any(outcome: Outcome) -> Hashable:
    return None


def _answered(asked: Asked, on: date) -> str:
    return f"{asked.request} {_words(asked.response)}{_if_off(asked.request, on)}"


def _if_off(request: Request, on: date) -> str:
    found = retired.off(request.url, on)
    return f" ({found[1]})" if found else ""


def _words(response: Response | None) -> str:
    if response is None:
        return "was not answered"
    if response.failure is not None:
        return f"failed ({response.failure.message or response.failure.kind})"
    if response.status >= 300:
        return f"was {'refused' if response.status >= 400 else 'redirected'} with {response.status}"
    return "was not read to its end" if response.cut else "was answered by a stream without its end"
