"""The rules that a run and its steps keep, one function a rule (wire.md §4.4, §5.3, §7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import FunctionToolCall, MessageObject, RunObject, RunStepObject, ToolCallsDetails
from .states import (
    OPTIONAL_RUN_FIELDS,
    RUN_FIELDS,
    RUN_LIFETIME,
    RUN_STATE_FIELDS,
    STEP_FIELDS,
    STEP_STATE_FIELDS,
)

Finding = tuple[str, str]
Rule = Callable[[RunObject, Sequence[RunStepObject], Sequence[MessageObject]], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Incoherence:
    """A broken rule: its name, the JSON path where it shows, and what was found there."""

    rule: str
    path: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.path} {self.found}"


def incoherences(
    run: RunObject, steps: Sequence[RunStepObject] = (), messages: Sequence[MessageObject] = ()
) -> list[Incoherence]:
    """The rules of a run's life that these objects break; empty for a run that a server could have sent.

    Steps and messages may be any part of the run's, in any order; sums over steps are compared only when all of a
    completed run's steps could be there.
    """
    return [
        Incoherence(name, path, found) for name, rule in RULES.items() for path, found in rule(run, steps, messages)
    ]


def _run_fields(run: RunObject, steps: Sequence[RunStepObject], messages: Any) -> Iterator[Finding]:
    if run.status not in RUN_FIELDS:
        yield "$.status", f"is {run.status!r}, not one of {', '.join(RUN_FIELDS)}"
        return
    expected, optional = RUN_FIELDS[run.status], OPTIONAL_RUN_FIELDS.get(run.status, frozenset())
    for name in RUN_STATE_FIELDS:
        if name not in run.model_fields_set or name in optional:
            continue
        is_set = getattr(run, name) is not None
        if is_set != (name in expected):
            yield f"$.{name}", f"is {'set' if is_set else 'null'} though the run is {run.status}"


def _step_fields(run: RunObject, steps: Sequence[RunStepObject], messages: Any) -> Iterator[Finding]:
    for index, step in enumerate(steps):
        expected = STEP_FIELDS.get(step.status)
        if expected is None:
            yield f"steps[{index}].status", f"is {step.status!r}, not one of {', '.join(STEP_FIELDS)}"
            continue
        for name in STEP_STATE_FIELDS:
            is_set = getattr(step, name) is not None
            if is_set != (name in expected):
                yield f"steps[{index}].{name}", f"is {'set' if is_set else 'null'} though the step is {step.status}"


def _time_order(run: RunObject, steps: Sequence[RunStepObject], messages: Any) -> Iterator[Finding]:
    ends = [(name, getattr(run, name)) for name in ("cancelled_at", "failed_at", "completed_at")]
    for name, value in [("started_at", run.started_at), *ends]:
        if isinstance(value, int) and value < run.created_at:
            yield f"$.{name}", f"is {run.created_at - value} s before created_at"
    for index, step in enumerate(steps):
        if step.created_at < run.created_at:
            yield f"steps[{index}].created_at", "is before the run's created_at"


def _expiry(run: RunObject, steps: Any, messages: Any) -> Iterator[Finding]:
    if isinstance(run.expires_at, int) and run.expires_at - run.created_at != RUN_LIFETIME:
        yield "$.expires_at", f"is {run.expires_at - run.created_at} s after created_at, not {RUN_LIFETIME}"


def _ids(run: RunObject, steps: Sequence[RunStepObject], messages: Sequence[MessageObject]) -> Iterator[Finding]:
    for name, prefix in (("id", "run_"), ("thread_id", "thread_"), ("assistant_id", "asst_")):
        if not str(getattr(run, name)).startswith(prefix):
            yield f"$.{name}", f"is {getattr(run, name)!r}, which does not begin with {prefix}"
    for index, step in enumerate(steps):
        if not step.id.startswith("step_"):
            yield f"steps[{index}].id", f"is {step.id!r}, which does not begin with step_"


def _belonging(run: RunObject, steps: Sequence[RunStepObject], messages: Sequence[MessageObject]) -> Iterator[Finding]:
    for index, step in enumerate(steps):
        if (step.run_id, step.thread_id) != (run.id, run.thread_id):
            yield f"steps[{index}].run_id", f"is {step.run_id!r}, not {run.id!r}"
    for index, message in enumerate(messages):
        if message.run_id not in (None, run.id) or message.thread_id != run.thread_id:
            yield f"messages[{index}].run_id", f"is {message.run_id!r}, not {run.id!r}"


def _step_types(run: RunObject, steps: Sequence[RunStepObject], messages: Any) -> Iterator[Finding]:
    for index, step in enumerate(steps):
        if step.type != step.step_details.type:
            yield f"steps[{index}].step_details.type", f"is {step.step_details.type!r}, not {step.type!r}"


def _usage_sums(run: RunObject, steps: Sequence[RunStepObject], messages: Any) -> Iterator[Finding]:
    if run.usage is None or run.status != "completed" or not steps or any(step.usage is None for step in steps):
        return
    for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
        total = sum(getattr(step.usage, name) for step in steps)
        if getattr(run.usage, name) != total:
            yield f"$.usage.{name}", f"is {getattr(run.usage, name)}, the steps' sum is {total}"


def _arguments(run: RunObject, steps: Sequence[RunStepObject], messages: Any) -> Iterator[Finding]:
    for path, call in _function_calls(run, steps):
        try:
            json.loads(call.function.arguments)
        except (TypeError, ValueError):
            yield f"{path}.function.arguments", f"is {call.function.arguments!r}, which is not JSON"


def _function_calls(run: RunObject, steps: Sequence[RunStepObject]) -> Iterator[tuple[str, FunctionToolCall]]:
    if run.required_action is not None:
        for index, call in enumerate(run.required_action.submit_tool_outputs.tool_calls):
            yield f"$.required_action.submit_tool_outputs.tool_calls[{index}]", call
    for number, step in enumerate(steps):
        details = step.step_details
        for index, item in enumerate(details.tool_calls if isinstance(details, ToolCallsDetails) else ()):
            if isinstance(item, FunctionToolCall):
                yield f"steps[{number}].step_details.tool_calls[{index}]", item


RULES: dict[str, Rule] = {
    "fields of the run's status": _run_fields,
    "fields of the step's status": _step_fields,
    "time order": _time_order,
    "600 s expiry": _expiry,
    "id prefixes": _ids,
    "belonging": _belonging,
    "step type": _step_types,
    "usage sums": _usage_sums,
    "arguments are JSON": _arguments,
}
