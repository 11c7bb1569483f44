"""The cassette: vcrpy's, with our format, matching, series and misses."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from vcr.cassette import Cassette
from vcr.record_mode import RecordMode

from ..settings import Settings
from . import storage, stubs
from .errors import CassetteError, shown
from .exchanges import Exchange, Request, Response
from .locating import writable
from .matching import Matching
from .misses import CassetteMiss, Miss
from .recorder import Recorder, Slot, counted
from .series import Lookup, Reason, Tape
from .sleeping import note_answer
from .views import RecordedObjects

ALWAYS_LIVE = frozenset({"all", "rewrite"})
REFUSALS = frozenset({401, 403, 404, 410, 429})
RECORD = "To record it: run again with --runsreplay-record-mode={mode}, with the server and its key at hand"
FROZEN = "The cassette is frozen: it is evidence and is not recorded again"


class RunsCassette(Cassette, RecordedObjects):
    """Recorded exchanges with a server of the Runs API, replayed or being recorded.

    ``file`` is the cassette file, ``mode`` the record mode in force. The recorded objects as parsed models are
    ``runs``, ``run(id)``, ``history(id)``, ``steps(run_id)``, ``messages(thread_id)`` and ``events``. ``answered``
    counts the requests that were replayed. ``misses`` holds what was asked for and not there; a test that expects a
    miss clears it. ``told`` is a line for the user about what became of the recording, empty if there is none.
    """

    def __init__(self, file: Path, settings: Settings) -> None:
        self.mode: str = "none" if settings.frozen else settings.record_mode
        super().__init__(str(file), record_mode=RecordMode("all" if self.mode == "rewrite" else self.mode))
        self.file = file
        self.settings = settings
        self.exists = file.exists()
        self.is_open = False
        self.misses: list[CassetteMiss] = []
        self.answered = 0
        self.told = ""
        self._lock = threading.RLock()
        self._recorder = Recorder()
        self._recording = self._read()
        old = [] if self.mode == "rewrite" else self._recording.exchanges
        self.tape = Tape(old, Matching(ignore=settings.ignore, any_host=settings.any_host))

    @property
    def replaying(self) -> bool:
        """Whether every request is answered from the file, so that nothing leaves the machine."""
        return self.mode == "none" or (self.mode == "once" and self.exists)

    @property
    def exchanges(self) -> list[Exchange]:
        """The exchanges of the file, then those recorded since, in the order of their requests."""
        return [*self.tape.exchanges, *self._recorder.exchanges]

    def answer(self, request: Request) -> Response | None:
        """The recorded answer, or None if the request has to go to the server. Raises CassetteMiss."""
        with self._lock:
            if self.mode in ALWAYS_LIVE:
                return None
            lookup = self.tape.take(request)
            if lookup.position is None:
                self._check_live(request, lookup)
                return None
            self.answered += 1
            response = self.tape.exchanges[lookup.position].response
            note_answer(response)
            return response

    def begin(self, request: Request, user_agent: str = "") -> Slot:
        """Note a request that goes to the server now."""
        with self._lock:
            self.tape.pass_live(request)
            return self._recorder.begin(request, user_agent)

    def finish(self, slot: Slot, response: Response) -> None:
        """Note the answer to it; the first one counts."""
        with self._lock:
            if slot.response is None:
                slot.response = response
                self.dirty = True

    def miss_past_cut(self, request: Request) -> CassetteMiss:
        """The miss of a reader who reads on where the recording of a stream was cut."""
        return self._miss(request, Lookup(None, Reason.CUT))

    def close(self) -> None:
        """Answer and record nothing more; streams still open are recorded as far as they were read."""
        self._recorder.interrupt()
        self.is_open = False

    def save(self, *, passed: bool = True) -> None:
        """Write what was recorded. If the test did not pass, or if good answers would give way to a server's
        refusals, the cassette stays as it is and what was recorded goes to a file beside it."""
        with self._lock:
            if not self.dirty:
                return
            recorded = self._recorder.exchanges
            place = target = writable(self.file)
            objection = self._loss(recorded) if passed else "the test did not pass"
            self.told = f"recorded {shown(target)}"
            if objection:
                place = storage.unsaved_path(target)
                kept = "was left as it was" if target.exists() else "was not written"
                self.told = f"{shown(target)} {kept}, because {objection}; see {shown(place)} for the new exchanges"
            storage.write(place, [*self._kept(recorded), *counted(recorded)], self._facts())
            self.dirty = False

    def missing(self) -> CassetteError:
        """The error for a cassette that was named and does not exist."""
        return CassetteError(self.file, "there is no such cassette", RECORD.format(mode="once"))

    # What vcrpy's stubs ask of a cassette

    def can_play_response_for(self, request: Any) -> bool:
        with self._lock:
            if self.mode in ALWAYS_LIVE:
                return False
            asked = stubs.request_of(request)
            lookup = self.tape.look(asked)
            if lookup.position is None:
                self._check_live(asked, lookup)
            return lookup.position is not None

    def play_response(self, request: Any) -> dict[str, Any]:
        response = self.answer(stubs.request_of(request))
        if response is None:
            raise KeyError(f"{request} is not recorded")
        return stubs.vcr_response_of(response)

    def append(self, request: Any, response: dict[str, Any]) -> None:
        slot = self.begin(stubs.request_of(request), stubs.user_agent_of(request))
        self.finish(slot, stubs.response_of(response))

    def filter_request(self, request: Any) -> Any:
        return request

    @property
    def write_protected(self) -> bool:
        return self.replaying

    def __repr__(self) -> str:
        return f"<RunsCassette {shown(self.file)}, mode {self.mode}, {len(self)} exchanges>"

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

    def _kept(self, recorded: Sequence[Exchange]) -> Sequence[Exchange]:
        """The exchanges of the old file that stay: all, but for those that mode ``all`` recorded again."""
        if self.mode != "all":
            return self.tape.exchanges
        key = self.tape.key
        again = {key(exchange.request) for exchange in recorded}
        return [exchange for exchange in self.tape.exchanges if key(exchange.request) not in again]

    def _loss(self, recorded: Sequence[Exchange]) -> str:
        """What would be lost by saving that cannot be recorded again; empty if nothing would."""
        had_answers = any(exchange.response.status < 300 for exchange in self._recording.exchanges)
        refused = next((one for one in recorded if one.response.status in REFUSALS or one.response.status >= 500), None)
        if self.mode not in ALWAYS_LIVE or refused is None or not had_answers:
            return ""
        return f"{refused.request} was refused with {refused.response.status} and the cassette has good answers"

    def _facts(self) -> dict[str, Any]:
        now = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        clients = sorted(self._recorder.clients)
        new = {"at": now, "by": f"pytest-runsreplay {version('pytest-runsreplay')}", "clients": clients}
        old = {} if self.mode == "rewrite" else self._recording.facts
        return {**old, "extended": new} if old else new

    def _check_live(self, request: Request, lookup: Lookup) -> None:
        """Raise CassetteMiss unless a request that is not recorded may go to the server."""
        if self.replaying:
            raise self._miss(request, lookup)

    def _miss(self, request: Request, lookup: Lookup) -> CassetteMiss:
        remedy = FROZEN if self.settings.frozen else RECORD.format(mode="new_episodes" if self.exists else "once")
        miss = Miss(request, lookup, self.file, self.mode, self.tape.exchanges, self.exists, remedy).exception()
        self.misses.append(miss)
        return miss
