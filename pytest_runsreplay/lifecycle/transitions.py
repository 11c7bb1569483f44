"""From one status to the next, as the tables of states say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .bodies import JsonObject
from .states import MESSAGE_EFFECTS, RUN_EFFECTS, RUN_TRANSITIONS, STEP_EFFECTS, Effects


class IllegalTransition(ValueError):
    """A run was asked to go where its status does not let it; ``status`` is the one it is in."""

    def __init__(self, status: str, wanted: str) -> None:
        super().__init__(f"a run in status {status!r} cannot become {wanted!r}")
        self.status = status


def require_transition(run: JsonObject, wanted: str) -> None:
    """Raise IllegalTransition if a run may not go to this status from its own."""
    if wanted not in RUN_TRANSITIONS[run["status"]]:
        raise IllegalTransition(run["status"], wanted)


def run_in(run: JsonObject, status: str, now: int, sources: Mapping[str, Any]) -> JsonObject:
    """The run once it has come to ``status`` at Unix second ``now``; ``sources`` are those that its effects name.

    Raises IllegalTransition where that status does not follow on the run's.
    """
    require_transition(run, status)
    return _entered(run, status, RUN_EFFECTS, {"start": run["started_at"] or now, "now": now, **sources})


def step_in(step: JsonObject, status: str, now: int, sources: Mapping[str, Any]) -> JsonObject:
    """The step once it has ended in ``status`` at Unix second ``now``."""
    return _entered(step, status, STEP_EFFECTS, {"now": now, **sources})


def message_in(message: JsonObject, status: str, now: int, reason: str | None = None) -> JsonObject:
    """The streamed message once it has ended in ``status`` at Unix second ``now``."""
    return _entered(message, status, MESSAGE_EFFECTS, {"now": now, "reason": {"reason": reason}})


def _entered(body: JsonObject, status: str, effects: Effects, sources: Mapping[str, Any]) -> JsonObject:
    entered = {**body, "status": status}
    for field, source in effects[status].items():
        entered[field] = None if source == "nothing" else sources[source]
    return entered
