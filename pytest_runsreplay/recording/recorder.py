"""What goes to the server while a cassette is open, in the order in which it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .exchanges import Exchange, Request, Response
from .facts import client_named


class Slot:
    """The place of an exchange that is under way: ``after`` is the recorded position that was replayed before it,
    ``number`` its own among those recorded.

    ``interrupt`` finishes it with what has arrived so far, for when its reader never closes it. One that is ``done``
    and has no response is not to be recorded.
    """

    def __init__(self, request: Request, after: int, number: int) -> None:
        self.request = request
        self.after = after
        self.number = number
        self.response: Response | None = None
        self.done = False
        self.interrupt: Callable[[], None] | None = None


@dataclass(frozen=True)
class Placed:
    """A recorded exchange, and the position in the old recording that it came after; -1 for none."""

    exchange: Exchange
    after: int


class Recorder:
    """The exchanges recorded since the cassette was opened. Not safe for threads by itself."""

    def __init__(self) -> None:
        self.clients: set[str] = set()
        self._slots: list[Slot] = []

    def begin(self, request: Request, after: int, user_agent: str) -> Slot:
        """Keep a place for an exchange whose request is sent now."""
        slot = Slot(request, after, len(self._slots))
        self._slots.append(slot)
        if user_agent:
            self.clients.add(client_named(user_agent))
        return slot

    def interrupt(self) -> None:
        """Finish what is still under way with what has arrived of it."""
        for slot in self._slots:
            if not slot.done and slot.interrupt is not None:
                slot.interrupt()

    def redact(self, redact: Callable[[Exchange], Exchange], *, again: bool) -> None:
        """Redact the requests that were never answered, and what was redacted ``again``: a secret that showed up later
        may stand in earlier exchanges."""
        for slot in self._slots if again else [slot for slot in self._slots if slot.response is None]:
            safe = redact(Exchange(slot.request, slot.response or Response(0)))
            slot.request, slot.response = safe.request, slot.response and safe.response

    @property
    def finished(self) -> list[Slot]:
        """The places of the exchanges that are finished."""
        return [slot for slot in self._slots if slot.response is not None]

    @property
    def placed(self) -> list[Placed]:
        """Every finished exchange."""
        return [Placed(Exchange(slot.request, slot.response), slot.after) for slot in self.finished if slot.response]

    @property
    def exchanges(self) -> list[Exchange]:
        """Every finished exchange, without its place."""
        return [placed.exchange for placed in self.placed]

    @property
    def unanswered(self) -> list[Request]:
        """The requests that were sent and never answered."""
        return [slot.request for slot in self._slots if not slot.done]


def woven(old: Sequence[Exchange], recorded: Iterable[Placed]) -> list[Exchange]:
    """The old recording with each new exchange at its place; at the end, where nothing was replayed before it."""
    result: list[Exchange] = []
    by_place: dict[int, list[Exchange]] = {}
    for placed in counted(recorded):
        by_place.setdefault(placed.after, []).append(placed.exchange)
    for position, exchange in enumerate(old):
        result += [exchange, *by_place.pop(position, ())]
    return [*result, *(exchange for exchanges in by_place.values() for exchange in exchanges)]


def counted(recorded: Iterable[Placed]) -> list[Placed]:
    """The exchanges with answers that were given again and again counted, as long as nothing unsafe came between."""
    runs: list[Placed] = []
    latest: dict[Any, int] = {}
    for placed in recorded:
        request, response = placed.exchange.request, placed.exchange.response
        identity = request.method, request.url, request.content, request.credential, placed.after
        if not request.safe:
            latest.clear()
        elif identity in latest and runs[latest[identity]].exchange.response == response:
            before = runs[latest[identity]]
            runs[latest[identity]] = Placed(before.exchange.again(), before.after)
            continue
        latest[identity] = len(runs)
        runs.append(placed)
    return runs
