"""The rules that a run and its steps keep, one function a rule (wire.md §4.4, §5.3, §7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import (
    FunctionToolCall,
    MessageObject,
    RunObject,
    RunStepObject,
    SubmitToolOutputsAction,
    ToolCallsDetails,
    Usage,
)
from .states import (
    OPTIONAL_RUN_FIELDS,
    RUN_FIELDS,
    RUN_LIFETIME,
    RUN_STATE_FIELDS,
    STEP_FIELDS,
    STEP_STATE_FIELDS,
)

Finding = tuple[str, str]
TOKEN_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


@dataclass(frozen=True, slots=True)
class Incoherence:
    """A broken rule: its name, the JSON path where it shows, and what was found there."""

    rule: str
    path: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.path} {self.found}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at; bodies are read leniently, so any value in it may be of any type."""

    run: RunObject
    steps: Sequence[RunStepObject]
    messages: Sequence[MessageObject]

    def usages(self) -> Iterator[tuple[str, Usage]]:
        """The token counts that were sent, with their paths."""
        if isinstance(self.run.usage, Usage):
            yield "$.usage", self.run.usage
        for index, step in enumerate(self.steps):
            if isinstance(step.usage, Usage):
                yield f"steps[{index}].usage", step.usage

    def function_calls(self) -> Iterator[tuple[str, FunctionToolCall]]:
        """The calls that the run waits for and those of its steps, with their paths."""
        if isinstance(self.run.required_action, SubmitToolOutputsAction):
            asked = getattr(self.run.required_action.submit_tool_outputs, "tool_calls", None)
            yield from _calls("$.required_action.submit_tool_outputs", asked)
        for index, step in enumerate(self.steps):
            if isinstance(step.step_details, ToolCallsDetails):
                yield from _calls(f"steps[{index}].step_details", step.step_details.tool_calls)


Rule = Callable[[Evidence], Iterator[Finding]]


def incoherences(
    run: RunObject, steps: Sequence[RunStepObject] = (), messages: Sequence[MessageObject] = ()
) -> list[Incoherence]:
    """The rules of a run's life that these objects break; empty for a run that a server could have sent.

    Steps and messages may be any part of the run's, in any order; sums over steps are compared only when all of a
    completed run's steps could be there.
    """
    evidence = Evidence(run, steps, messages)
    return [Incoherence(name, path, found) for name, rule in RULES.items() for path, found in rule(evidence)]


