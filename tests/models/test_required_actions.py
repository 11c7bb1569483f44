"""What a run waits for: function outputs, outputs of a computer, approvals, and what nobody knows yet."""

from __future__ import annotations

import pytest
from models.bodies import body, read_run

from pytest_runsreplay import RunObject
from pytest_runsreplay.models import (
    ComputerUseToolCall,
    FunctionToolCall,
    McpToolCall,
    OtherRequiredAction,
    OtherToolCall,
    SubmitToolApprovalAction,
    SubmitToolOutputsAction,
)


def action_of(name: str) -> object:
    return read_run(name).required_action


def test_the_function_calls_that_a_run_waits_for_are_at_hand() -> None:
    run = read_run("run-2024-10-requires-action")
    assert [call.function.name for call in run.function_calls] == ["tide_level", "wind_speed"]
    assert isinstance(run.required_action, SubmitToolOutputsAction)
    assert run.function_calls == run.required_action.submit_tool_outputs.tool_calls


def test_a_run_may_wait_for_more_than_functions() -> None:
    action = action_of("run-foundry-pre-computer")
    assert isinstance(action, SubmitToolOutputsAction)
    kinds = [type(call) for call in action.submit_tool_outputs.tool_calls]
    assert kinds == [ComputerUseToolCall, FunctionToolCall, OtherToolCall]


def test_a_run_may_wait_for_approval() -> None:
    action = action_of("run-foundry-approval")
    assert isinstance(action, SubmitToolApprovalAction)
    assert [type(call) for call in action.submit_tool_approval.tool_calls] == [McpToolCall]


def test_an_action_of_a_new_type_is_kept() -> None:
    assert isinstance(action_of("run-2026-03-unknown-kinds"), OtherRequiredAction)


@pytest.mark.parametrize(
    "action",
    [
        None,
        "null",
        {},
        {"type": "submit_tool_outputs"},
        {"type": "submit_tool_outputs", "submit_tool_outputs": None},
        {"type": "submit_tool_outputs", "submit_tool_outputs": {}},
        {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": 3}},
        {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": [None]}},
        body("run-foundry-approval")["required_action"],
    ],
)
def test_a_run_that_waits_for_no_function_has_no_function_calls(action: object) -> None:
    assert RunObject.model_validate({"object": "thread.run", "required_action": action}).function_calls == []
