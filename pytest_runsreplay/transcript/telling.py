"""From a run, its steps and its messages to the story they tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pytest_runsreplay.models import (
    CodeInterpreterToolCall,
    CodeOutput,
    FileSearchToolCall,
    FunctionToolCall,
    LogsOutput,
    MessageCreationDetails,
    MessageObject,
    RunObject,
    RunStepObject,
    SubmitToolOutputsAction,
    ToolCallsDetails,
)

from .entries import Called, Entry, Ran, Said, Transcript, Used


def tell(
    run: RunObject,
    steps: Sequence[RunStepObject] = (),
    messages: Sequence[MessageObject] = (),
    *,
    earlier: Sequence[RunObject] = (),
) -> Transcript:
    """The transcript of a run; steps and messages oldest first.

    Messages of others than this run come first, as what it answers to. Where no step was recorded, the function calls
    are those that the run waited for in its ``earlier`` states, whose outputs are not known, and the messages follow.
    """
    asked = [
        _said(message) for message in messages if message.run_id != run.id and message.created_at <= run.created_at
    ]
    own = {message.id: message for message in messages if message.run_id == run.id}
    done = _from_steps(steps, own) if steps else _from_states([*earlier, run], own)
    return Transcript((*asked, *done), run.status)


def _from_steps(steps: Sequence[RunStepObject], messages: dict[str, MessageObject]) -> Iterator[Entry]:
    for step in steps:
        details = step.step_details
        if isinstance(details, MessageCreationDetails):
            message = messages.get(details.message_creation.message_id)
            if message is not None:
                yield _said(message)
        elif isinstance(details, ToolCallsDetails):
            yield from map(_called, details.tool_calls)


def _from_states(states: Sequence[RunObject], messages: dict[str, MessageObject]) -> Iterator[Entry]:
    actions = [state.required_action for state in states]
    waited = [action.submit_tool_outputs for action in actions if isinstance(action, SubmitToolOutputsAction)]
    calls = {call.id: call for outputs in waited for call in outputs.tool_calls}
    yield from map(_called, calls.values())
    yield from map(_said, messages.values())


def _said(message: MessageObject) -> Said:
    return Said(message.role, message.text)


def _called(call: Any) -> Entry:
    if isinstance(call, FunctionToolCall):
        return Called(call.function.name, _json_or_text(call.function.arguments), call.function.output)
    if isinstance(call, CodeInterpreterToolCall):
        return Ran(call.code_interpreter.input, tuple(map(_shown, call.code_interpreter.outputs)))
    if isinstance(call, FileSearchToolCall):
        return Used(call.type, tuple(str(hit.file_name) for hit in call.file_search.results or ()))
    return Used(call.type)


def _shown(output: CodeOutput) -> str:
    return (isinstance(output, LogsOutput) and output.logs) or output.type


def _json_or_text(arguments: str) -> Any:
    try:
        return json.loads(arguments)
    except (TypeError, ValueError):
        return arguments