def _run_fields(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    expected, optional = RUN_FIELDS.get(str(run.status)), OPTIONAL_RUN_FIELDS.get(str(run.status), frozenset())
    if expected is None:
        yield "$.status", f"is {run.status!r}, not one of {', '.join(RUN_FIELDS)}"
        return
    for name in RUN_STATE_FIELDS:
        if name not in run.model_fields_set or name in optional:
            continue
        is_set = getattr(run, name) is not None
        if is_set != (name in expected):
            yield f"$.{name}", f"is {'set' if is_set else 'null'} though the run is {run.status}"


def _step_fields(evidence: Evidence) -> Iterator[Finding]:
    for index, step in enumerate(evidence.steps):
        expected = STEP_FIELDS.get(str(step.status))
        if expected is None:
            yield f"steps[{index}].status", f"is {step.status!r}, not one of {', '.join(STEP_FIELDS)}"
            continue
        for name in STEP_STATE_FIELDS:
            is_set = getattr(step, name) is not None
            if is_set != (name in expected):
                yield f"steps[{index}].{name}", f"is {'set' if is_set else 'null'} though the step is {step.status}"


def _time_order(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    yield from _late(run, "$", "created_at", ("started_at", "cancelled_at", "failed_at", "completed_at"))
    yield from _late(run, "$", "started_at", ("cancelled_at", "failed_at", "completed_at"))
    for index, step in enumerate(evidence.steps):
        if _before(step.created_at, run.created_at):
            yield f"steps[{index}].created_at", "is before the run's created_at"
        yield from _late(step, f"steps[{index}]", "created_at", ("cancelled_at", "failed_at", "completed_at"))


def _late(body: RunObject | RunStepObject, path: str, first: str, later: Sequence[str]) -> Iterator[Finding]:
    start = getattr(body, first)
    for name in later:
        value = getattr(body, name)
        if _before(value, start):
            yield f"{path}.{name}", f"is {start - value} s before {first}"


def _expiry(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    if not isinstance(run.expires_at, int) or not isinstance(run.created_at, int):
        return
    if run.expires_at - run.created_at != RUN_LIFETIME:
        yield "$.expires_at", f"is {run.expires_at - run.created_at} s after created_at, not {RUN_LIFETIME}"


def _ids(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    ids = [("$.id", run.id, "run_"), ("$.thread_id", run.thread_id, "thread_")]
    ids.append(("$.assistant_id", run.assistant_id, "asst_"))
    ids += [(f"steps[{index}].id", step.id, "step_") for index, step in enumerate(evidence.steps)]
    ids += [(f"messages[{index}].id", message.id, "msg_") for index, message in enumerate(evidence.messages)]
    for path, value, prefix in ids:
        if not str(value).startswith(prefix):
            yield path, f"is {value!r}, which does not begin with {prefix}"


def _belonging(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    for index, step in enumerate(evidence.steps):
        for name, own in (("run_id", run.id), ("thread_id", run.thread_id)):
            if getattr(step, name) != own:
                yield f"steps[{index}].{name}", f"is {getattr(step, name)!r}, not {own!r}"
    for index, message in enumerate(evidence.messages):
        if message.run_id not in (None, run.id):
            yield f"messages[{index}].run_id", f"is {message.run_id!r}, not {run.id!r}"
        if message.thread_id != run.thread_id:
            yield f"messages[{index}].thread_id", f"is {message.thread_id!r}, not {run.thread_id!r}"


def _step_types(evidence: Evidence) -> Iterator[Finding]:
    for index, step in enumerate(evidence.steps):
        found = getattr(step.step_details, "type", None)
        if step.type != found:
            yield f"steps[{index}].step_details.type", f"is {found!r}, not {step.type!r}"


def _usage_sums(evidence: Evidence) -> Iterator[Finding]:
    usage, steps = evidence.run.usage, evidence.steps
    parts = [step.usage for step in steps if isinstance(step.usage, Usage)]
    if not isinstance(usage, Usage) or evidence.run.status != "completed" or not steps or len(parts) < len(steps):
        return
    for name in TOKEN_COUNTS:
        counts = [getattr(part, name) for part in parts]
        total = sum(count for count in counts if isinstance(count, int))
        if getattr(usage, name) != total:
            yield f"$.usage.{name}", f"is {getattr(usage, name)}, the steps' sum is {total}"


def _usage_totals(evidence: Evidence) -> Iterator[Finding]:
    for path, usage in evidence.usages():
        counts = [getattr(usage, name) for name in TOKEN_COUNTS]
        if all(isinstance(count, int) for count in counts) and counts[0] + counts[1] != counts[2]:
            yield f"{path}.total_tokens", f"is {counts[2]}, prompt and completion make {counts[0] + counts[1]}"


def _arguments(evidence: Evidence) -> Iterator[Finding]:
    for path, call in evidence.function_calls():
        arguments: Any = getattr(call.function, "arguments", None)
        try:
            json.loads(arguments)
        except (TypeError, ValueError):
            yield f"{path}.function.arguments", f"is {arguments!r}, which is not JSON"


def _calls(path: str, calls: Any) -> Iterator[tuple[str, FunctionToolCall]]:
    for index, call in enumerate(calls if isinstance(calls, list) else ()):
        if isinstance(call, FunctionToolCall):
            yield f"{path}.tool_calls[{index}]", call


def _before(value: Any, start: Any) -> bool:
    return isinstance(value, int) and isinstance(start, int) and value < start


RULES: Mapping[str, Rule] = {
    "fields of the run's status": _run_fields,
    "fields of the step's status": _step_fields,
    "time order": _time_order,
    "600 s expiry": _expiry,
    "id prefixes": _ids,
    "belonging": _belonging,
    "step type": _step_types,
    "usage sums": _usage_sums,
    "usage totals": _usage_totals,
    "arguments are JSON": _arguments,
}
