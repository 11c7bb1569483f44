"""What may not be before what, and for how long a run lives (wire.md §4.4, §5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...models import MessageObject, RunObject, RunStepObject
from ..states import RUN_LIFETIME
from .evidence import Evidence, Finding, Rule

RUN_ENDS = ("cancelled_at", "failed_at", "completed_at")
MESSAGE_ENDS = ("incomplete_at", "completed_at")
TIMES = frozenset({"created_at", "started_at", "expires_at", "expired_at", *RUN_ENDS, *MESSAGE_ENDS})
LEEWAY = 1
"""Seconds by which what belongs to a run may end after it (wire.md §4.4, rule 5)."""


def _time_order(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    yield from _late(run, "$", "created_at", ("started_at", *RUN_ENDS))
    yield from _late(run, "$", "started_at", RUN_ENDS)
    for path, step in evidence.placed_steps():
        yield from _not_before_the_run(step, path, run)
        yield from _late(step, path, "created_at", RUN_ENDS)
    for path, message in evidence.placed_messages():
        if message.run_id is not None:
            yield from _not_before_the_run(message, path, run)
        yield from _late(message, path, "created_at", MESSAGE_ENDS)


def _seconds(evidence: Evidence) -> Iterator[Finding]:
    for path, body in evidence.placed_bodies():
        for name in sorted(body.model_fields_set & TIMES):
            value = getattr(body, name)
            if (value is None and name == "created_at") or (value is not None and type(value) is not int):
                yield f"{path}.{name}", f"is {value!r}, which is no Unix time in seconds"


def _within_the_run(evidence: Evidence) -> Iterator[Finding]:
    end, name_of_end = _end_of(evidence.run)
    if end is None:
        return
    written = ((path, message) for path, message in evidence.placed_messages() if message.run_id is not None)
    parts: list[tuple[str, RunStepObject | MessageObject, Sequence[str]]] = [
        *((path, step, RUN_ENDS) for path, step in evidence.placed_steps()),
        *((path, message, MESSAGE_ENDS) for path, message in written),
    ]
    for path, part, ends in parts:
        for name in ("created_at", *ends):
            value = getattr(part, name)
            if _before(end + LEEWAY, value):
                yield f"{path}.{name}", f"is {value - end} s after the run's {name_of_end}"


def _lifetime(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    if not isinstance(run.created_at, int):
        return
    expiry = run.created_at + RUN_LIFETIME
    if isinstance(run.expires_at, int) and run.expires_at != expiry:
        yield "$.expires_at", f"is {run.expires_at - run.created_at} s after created_at, not {RUN_LIFETIME}"
    for name in ("started_at", "failed_at", "completed_at"):
        value = getattr(run, name)
        if _before(expiry + LEEWAY, value):
            yield f"$.{name}", f"is {value - run.created_at} s after created_at, a run expires after {RUN_LIFETIME}"
    for path, step in evidence.placed_steps():
        if isinstance(step.expires_at, int) and step.expires_at != expiry:
            yield f"{path}.expires_at", f"is {step.expires_at}, the run's expiry is {expiry}"


def _late(
    body: RunObject | RunStepObject | MessageObject, path: str, first: str, later: Sequence[str]
) -> Iterator[Finding]:
    start = getattr(body, first)
    for name in later:
        value = getattr(body, name)
        if _before(value, start):
            yield f"{path}.{name}", f"is {start - value} s before {first}"


def _not_before_the_run(part: RunStepObject | MessageObject, path: str, run: RunObject) -> Iterator[Finding]:
    if _before(part.created_at, run.created_at):
        yield f"{path}.created_at", "is before the run's created_at"


def _end_of(run: RunObject) -> tuple[int | None, str]:
    ends = ((getattr(run, name), name) for name in (*RUN_ENDS, "expires_at"))
    return next((end for end in ends if isinstance(end[0], int)), (None, ""))


def _before(value: Any, start: Any) -> bool:
    return isinstance(value, int) and isinstance(start, int) and value < start


RULES: Mapping[str, Rule] = {
    "Unix times": _seconds,
    "time order": _time_order,
    "within the run": _within_the_run,
    "600 s expiry": _lifetime,
}
