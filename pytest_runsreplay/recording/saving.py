"""What becomes of a cassette file when something was recorded: nothing that it holds is lost."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import retired, storage
from .credentials import Credentials, settled
from .errors import CassetteError, shown
from .exchanges import Exchange
from .facts import facts_of
from .journal import Journal
from .loading import Facts
from .locating import writable
from .locking import locked
from .losses import Replacement
from .matching import Matching
from .recorder import Placed, Recorder, woven
from .refuge import make_refuge
from .storage import Recording
from .unsaved import put_aside

REPLACING = frozenset({"all", "rewrite"})
NOT_PASSED = "did not pass"
MEANWHILE = "another test or process recorded the same requests meanwhile"
ALLOW_LOSS = " (to save it all the same: --runsreplay-allow-loss, in a script allow_loss=True)"


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
    credentials: Credentials
    shared: list[Exchange] | None = None
    owner: str = "the test"

    def save(self, recorder: Recorder, journal: Journal, *, passed: bool, allow_loss: bool = False) -> str:
        """Write the file anew and say so in a line for the user.

        If the test did not pass, or if something would be lost and no ``allow_loss`` lets it, the file stays as it is
        and what was recorded goes to one beside it. What others wrote to the file meanwhile stays in it. When all is
        written the journal goes. Raises CassetteError, naming where the exchanges are instead, if the folder cannot be
        written to.
        """
        target = Path(os.path.realpath(writable(self.file)))
        with locked(target):
            current, problem = self._current(target)
            objection = problem or ("" if passed else f"{self.owner} {NOT_PASSED}")
            loss = self._loss(current, recorder)
            if loss and not allow_loss:
                objection = objection or f"{loss}{ALLOW_LOSS}"
            exchanges, facts = settled(
                self._woven(current, recorder.placed), self._facts(current, recorder), self.credentials
            )
            objection = objection or self._clash(current, exchanges)
            try:
                place = put_aside(target, exchanges, facts) if objection else target
                if not objection:
                    storage.write(place, exchanges, facts)
            except OSError as error:
                raise _written_elsewhere(target, error, exchanges, facts, journal) from None
            journal.remove()
        if not objection:
            if self.shared is not None:
                self.shared.extend(recorder.exchanges)
            return f"recorded {shown(target)}{f', though {loss}' if loss else ''}"
        kept = "was left as it was" if target.exists() else "was not written"
        return f"{shown(target)} {kept}, because {objection}; see {shown(place)} for the new exchanges"

    def _current(self, target: Path) -> tuple[Recording, str]:
        """What the file holds now, and what is wrong with it."""
        try:
            return storage.read(target, to_write=True) if target.exists() else self.loaded, ""
        except CassetteError as error:
            return self.loaded, error.problem
        except OSError as error:
            return self.loaded, f"it cannot be read ({error.strerror})"

    def _clash(self, current: Recording, exchanges: Sequence[Exchange]) -> str:
        """Whether answers that others wrote meanwhile would give way to these; empty if none would."""
        if self.mode not in REPLACING or current.exchanges == self.loaded.exchanges:
            return ""
        kept = [(one.request, one.response) for one in (*self.loaded.exchanges, *exchanges)]
        return MEANWHILE if any((one.request, one.response) not in kept for one in current.exchanges) else ""

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

    def _loss(self, current: Recording, recorder: Recorder) -> str:
        """What would be lost by saving that cannot be recorded again; empty if nothing would."""
        if self.mode not in REPLACING:
            return ""
        new, unanswered = recorder.exchanges, recorder.unanswered
        return Replacement(current.exchanges, new, unanswered, self.matching, self._afresh).loss(retired.today())

    def _facts(self, current: Recording, recorder: Recorder) -> dict[str, Any]:
        new = facts_of(recorder.clients, [exchange.request for exchange in recorder.exchanges])
        old = {} if self._afresh else current.facts
        return {**old, "extended": new} if old else new


def _written_elsewhere(
    target: Path, error: OSError, exchanges: list[Exchange], facts: Facts, journal: Journal
) -> CassetteError:
    problem = f"it cannot be written ({error.strerror})"
    try:
        refuge = put_aside(make_refuge(target.parent) / target.name, exchanges, facts)
    except OSError as another:
        part = "Only part of what" if journal.problem else "What"
        left = f"{part} was recorded is in {journal.path}: runsreplay recover" if journal.path else "Nothing is left"
        return CassetteError(target, f"{problem}, nor can a temporary file ({another.strerror})", left)
    journal.remove()
    return CassetteError(target, problem, f"What was recorded is in {refuge}")
