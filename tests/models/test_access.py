"""What was read is there as typed attributes, and what could not be typed is there as it came."""

from __future__ import annotations

from typing import Any

import pytest
from models.bodies import body, read_run

from pytest_runsreplay import ListRunsResponse, ListRunStepsResponse, RunObject, RunStepObject, parse
from pytest_runsreplay.models import (
    AssistantObject,
    CodeInterpreterTool,
    CodeInterpreterToolCall,
    DeletedObject,
    ErrorResponse,
    FileSearchTool,
    FileSearchToolCall,
    FunctionTool,
    FunctionToolCall,
    ImageOutput,
    ListMessagesResponse,
    LogsOutput,
    MessageCreationDetails,
    MessageDeltaObject,
    MessageObject,
    OtherTool,
    OtherToolCall,
    Page,
    RunStepDeltaObject,
    TextContent,
    ThreadObject,
    ToolCallsDetails,
)


def read_step(name: str) -> RunStepObject:
    step = parse(body(name))
    assert isinstance(step, RunStepObject)
    return step


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("run-2026-03-completed", RunObject),
        ("step-2026-03-code", RunStepObject),
        ("message-2026-03-answer", MessageObject),
        ("thread", ThreadObject),
        ("thread-deleted", DeletedObject),
        ("assistant", AssistantObject),
        ("delta-step", RunStepDeltaObject),
        ("delta-message", MessageDeltaObject),
        ("list-runs", ListRunsResponse),
        ("list-steps", ListRunStepsResponse),
        ("list-messages", ListMessagesResponse),
        ("list-empty", Page),
        ("error", ErrorResponse),
        ("error-azure", ErrorResponse),
    ],
)
def test_the_model_follows_from_the_body(name: str, model: type) -> None:
    assert type(parse(body(name))) is model


def test_a_runs_tools_are_typed_by_their_type() -> None:
    run = read_run("run-2024-10-requires-action")
    assert [type(tool) for tool in run.tools] == [CodeInterpreterTool, FunctionTool, FunctionTool, FileSearchTool]
    tide = run.tools[1]
    assert isinstance(tide, FunctionTool)
    assert tide.function.name == "tide_level"
    assert tide.function.parameters["required"] == ["place"]


def test_the_calls_that_a_run_waits_for_are_typed() -> None:
    calls = read_run("run-2024-10-requires-action").function_calls
    assert [call.function.name for call in calls] == ["tide_level", "wind_speed"]
    assert calls[0].function.arguments == '{"place": "Tromsø"}'
    assert calls[0].function.output is None


def test_counts_errors_and_times_are_typed() -> None:
    done, failed = read_run("run-2026-03-completed"), read_run("run-2025-03-failed")
    assert done.usage is not None
    assert done.usage.prompt_token_details is not None
    assert (done.usage.total_tokens, done.usage.prompt_token_details["cached_tokens"]) == (449, 128)
    assert done.completed_at == 1774900007
    assert done.truncation_strategy is not None
    assert done.truncation_strategy.type == "auto"
    assert failed.last_error is not None
    assert failed.last_error.code == "rate_limit_exceeded"


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("step-2026-03-code", [CodeInterpreterToolCall]),
        ("step-2024-10-file-search", [FileSearchToolCall]),
        ("step-2024-10-function-waiting", [FunctionToolCall, FunctionToolCall]),
        ("step-2026-03-creating", []),
    ],
)
def test_the_calls_of_a_step_are_typed_by_their_type(name: str, kinds: list[type]) -> None:
    details = read_step(name).step_details
    assert isinstance(details, ToolCallsDetails)
    assert [type(call) for call in details.tool_calls] == kinds


def test_what_code_printed_and_which_message_a_step_wrote_can_be_read() -> None:
    details = read_step("step-2026-03-code").step_details
    assert isinstance(details, ToolCallsDetails)
    call = details.tool_calls[0]
    assert isinstance(call, CodeInterpreterToolCall)
    assert [type(output) for output in call.code_interpreter.outputs] == [LogsOutput, ImageOutput]
    written = read_step("step-2023-11-message").step_details
    assert isinstance(written, MessageCreationDetails)
    assert written.message_creation.message_id == body("message-2026-03-answer")["id"]


def test_the_text_of_a_message_is_its_text_parts() -> None:
    message, pictures = parse(body("message-2026-03-answer")), parse(body("message-pictures"))
    assert isinstance(message, MessageObject)
    assert isinstance(pictures, MessageObject)
    assert message.text == "Ten boats【4:0†pilot-book.pdf】.\nAll are small."
    assert pictures.text == "Which is mine?"
    assert isinstance(pictures.content[-1], TextContent)


def test_pages_and_errors_are_typed() -> None:
    page, error = parse(body("list-runs")), parse(body("error"))
    assert isinstance(page, ListRunsResponse)
    assert isinstance(error, ErrorResponse)
    assert [run.status for run in page.data] == ["completed", "expired"]
    assert page.has_more
    assert error.error.type == "invalid_request_error"


def test_unknown_types_keep_their_type_and_payload() -> None:
    run, details = read_run("run-2026-03-unknown-kinds"), read_step("step-2026-03-unknown-kinds").step_details
    assert isinstance(details, ToolCallsDetails)
    assert [type(tool) for tool in run.tools] == [OtherTool, CodeInterpreterTool]
    assert (run.tools[0].type, _extra(run.tools[0])) == ("tide_table", {"tide_table": {"years": [2026]}})
    assert [type(call) for call in details.tool_calls] == [CodeInterpreterToolCall, OtherToolCall]
    assert _extra(details.tool_calls[1]) == {"tide_table": {"place": "Bodø", "heights": [2.1, 0.4]}}
    assert read_step("step-2026-03-unknown-details").step_details.type == "reasoning"


def _extra(model: Any) -> dict[str, Any]:
    extra = model.model_extra
    assert isinstance(extra, dict)
    return extra


def test_an_unknown_status_and_unknown_keys_can_be_read() -> None:
    run = RunObject.model_validate(body("run-2026-03-completed") | {"status": "resting", "mood": {"good": True}})
    assert run.status == "resting"
    assert _extra(run) == {"mood": {"good": True}}


def test_an_absent_key_reads_as_none_and_stays_absent() -> None:
    run = read_run("run-2023-11-expired")
    assert run.required_action is None
    assert run.usage is None
    assert run.parallel_tool_calls is None
    assert "usage" not in run.wire()
    assert "usage" not in run.model_fields_set


@pytest.mark.parametrize("value", [1714200000.5, 1714200000.0, "1714200000", True, None, []])
def test_a_value_of_another_type_reads_as_it_came(value: object) -> None:
    run = RunObject.model_validate({"object": "thread.run", "created_at": value, "parallel_tool_calls": 1})
    assert repr(run.created_at) == repr(value)
    assert repr(run.parallel_tool_calls) == "1"


def test_objects_of_equal_content_are_equal() -> None:
    assert parse(body("run-2026-03-completed")) == parse(body("run-2026-03-completed"))
    assert parse(body("run-2026-03-completed")) != parse(body("run-2025-03-failed"))
