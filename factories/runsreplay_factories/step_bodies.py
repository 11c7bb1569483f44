"""The body of a run step of any kind, in any of its states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_runsreplay.lifecycle import RUN_LIFETIME, STEP_FIELDS, STEP_STATE_FIELDS, step_body, usage_body
from pytest_runsreplay.models import RunObject

from .calls import DETAILS
from .draws import Draws
from .recipes import Begin, Draft, Maker
from .run_bodies import ASSISTANT_ID, LENGTH, RUN_ID, THREAD_ID, error_of, second_of, usage_of

JsonObject = dict[str, Any]

RUN_IDS = (("run_id", "run_", RUN_ID), ("assistant_id", "asst_", ASSISTANT_ID), ("thread_id", "thread_", THREAD_ID))
STATUS_IN: Mapping[str, str] = {
    "completed": "completed",
    "incomplete": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "expired",
}
"""The status of a step of a run in that status, where no other is asked for; a step of a live run is in progress."""

STEP_TYPES = {"message_creation": "message_creation", "mcp_list_tools": "activities"}
"""The type of a step of a kind; that of all others is ``tool_calls``."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: the run it belongs to, and which of how many it is that share the run's usage."""

    run: RunObject | None = None
    share: tuple[int, int] = (0, 1)


def step_draft(status: str, kind: str, given: Mapping[str, Any], seconds: int | None, place: Place) -> Draft:
    """How steps of that kind in that status are made, ``seconds`` long; other fields follow from the ``given``."""
    run, done, details = None if place.run is None else place.run.wire(), status == "completed", DETAILS[kind]
    body = step_body(run or NO_RUN, id="", created_at=0, details={"type": STEP_TYPES.get(kind, "tool_calls")})
    body["status"] = status
    makers: dict[str, Maker] = {name: VALUES[name] for name in STEP_STATE_FIELDS if name in STEP_FIELDS[status]}
    makers["step_details"] = lambda draws: details(draws, done, run or {})
    if run is None and status == "in_progress":
        makers["expires_at"] = lambda draws: draws.started + RUN_LIFETIME
    if status == "expired":
        makers["expired_at"] = lambda draws: draws.started + RUN_LIFETIME
    if done:
        makers["usage"] = _usage(run or {}, given, place.share)
    types = () if kind == "message_creation" or "step_details" in given else (kind.split()[0],)
    return Draft(body, makers, _begin(run, given, seconds), {"calls": types})


def _begin(run: JsonObject | None, given: Mapping[str, Any], seconds: int | None) -> Begin:
    def begin(draws: Draws, number: int, body: JsonObject) -> None:
        body["id"] = draws.id("step_")
        if run is None:
            body.update({field: draws.id_at(prefix, place) for field, prefix, place in RUN_IDS})
        draws.started = second_of(number, {}) if run is None else run["created_at"]
        created = second_of(number, given) + 1 if run is None else _within(run, number)
        body["created_at"] = draws.created = created = given.get("created_at", created)
        end = created + (1 + draws.numbers[LENGTH] % 8 if seconds is None else seconds)
        draws.ended = max(created, end if run is None else min(end, _end_of(run, end)))

    return begin


def _within(run: JsonObject, number: int) -> int:
    begun: int = run.get("started_at") or run["created_at"] + 1
    return min(begun + number, _end_of(run, begun + number))


def _end_of(run: Mapping[str, Any], otherwise: int) -> int:
    ends = [run.get(name) for name in ("completed_at", "failed_at", "cancelled_at", "expires_at")]
    return next((end for end in ends if end is not None), otherwise)


def _usage(run: JsonObject, given: Mapping[str, Any], share: tuple[int, int]) -> Maker:
    whole, part = run.get("usage"), given.get("usage")
    if whole is None or part:
        return lambda draws: usage_of(draws, part)
    return lambda draws: usage_body(_part(whole["prompt_tokens"], share), _part(whole["completion_tokens"], share))


def _part(total: int, share: tuple[int, int]) -> int:
    index, count = share
    return total * (index + 1) // count - total * index // count


NO_RUN: Mapping[str, Any] = {"id": None, "assistant_id": None, "thread_id": None, "expires_at": None}
VALUES: Mapping[str, Maker] = {
    "completed_at": lambda draws: draws.ended,
    "failed_at": lambda draws: draws.ended,
    "cancelled_at": lambda draws: draws.ended,
    "last_error": lambda draws: error_of(draws),
}
