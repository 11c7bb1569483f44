"""The cassette: vcrpy's, with our format, matching, series and misses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vcr.record_mode import RecordMode

from ..naming import SUFFIX
from ..settings import Settings
from . import guard, retired, storage
from .credentials import Credentials, tells_apart
from .errors import CassetteError, shown
from .exchanges import Exchange, Request, Response
from .journal import Journal
from .locating import writable
from .matching import Matching
from .misses import CassetteMiss, Miss, Recorded
from .recorder import Recorder, Slot, counted
from .saving import REPLACING, Saving
from .secrecy import Secrecy
from .series import Lookup, Reason, Tape
from .stubs import StubbedCassette
from .views import RecordedObjects
from .waiting import note_answer

RECORD = "To record it: --runsreplay-record-mode=once"
RECORD_AGAIN = (
    "To record the whole test again: --runsreplay-record-mode=rewrite\n"
    "To add this exchange only:      --runsreplay-record-mode=new_episodes"
)
HOW = "(in a script record_mode=…; from the server, or from a RunsService in its place)"
NOT_OVER_STOCK = "Replay it as it is, or record into a file of another name"
FROZEN = "The cassette is frozen: it is evidence and is not recorded again"
FROZEN_MISSING = "It is frozen, so that nothing will record it: record it first, then freeze it"


class RunsCassette(StubbedCassette, RecordedObjects):
    """Recorded exchanges with a server of the Runs API, replayed or being recorded.

    ``path`` is the cassette file, ``mode`` the record mode in force. The recorded objects as parsed models are
    ``runs``, ``run(id)``, ``history(id)``, ``steps(run_id)``, ``messages(thread_id)`` and ``events``. ``answered``
    counts the requests that were replayed. ``asked_live`` holds the hosts of those that went to a server which has
    switched this API off, or is going to. ``misses`` holds what was asked for and not there; a test that expects a
    miss clears it. ``told`` is a line for the user about what became of the recording, empty if there is none.

    ``before_record`` is given each recorded exchange when it is finished, once, and returns what is recorded in its
    place, None for nothing. If it raises, the exchange is not recorded, and the error reaches whoever made the
    request.
    """

    opened_by = ""
    """The test during which it was opened."""

    def __init__(
        self,
        file: Path,
        settings: Settings,
        *,
        shared: list[Exchange] | None = None,
        before_record: Callable[[Exchange], Exchange | None] | None = None,
    ) -> None:
        file = file.absolute()
        self.mode: str = "none" if settings.frozen else settings.record_mode
        super().__init__(str(file), record_mode=RecordMode("all" if self.mode == "rewrite" else self.mode))
        self.file = file
        self.settings = settings
        self.exists = file.exists()
        self.is_open = False
        self.misses: list[CassetteMiss] = []
        self.answered = 0
        self.asked_live: dict[str, retired.Retirement] = {}
        self.told = ""
        self._lock = threading.RLock()
        self._recorder = Recorder()
        self._before_record = before_record
        recording = self._read()
        several = tells_apart(recording.facts)
        self._credentials = Credentials(recording.facts)
        self._secrecy = Secrecy(settings, self._credentials, recording.exchanges)
        loaded = self._made_ours(recording)
        matching = Matching(ignore=settings.ignore, any_host=settings.any_host, credentials=several)
        self.journal = Journal(writable(file), self.mode, len(loaded.exchanges))
        self._saving = Saving(file, self.mode, matching, loaded, self._credentials, shared)
        self.tape = Tape(
            [] if self.mode in REPLACING else loaded.exchanges, matching, self._credentials if several else None
        )

    @property
    def recorded_at(self) -> str:
        """When the file was recorded, as an ISO time; empty if it does not say. Adding to it does not change that."""
        at = self._saving.loaded.facts.get("at")
        return at if isinstance(at, str) else ""

    @property
    def hosts_off(self) -> dict[str, retired.Retirement]:
        """The hosts that what can be replayed was recorded from and that have switched this API off."""
        return retired.hosts_off(self.tape.exchanges, self._saving.loaded.facts, retired.today())

    @property
    def replaying(self) -> bool:
        """Whether every request is answered from the file, so that nothing leaves the machine."""
        return self.mode == "none" or (self.mode == "once" and self.exists)

    @property
    def lets_go(self) -> bool:
        """Whether what is started while it is open is free when it has been closed: of a fixture's it is."""
        return self._saving.owner != Saving.owner

    @property
    def path(self) -> Path:
        """The cassette file."""
        return self.file

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges of the file that can be replayed, then those recorded since, in the order of their requests.

        An answer that was given several times in a row is there once, with the count in ``times``, as in the file.
        """
        with self._lock:
            return [*self.tape.exchanges, *(placed.exchange for placed in counted(self._recorder.placed))]

    @property
    def requests(self) -> list[Request]:
        """The request of each of the ``exchanges``."""
        return [exchange.request for exchange in self.exchanges]

    @property
    def masked(self) -> list[str]:
        """The places where something looked like a secret that no rule knows, and was masked: to be looked at."""
        return self._secrecy.masked

    @property
    def unused(self) -> list[int]:
        """The positions of the exchanges of the file that were not asked for: requests never made, and unsafe ones
        made less often than recorded. Polling less often than recorded leaves nothing unused."""
        with self._lock:
            return self.tape.unused

    def answer(self, request: Request) -> Response | None:
        """The recorded answer, or None if the request has to go to the server. Raises CassetteMiss."""
        guard.check_running(self, request, self._secrecy.shown)
        with self._lock:
            if self.mode in REPLACING:
                return None
            lookup = self.tape.take(request)
            if lookup.position is None:
                self._check_live(request, lookup)
                return None
            self.answered += 1
            response = self.tape.exchanges[lookup.position].response
            note_answer(self, response)
            return response

    def begin(self, request: Request, user_agent: str = "") -> Slot:
        """Note a request that goes to the server now; in replay, where it may, it is not recorded."""
        if self.replaying:
            return guard.unrecorded(request)
        with self._lock:
            self.tape.pass_live(request)
            note_answer(self, None)
            self._secrecy.learn(request)
            host = retired.of_url(request.url)
            self.asked_live.update([host] if host else [])
            return self._recorder.begin(request, self.tape.reached, self._secrecy.named(user_agent))

    def finish(self, slot: Slot, response: Response) -> None:
        """Note the answer to it; the first one counts."""
        with self._lock:
            if slot.done:
                return
            slot.done = True
            exchange = Exchange(slot.request, response)
            changed = self._before_record(exchange) if self._before_record else exchange
            if changed is not None:
                safe = self._secrecy.kept(changed, slot.request)
                slot.request, slot.response = safe.request, safe.response
                self.dirty = True
                self._note_down(slot)
            elif not response.good:
                slot.done = False  # as good as no answer: one in the file does not give way to it

    def _note_down(self, slot: Slot) -> None:
        """Let a finished exchange survive a crash."""
        clients, credentials = sorted(self._recorder.clients), self._credentials.facts
        self.journal.append(slot, lambda: self._recorder.finished, {"clients": clients, "credentials": credentials})

    def miss_past_cut(self, request: Request) -> CassetteMiss:
        """The miss of a reader who reads on where the recording of a stream was cut."""
        return self._miss(request, Lookup(None, Reason.CUT))

    def close(self) -> None:
        """Answer and record nothing more; streams still open are recorded as far as they were read."""
        self._recorder.interrupt()
        self.is_open = False

    def save(self, *, passed: bool = True, allow_loss: bool = False) -> None:
        """Write what was recorded, if anything was; see ``Saving.save``. What became of it is ``told``."""
        with self._lock:
            if self.dirty:
                self._recorder.redact(self._secrecy.redacted, again=self._secrecy.learned_late)
                told = self._saving.save(self._recorder, self.journal, passed=passed, allow_loss=allow_loss)
                self.told = f"{told}{self._secrecy.summary}"
                self.dirty = False

    def missing(self) -> CassetteError:
        """The error for a cassette that was named and does not exist."""
        remedy = FROZEN_MISSING if self.settings.frozen else f"{RECORD} {HOW}"
        return CassetteError(self.file, "there is no such cassette", remedy)

    def __repr__(self) -> str:
        return f"<RunsCassette {shown(self.file)}, mode {self.mode}, {len(self)} exchanges>"

    __str__ = __repr__

    def __len__(self) -> int:
        return len(self.exchanges)

    def _save(self, force: bool = False) -> None:
        self.save()

    def _read(self) -> storage.Recording:
        if self.exists:
            return storage.read(self.file)
        if self.settings.frozen:
            raise self.missing()
        return storage.Recording([])

    def _made_ours(self, recording: storage.Recording) -> storage.Recording:
        """What the file holds, as it is to be written if something is recorded. Raises CassetteError."""
        if not recording.stock or self.replaying:
            return recording
        if self.file.suffix == SUFFIX:
            raise CassetteError(self.file, "it is vcrpy's, and is never written", NOT_OVER_STOCK)
        return replace(recording, exchanges=self._secrecy.of_others(recording.exchanges))

    def _check_live(self, request: Request, lookup: Lookup) -> None:
        """Raise CassetteMiss unless a request that is not recorded may go to the server."""
        if self.replaying and not (lookup.reason is Reason.UNKNOWN and guard.goes_live(self, request)):
            raise self._miss(request, lookup)

    def _miss(self, request: Request, lookup: Lookup) -> CassetteMiss:
        remedy = FROZEN if self.settings.frozen else f"{RECORD_AGAIN if self.exists else RECORD}\n{HOW}"
        if not self.settings.frozen:
            hosts = {key.host for key in self.tape.keys} - {self.tape.matching.host(request)}
            told = retired.remedy(request.url, retired.today(), exists=self.exists, elsewhere=bool(hosts))
            remedy = told or remedy
        remedy += guard.hint(self, request)
        recorded = Recorded(self.file, self.mode, self.tape, self.exists)
        miss = Miss(request, lookup, recorded, remedy, self._secrecy.shown).exception()
        self.misses.append(miss)
        return miss
