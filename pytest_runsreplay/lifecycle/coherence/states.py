"""Which fields a status sets (wire.md §5.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...models import MessageObject, RunObject, RunStepObject
from ..dressing import Era
from ..states import (
    FINAL_RUN_STATUSES,
    MESSAGE_FIELDS,
    MESSAGE_STATE_FIELDS,
    OPTIONAL_RUN_FIELDS,
    RUN_FIELDS,
    RUN_STATE_FIELDS,
    STEP_FIELDS,
    STEP_STATE_FIELDS,
)
from .evidence import Evidence, Finding, Rule

NOTHING: frozenset[str] = frozenset()
SENT_EVER: Mapping[str, list[str]] = {
    **{status: [status] for status in RUN_FIELDS},
    "completed": ["completed", "incomplete"],  # the first version let a run that met a limit end so
}
KINDS = {RunObject: "thread.run", RunStepObject: "thread.run.step"}


def _run_fields(evidence: Evidence) -> Iterator[Finding]:
    run, era, status = evidence.run, evidence.era, str(evidence.run.status)
    known = _sent_as(era)
    if status not in known:
        yield "$.status", f"is {run.status!r}, not one of {', '.join(known)}"
        return
    needed = frozenset.intersection(*(RUN_FIELDS[one] - _optional(one) for one in known[status]))
    allowed = frozenset().union(*(RUN_FIELDS[one] | _optional(one) for one in known[status]))
    always = era.always if era else NOTHING
    for name in RUN_STATE_FIELDS:
        is_set = getattr(run, name) is not None
        if is_set and name not in allowed | always:
            yield f"$.{name}", f"is set though the run is {status}"
        if not is_set and name in needed | always and _was_to_be_sent(run, name, era):
            yield f"$.{name}", f"is null though the run is {status}"


def _step_fields(evidence: Evidence) -> Iterator[Finding]:
    always = evidence.era.step_always if evidence.era else NOTHING
    for path, step in evidence.placed_steps():
        yield from _part_fields(path, step, "step", STEP_FIELDS, STEP_STATE_FIELDS)
        for name in _set_too_early(step) - always:
            yield f"{path}.{name}", f"is set though the step is {step.status}"
        if step.status == "completed" and step.usage is None and _was_to_be_sent(step, "usage", evidence.era):
            yield f"{path}.usage", "is null though the step is completed"


def _message_fields(evidence: Evidence) -> Iterator[Finding]:
    for path, message in evidence.placed_messages():
        if message.status is not None:  # told in a stream
            yield from _part_fields(path, message, "message", MESSAGE_FIELDS, MESSAGE_STATE_FIELDS)


def _part_fields(
    path: str,
    part: RunStepObject | MessageObject,
    word: str,
    fields: Mapping[str, frozenset[str]],
    names: Sequence[str],
) -> Iterator[Finding]:
    expected = fields.get(str(part.status))
    if expected is None:
        yield f"{path}.status", f"is {part.status!r}, not one of {', '.join(fields)}"
        return
    for name in names:
        is_set = getattr(part, name) is not None
        if is_set != (name in expected):
            yield f"{path}.{name}", f"is {'set' if is_set else 'null'} though the {word} is {part.status}"


def _ended_steps(evidence: Evidence) -> Iterator[Finding]:
    if str(evidence.run.status) not in FINAL_RUN_STATUSES:
        return
    for path, step in evidence.placed_steps():
        if step.status == "in_progress":
            yield f"{path}.status", f"is 'in_progress' though the run is {evidence.run.status}"


def _sent_as(era: Era | None) -> Mapping[str, list[str]]:
    """The statuses that an era sent, each with those it stands for."""
    if era is None:
        return SENT_EVER
    sent: dict[str, list[str]] = {}
    for status, word in era.statuses.items():
        sent.setdefault(word, []).append(status)
    return sent


def _optional(status: str) -> frozenset[str]:
    return OPTIONAL_RUN_FIELDS.get(status, NOTHING)


def _was_to_be_sent(body: RunObject | RunStepObject, name: str, era: Era | None) -> bool:
    if name in body.model_fields_set:
        return True
    form = era.forms.get(KINDS[type(body)]) if era else None
    return form is not None and name in form.keys


def _set_too_early(step: RunStepObject) -> frozenset[str]:
    wrong = {"usage": step.status == "in_progress", "expired_at": step.status != "expired"}
    return frozenset(name for name, early in wrong.items() if early and getattr(step, name) is not None)


RULES: Mapping[str, Rule] = {
    "fields of the run's status": _run_fields,
    "fields of the step's status": _step_fields,
    "fields of the message's status": _message_fields,
    "no step outlives its run": _ended_steps,
}
