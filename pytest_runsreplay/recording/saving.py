"""What becomes of a cassette file when something was recorded: nothing that it holds is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import storage
from .errors import CassetteError, shown
from .exchanges import Exchange, Response
from .facts import facts_of
from .loading import Facts
from .locating import writable
from .locking import locked
from .matching import Key, Matching
from .recorder import Placed, Recorder, woven
from .storage import Recording

REPLACING = frozenset({"all", "rewrite"})
NOT_PASSED = "did not pass"


@dataclass(frozen=True)
class Saving:
    """How a recording is saved: ``loaded`` is what the file held when it was opened.

    ``shared`` is there for the cassette of several tests: what they recorded in this session, which is never dropped;
    nor is what none of them asked again, in mode ``rewrite`` too, for it may be that of a test that did not run.
    ``owner`` is whose cassette it is, as the user is told.
    """

    file: Path
    mode: str
    matching: Matching
    loaded: Recording
    shared: list[Exchange] | None = None
    owner: str = "the test"

    def save(self, recorder: Recorder, *, passed: bool) -> str:
        """Write the file anew and say so in a line for the user.

        If the test did not pass, or if good answers would give way to refusals, the file stays as it is and what was
        recorded goes to one beside it. What others wrote to the file meanwhile stays in it. Raises CassetteError,
        naming where the exchanges are instead, if the folder cannot be written to.
        """
        target = writable(self.file).resolve()
        with locked(target):
            objection = self._loss(recorder) if passed else f"{self.owner} {NOT_PASSED}"
            try:
                current = storage.read(target, to_write=True) if target.exists() else self.loaded
            except CassetteError as error:
                current, objection = self.loaded, error.problem
            place = storage.unsaved_path(target) if objection else target
            exchanges, facts = self._woven(current, recorder.placed), self._facts(current, recorder)
            try:
                storage.write(place, exchanges, facts)
            except OSError as error:
                raise _written_elsewhere(place, error, exchanges, facts) from None
        if not objection:
            if self.shared is not None:
                self.shared.extend(recorder.exchanges)
            return f"recorded {shown(target)}"
        kept = "was left as it was" if target.exists() else "was not written"
        return f"{shown(target)} {kept}, because {objection}; see {shown(place)} for the new exchanges"

    def _woven(self, current: Recording, recorded: Sequence[Placed]) -> list[Exchange]:
        old, loaded = current.exchanges, self.loaded.exchanges
        unchanged = old[: len(loaded)] == loaded
        if self._afresh and unchanged and len(old) == len(loaded):
            return woven([], recorded)
        if self.mode in REPLACING:
            again = {self.matching.key(placed.exchange.request) for placed in recorded}
            kept = self.shared or ()
            old = [one for one in old if self.matching.key(one.request) not in again or one in kept]
        if self.mode in REPLACING or not unchanged:
            recorded = [Placed(placed.exchange, -1) for placed in recorded]
        return woven(old, recorded)

    @property
    def _afresh(self) -> bool:
        return self.mode == "rewrite" and self.shared is None

    def _loss(self, recorder: Recorder) -> str:
        """What would be lost by saving that cannot be recorded again; empty if nothing would."""
        if self.mode not in REPLACING:
            return ""
        good = {self.matching.key(one.request) for one in self.loaded.exchanges if one.response.good}
        latest: dict[Key, Exchange] = {}
        for exchange in recorder.exchanges:
            key = self.matching.key(exchange.request)
            if key in good and (key not in latest or not latest[key].response.good):
                latest[key] = exchange
        for request in recorder.unanswered:
            if self.matching.key(request) in good - latest.keys():
                return f"{request} was not answered, and the cassette has an answer to it"
        refused = next((one for one in latest.values() if not one.response.good), None)
        if refused is not None:
            return f"{refused.request} {_refusal(refused.response)}, and the cassette has an answer to it"
        if self._afresh and good and not any(one.response.good for one in recorder.exchanges):
            last = recorder.exchanges[-1]
            return f"{last.request} {_refusal(last.response)}, and so was all else, and the cassette has answers"
        return ""

    def _facts(self, current: Recording, recorder: Recorder) -> dict[str, Any]:
        new = facts_of(recorder.clients, [exchange.request for exchange in recorder.exchanges])
        old = {} if self._afresh else current.facts
        return {**old, "extended": new} if old else new


def _refusal(response: Response) -> str:
    if response.failure is not None:
        return f"failed ({response.failure.message or response.failure.kind})"
    return f"was refused with {response.status}"


def _written_elsewhere(place: Path, error: OSError, exchanges: list[Exchange], facts: Facts) -> CassetteError:
    refuge = Path(tempfile.mkdtemp(prefix="runsreplay-")) / place.name
    try:
        storage.write(refuge, exchanges, facts)
    except OSError as another:
        return CassetteError(
            place, f"it cannot be written ({error.strerror})", f"Nor can {refuge} ({another.strerror})"
        )
    return CassetteError(place, f"it cannot be written ({error.strerror})", f"What was recorded is in {refuge}")
