"""In which order a stream tells what happens (wire.md §4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ...models import DONE, MessageObject, RunObject, RunStepObject, StreamEvent
from ..states import FINAL_RUN_STATUSES
from .evidence import Evidence, Finding, Rule

RUN_ENDS = "run.completed run.incomplete run.failed run.cancelling run.expired"
STEP_ENDS = "step.completed step.failed step.expired run.cancelling"
MESSAGE_ENDS = "message.completed message.incomplete run.cancelling"
FOLLOWING: Mapping[str, frozenset[str]] = {
    name: frozenset(following.split())
    for name, following in {
        "": "created run.created step.completed",
        "created": "run.created",
        "run.created": "run.queued",
        "run.queued": "run.in_progress run.cancelling run.failed run.expired",
        "run.in_progress": f"step.created {RUN_ENDS}",
        "step.created": "step.in_progress",
        "step.in_progress": f"step.delta message.created run.requires_action {STEP_ENDS}",
        "step.delta": f"step.delta run.requires_action {STEP_ENDS}",
        "message.created": "message.in_progress",
        "message.in_progress": f"message.delta {MESSAGE_ENDS}",
        "message.delta": f"message.delta {MESSAGE_ENDS}",
        "message.completed": STEP_ENDS,
        "message.incomplete": f"step.cancelled {STEP_ENDS}",
        "step.completed": f"step.created run.queued {RUN_ENDS}",
        "step.failed": "run.failed",
        "step.expired": "run.expired",
        "step.cancelled": "run.cancelled",
        "run.cancelling": "message.incomplete step.cancelled run.cancelled",
        **dict.fromkeys(("run.requires_action", "run.completed", "run.incomplete", "run.failed"), "done"),
        **dict.fromkeys(("run.cancelled", "run.expired", "error"), "done"),
        "done": "",
    }.items()
}
"""What may follow each event, without the ``thread.`` before their names; an ``error`` may follow any."""

STATUS_OF: Mapping[str, frozenset[str]] = {
    "run.created": frozenset({"queued"}),
    "run.completed": frozenset({"completed", "incomplete"}),
    "step.created": frozenset({"in_progress"}),
    "message.created": frozenset({"in_progress"}),
}
"""The statuses that an event tells, where not simply that of its name; token limits were told as completed in 2024."""

SAME_BODIES = (("run.created", "run.queued"), ("step.created", "step.in_progress"))
SAME_MESSAGES = (("message.created", "message.in_progress"),)

TOLD_TO_THE_END = FINAL_RUN_STATUSES | {"requires_action"}
"""Statuses with which a stream ends."""

PlacedEvent = tuple[int, str, StreamEvent]


def streams_of(evidence: Evidence) -> Iterator[list[PlacedEvent]]:
    """The events, each with its place and its name without ``thread.``, one list for each stream."""
    stream: list[PlacedEvent] = []
    for index, event in enumerate(evidence.events):
        stream.append((index, _name(event), event))
        if event.data == DONE:
            yield stream
            stream = []
    if stream:
        yield stream


def _order(evidence: Evidence) -> Iterator[Finding]:
    for number, stream in enumerate(streams_of(evidence)):
        before = ""
        for index, name, event in stream:
            if name not in FOLLOWING:
                continue
            if name != "error" and (
                name not in FOLLOWING[before] or (number and not before and name != "step.completed")
            ):
                yield f"events[{index}]", f"is {event.event}, {_place(before)}"
            before = name


def _ends(evidence: Evidence) -> Iterator[Finding]:
    told = list(evidence.events)
    if told and told[-1].data != DONE and str(evidence.run.status) in TOLD_TO_THE_END:
        yield f"events[{len(told) - 1}]", f"is the last and not done, though the run is {evidence.run.status}"


def _statuses(evidence: Evidence) -> Iterator[Finding]:
    for index, event in enumerate(evidence.events):
        name, body = _name(event), event.data
        if name in FOLLOWING and isinstance(body, (RunObject, RunStepObject, MessageObject)):
            known = STATUS_OF.get(name, frozenset({name.partition(".")[2]}))
            if str(body.status) not in known:
                yield f"events[{index}].status", f"is {body.status!r} in {event.event}"


def _same_bodies(evidence: Evidence) -> Iterator[Finding]:
    for stream in streams_of(evidence):
        for (_, before, one), (index, after, other) in pairwise(stream):
            if (before, after) in (*SAME_BODIES, *SAME_MESSAGES) and one.data != other.data:
                yield f"events[{index}]", f"is not the same body as in {one.event}"


def _keys(evidence: Evidence) -> Iterator[Finding]:
    for stream in streams_of(evidence):
        runs = [(index, list(event.data.wire())) for index, _, event in stream if isinstance(event.data, RunObject)]
        for index, keys in runs[1:]:
            if keys != runs[0][1]:
                odd = sorted(set(keys) ^ set(runs[0][1]))
                yield (
                    f"events[{index}]",
                    f"differs in its keys from the first run told: {', '.join(odd) or 'their order'}",
                )


def _streamed_era(evidence: Evidence) -> Iterator[Finding]:
    if evidence.era is not None and not evidence.era.streams and evidence.events:
        yield "events", f"are there, though {evidence.era.name} had no streams"


def _name(event: StreamEvent) -> str:
    name = "done" if event.data == DONE else str(event.event).removeprefix("thread.")
    return name.removeprefix("run.") if name.startswith("run.step.") else name


def _place(before: str) -> str:
    return f"which does not follow thread.{before}" if before else "which does not begin a stream"


RULES: Mapping[str, Rule] = {
    "order of events": _order,
    "end of the stream": _ends,
    "events tell the status": _statuses,
    "created is in progress": _same_bodies,
    "keys of a stream's runs": _keys,
    "streams of the era": _streamed_era,
}
