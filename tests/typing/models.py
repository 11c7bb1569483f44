"""What type checkers know of the wire objects and of snapshots; checked, never run."""

from __future__ import annotations

from typing import Any, assert_type

import pytest

from pytest_runsreplay import (
    ListRunsResponse,
    ListRunStepsResponse,
    RunObject,
    RunsSnapshot,
    RunStepObject,
    normalize,
    parse,
    parse_stream,
    render_stream,
)
from pytest_runsreplay.models import (
    CodeInterpreterToolCall,
    FunctionToolCall,
    MessageCreationDetails,
    MessageObject,
    RequiredAction,
    StreamEvent,
    TextContent,
    ToolCallsDetails,
    Usage,
    WireModel,
)


def reading(body: bytes, text: str, value: dict[str, Any]) -> None:
    assert_type(parse(body), WireModel)
    assert_type(parse(text), WireModel)
    assert_type(parse(value).wire(), dict[str, Any])
    assert_type(parse_stream(body), list[StreamEvent])
    assert_type(render_stream(parse_stream(text)), bytes)
    assert_type(RunObject.model_validate(value), RunObject)
    assert_type(RunStepObject.model_validate_json(body), RunStepObject)


def runs(run: RunObject) -> None:
    assert_type(run.id, str)
    assert_type(run.created_at, int)
    assert_type(run.completed_at, int | None)
    assert_type(run.temperature, int | float | None)
    assert_type(run.metadata, dict[str, str] | None)
    assert_type(run.required_action, RequiredAction | None)
    assert_type(run.usage, Usage | None)
    assert_type(run.model_copy(), RunObject)
    assert_type(run.tools[0].type, str)
    if run.required_action is not None:
        assert_type(run.required_action.submit_tool_outputs.tool_calls, list[FunctionToolCall])
        assert_type(run.required_action.submit_tool_outputs.tool_calls[0].function.output, str | None)
    if run.usage is not None:
        assert_type(run.usage.total_tokens, int)


def steps(step: RunStepObject) -> None:
    details = step.step_details
    if isinstance(details, MessageCreationDetails):
        assert_type(details.message_creation.message_id, str)
    if isinstance(details, ToolCallsDetails):
        call = details.tool_calls[0]
        assert_type(call.id, str)
        if isinstance(call, CodeInterpreterToolCall):
            assert_type(call.code_interpreter.outputs[0].logs, str)


def messages(message: MessageObject) -> None:
    assert_type(message.text, str)
    part = message.content[0]
    if isinstance(part, TextContent):
        assert_type(part.text.value, str)


def pages(some_runs: ListRunsResponse, some_steps: ListRunStepsResponse) -> None:
    assert_type(some_runs.data, list[RunObject])
    assert_type(some_steps.data[0], RunStepObject)
    assert_type(some_runs.has_more, bool)
    assert_type(some_runs.first_id, str | None)


def snapshots(run: RunObject, runs_snapshot: RunsSnapshot, request: pytest.FixtureRequest) -> None:
    assert_type(RunsSnapshot.of_test(request), RunsSnapshot)
    assert_type(run == runs_snapshot, bool)
    assert_type(runs_snapshot == run, bool)
    assert_type(runs_snapshot.with_defaults(), RunsSnapshot)
    assert run == runs_snapshot(name="again")
    normalize(run, times="mask")
    normalize(run, times="rank")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
