"""What a test in replay wants of the network and does not get, told so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import scopes
from .errors import shown
from .exchanges import Request
from .misses import CassetteMiss, where_asked

if TYPE_CHECKING:
    from .cassette import RunsCassette

TO_DO = (
    "If it is a request over HTTP, record it: --runsreplay-record-mode=rewrite, or once where there is no file yet\n"
    "If it is for a server on this machine, ask for it as localhost or 127.0.0.1\n"
    "To leave sockets alone in this test: network='allow'; requests over HTTP still have to be in the cassette"
)
TO_DO_LATE = "End it in the test, or start it in a fixture of wider scope, which may go on"
SHOWN_LATE = 10

_late: dict[str, None] = {}


class NetworkRefusal(CassetteMiss):
    """A connection, a datagram or a look-up that would have left the machine, or a request of what outlived its test.

    ``request`` has the act in the place of the method, and the address in the place of the URL.
    """

    __module__ = "pytest_runsreplay.recording"


def refuse(cassette: RunsCassette, act: str, where: str) -> NetworkRefusal:
    """The failure of the test instead of this act, remembered as a miss is."""
    if scopes.has_ended(cassette):
        return refuse_late(cassette, Request(act, where))
    head = f"Nothing leaves this machine in replay, so that this was refused: {act} {where}"
    refusal = NetworkRefusal("\n".join([head, "", *_facts(cassette), "", TO_DO]), Request(act, where), None)
    cassette.misses.append(refusal)
    return refusal


def refuse_late(cassette: RunsCassette, request: Request, redact: Callable[[str], str] = str) -> NetworkRefusal:
    """The refusal of what a test left running, which cannot fail that test any more: ``tell_late`` tells of it."""
    asked = redact(str(request))
    text = f"{_starter(cassette)} left something running that asked for {asked} after the end, and was refused"
    if len(_late) < SHOWN_LATE:
        _late[text] = None
    return NetworkRefusal("\n".join([text, "", *_facts(cassette), "", TO_DO_LATE]), request, None)


def tell_late() -> list[str]:
    """What was refused to tests that had ended, a line each; what was told is not told again."""
    told = [f"{text}. {TO_DO_LATE}" for text in _late]
    _late.clear()
    return told


def _starter(cassette: RunsCassette) -> str:
    return cassette.opened_by or f"The block with {shown(cassette.file)}"


def _facts(cassette: RunsCassette) -> Iterator[str]:
    at = where_asked()
    if at is not None:
        yield f"  asked at  {at}"
    if cassette.opened_by:
        yield f"  test      {cassette.opened_by}"
    yield f"  cassette  {shown(cassette.file)}{'' if cassette.exists else '  (there is no such file)'}"
    yield f"  mode      {cassette.mode}, network={cassette.settings.network!r}"
