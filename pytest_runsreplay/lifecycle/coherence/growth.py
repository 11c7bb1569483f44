"""What a stream tells of each object: whose it is, and that its pieces add up (wire.md §4.3, §4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...models import (
    MessageCreationDetails,
    MessageDeltaObject,
    MessageObject,
    RunObject,
    RunStepDeltaObject,
    RunStepObject,
    StreamEvent,
    WireModel,
    accumulate,
)
from .evidence import Evidence, Finding, Rule, calls_of

SAME_IN_ALL = ("thread_id", "assistant_id", "created_at")
"""What no event changes in a run."""

GROWN = {"code_interpreter": ("input", "outputs"), "function": ("name", "arguments")}
"""The payload of a call that arrives in pieces; outputs of functions are submitted, files found are not told."""


def _owners(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    for index, event in enumerate(evidence.events):
        body = event.data
        found = body.id if isinstance(body, RunObject) else getattr(body, "run_id", run.id)
        if found != run.id:
            yield f"events[{index}]", f"is of the run {found!r}, not {run.id!r}"
        elif isinstance(body, RunObject):
            for name in SAME_IN_ALL:
                if getattr(body, name) != getattr(run, name):
                    yield f"events[{index}].{name}", f"is {getattr(body, name)!r}, not {getattr(run, name)!r}"


def _open_objects(evidence: Evidence) -> Iterator[Finding]:
    step: RunStepObject | None = None
    message: MessageObject | None = None
    for index, event in enumerate(evidence.events):
        body = event.data
        if isinstance(body, RunStepObject):
            if step is not None and body.id != step.id:
                yield f"events[{index}].id", f"is {body.id!r}, though the step {step.id!r} is under way"
            if message is not None and message.status == "in_progress":
                yield f"events[{index}]", f"tells of a step, though the message {message.id!r} is under way"
            step, message = (body, None) if body.status == "in_progress" else (None, None)
        elif isinstance(body, MessageObject):
            if step is not None and body.id != _message_of(step):
                yield f"events[{index}].id", f"is {body.id!r}, the open step writes {_message_of(step)!r}"
            message = body
        elif isinstance(body, RunStepDeltaObject | MessageDeltaObject):
            whole = step if isinstance(body, RunStepDeltaObject) else message
            if whole is None or whole.id != body.id:
                yield f"events[{index}].id", f"is {body.id!r}, which is not under way"


def _sums(evidence: Evidence) -> Iterator[Finding]:
    told: dict[str, list[StreamEvent]] = {}
    for index, event in enumerate(evidence.events):
        body = event.data
        if isinstance(body, (RunStepObject, MessageObject)) and body.status != "in_progress":
            pieces = told.pop(str(body.id), None)
            if pieces is not None and str(body.status) in {"completed", "incomplete"}:
                yield from _differences(f"events[{index}]", _texts(pieces), _grown(body))
        elif isinstance(body, (RunStepObject, MessageObject)):
            told[str(body.id)] = [event]
        elif isinstance(body, (RunStepDeltaObject, MessageDeltaObject)) and str(body.id) in told:
            told[str(body.id)].append(event)


def _ids_of_pieces(evidence: Evidence) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    always = evidence.era is not None and evidence.era.full_deltas
    for index, event in enumerate(evidence.events):
        if not isinstance(event.data, RunStepDeltaObject):
            continue
        details = getattr(event.data.delta, "step_details", None)
        for call in _items(getattr(details, "tool_calls", None)):
            key = (str(event.data.id), str(getattr(call, "index", None)))
            if getattr(call, "id", None) is None and (always or key not in seen):
                yield f"events[{index}]", "is a piece of a call that it does not name"
            seen.add(key)


def _texts(events: list[StreamEvent]) -> Mapping[str, Any]:
    known = accumulate(events)
    return _grown(known.steps[0] if known.steps else known.messages[0])


def _grown(body: RunStepObject | MessageObject) -> Mapping[str, Any]:
    """The values of an object that arrive in pieces, by their paths in it."""
    if isinstance(body, MessageObject):
        return {f".content[{index}]": part for index, part in enumerate(_items(body.wire().get("content")))}
    calls = [call.wire() for _, call in calls_of(body, "") if isinstance(call, WireModel)]
    return {
        f".step_details.tool_calls[{index}].{kind}.{key}": payload.get(key)
        for index, call in enumerate(calls)
        if isinstance(kind := call.get("type"), str) and isinstance(payload := call.get(kind), dict)
        for key in GROWN.get(kind, ())
    }


def _differences(path: str, told: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Finding]:
    for key in whole:
        if told.get(key) != whole[key]:
            yield f"{path}{key}", f"is {whole[key]!r}, the deltas make {told.get(key)!r}"


def _message_of(step: RunStepObject) -> Any:
    details = step.step_details
    return (
        getattr(details.message_creation, "message_id", None) if isinstance(details, MessageCreationDetails) else None
    )


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


RULES: Mapping[str, Rule] = {
    "events of one run": _owners,
    "one object at a time": _open_objects,
    "deltas add up": _sums,
    "pieces name their call": _ids_of_pieces,
}
