"""Cassettes of a test run: those of tests, and those of fixtures of wider scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..recording import CassetteMiss, Exchange, Request, Response, RunsCassette
from ..recording.recorder import Slot
from ..recording.series import Lookup
from ..recording.waiting import note_answer
from ..settings import Settings
from .filtering import Filter


class OwnedCassette(RunsCassette):
    """A cassette that may be kept from recording: ``refusal`` says why and what to do, empty if it may record.

    ``shared`` tells that several tests may use it, ``errors`` are those of the hook before recording.
    """

    refusal = ""

    def __init__(
        self,
        file: Path,
        settings: Settings,
        *,
        shared: list[Exchange] | None = None,
        before_record: Filter | None = None,
    ) -> None:
        super().__init__(file, settings, shared=shared, before_record=before_record)
        self.shared = shared is not None
        self.errors: list[BaseException] = [] if before_record is None else before_record.errors

    def begin(self, request: Request, user_agent: str = "") -> Slot:
        if self.refusal and not self.replaying:
            raise self.refuse(request)
        return super().begin(request, user_agent)

    def refuse(self, request: Request) -> CassetteMiss:
        """The failure of the test instead of sending this request, remembered as a miss is."""
        refused = CassetteMiss(f"{request} was not sent: {self.refusal}", request, None)
        self.misses.append(refused)
        return refused


class FixtureCassette(OwnedCassette):
    """The cassette of a fixture of wider scope than a test.

    ``of_test`` gives the cassette of the running test, which answers where the fixture has no file of its own: so do
    recordings that were made when fixtures had none. ``closed`` keeps it from replaying what this run recorded.
    """

    closed = False

    def __init__(
        self,
        file: Path,
        settings: Settings,
        fixture: str,
        of_test: Callable[[], RunsCassette | None],
        before_record: Filter | None,
    ) -> None:
        super().__init__(file, settings, before_record=before_record)
        self._fixture = fixture
        self._of_test = of_test
        self._saving = replace(self._saving, owner=fixture)

    def answer(self, request: Request) -> Response | None:
        if self.closed:
            raise self.refuse(request)
        test = None if self.exists else self._of_test()
        if test is not None and test.replaying and test.tape.look(request).position is not None:
            response = test.answer(request)
            note_answer(self, response)
            return response
        return super().answer(request)

    def _miss(self, request: Request, lookup: Lookup) -> CassetteMiss:
        miss = super()._miss(request, lookup)
        self.misses[-1] = named = CassetteMiss(f"{miss}\n\nAsked by {self._fixture}", miss.request, miss.reason)
        return named
