"""What the summary says of hosts that have switched this API off, or are going to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .stash import Fact

if TYPE_CHECKING:
    from ..recording.retired import Retirement
    from .owned import OwnedCassette

ASKED, RESTS = "asked", "rests"
SHOWN = 5
NOTHING_TO_RECORD = "nothing can be recorded there. Record from a RunsService or from another host"
PROTECT = "mark them frozen=True, and no recording touches them"


def facts_of(cassette: OwnedCassette, *, passed: bool) -> Iterator[Fact]:
    """The hosts that were asked live, and those that a test which passed owes its answers to."""
    if cassette.asked_live:
        from ..recording.retired import today

        on = today()
        for host, retirement in cassette.asked_live.items():
            yield {"kind": ASKED, "text": _remark(host, retirement, off=retirement.since <= on)}
    if passed and cassette.answered:
        hosts = [f"{host} (since {retirement.since})" for host, retirement in cassette.hosts_off.items()]
        if hosts:
            frozen = cassette.settings.frozen
            text = "frozen" if frozen else ""
            yield {"kind": RESTS, "cassette": str(cassette.file), "text": text, "hosts": hosts, "frozen": frozen}


def rests(facts: Sequence[Fact]) -> Iterator[str]:
    """One line for all cassettes of hosts that are off."""
    if facts:
        files = {fact["cassette"] for fact in facts}
        open_to_change = {fact["cassette"] for fact in facts if not fact["frozen"]}
        hosts = sorted({host for fact in facts for host in fact["hosts"]})
        more = f" and {len(hosts) - SHOWN} more" if len(hosts) > SHOWN else ""
        yield (
            f"{_holds(len(files))} what cannot be recorded again, from hosts that switched this API off: "
            f"{', '.join(hosts[:SHOWN])}{more}; {_protection(len(files), len(open_to_change))}"
        )


def _remark(host: str, retirement: Retirement, *, off: bool) -> str:
    if off:
        return f"{host} was asked live, but {retirement}: {NOTHING_TO_RECORD}"
    return f"{host} was asked live: {retirement.api} will be switched off on {retirement.since}; record until then"


def _holds(number: int) -> str:
    return f"{number} cassette{' holds' if number == 1 else 's hold'}"


def _protection(number: int, open_to_change: int) -> str:
    if not open_to_change:
        return "frozen"
    return PROTECT if open_to_change == number else f"{open_to_change} of them not frozen: {PROTECT}"
