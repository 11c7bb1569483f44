"""What goes to the server while a cassette is open, in the order in which it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .exchanges import Exchange, Request, Response


class Slot:
    """The place of an exchange that is under way.

    ``interrupt`` finishes it with what has arrived so far, for when its reader never closes it.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.response: Response | None = None
        self.interrupt: Callable[[], None] | None = None


class Recorder:
    """The exchanges recorded since the cassette was opened. Not safe for threads by itself."""

    def __init__(self) -> None:
        self.clients: set[str] = set()
        self._slots: list[Slot] = []

    def begin(self, request: Request, user_agent: str) -> Slot:
        """Keep a place for an exchange whose request is sent now."""
        slot = Slot(request)
        self._slots.append(slot)
        if user_agent:
            self.clients.add(user_agent)
        return slot

    def interrupt(self) -> None:
        """Finish what is still under way with what has arrived of it."""
        for slot in self._slots:
            if slot.response is None and slot.interrupt is not None:
                slot.interrupt()

    @property
    def exchanges(self) -> list[Exchange]:
        """Every finished exchange."""
        return [Exchange(slot.request, slot.response) for slot in self._slots if slot.response is not None]


def counted(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The exchanges with answers that were given again and again counted, as long as nothing unsafe came between."""
    runs: list[Exchange] = []
    latest: dict[Any, int] = {}
    for exchange in exchanges:
        request = exchange.request
        identity = request.method, request.url, request.content
        if not request.safe:
            latest.clear()
        elif identity in latest and runs[latest[identity]].response == exchange.response:
            runs[latest[identity]] = runs[latest[identity]].again()
            continue
        latest[identity] = len(runs)
        runs.append(exchange)
    return runs
