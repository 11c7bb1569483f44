"""What type checkers know of streams; checked, never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_type

from pytest_runsreplay import RunObject, RunStepObject, parse_stream, render_stream
from pytest_runsreplay.models import (
    Accumulation,
    CodeInterpreterToolCallDelta,
    Cut,
    Error,
    EventStream,
    FileCitationDelta,
    FunctionToolCallDelta,
    ImageOutputDelta,
    LogsOutputDelta,
    MessageCreationDetails,
    MessageDeltaObject,
    MessageObject,
    RunStepDeltaObject,
    StreamEvent,
    TextContentDelta,
    ThreadObject,
    ToolCallsDelta,
    accumulate,
)


def reading(body: bytes, text: str) -> None:
    events = parse_stream(body)
    assert_type(events, EventStream)
    assert_type(parse_stream(text), EventStream)
    assert_type(events[0], StreamEvent)
    assert_type(events[1:], list[StreamEvent])
    assert_type(events.done, bool)
    assert_type(events.cut, Cut | None)
    if events.cut is not None:
        assert_type(events.cut.rest, bytes)
        assert_type(events.cut.offset, int)
        events.cut.reason = ""  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert_type(render_stream(events), bytes)
    assert_type(render_stream(event for event in events), bytes)


def narrowing(event: StreamEvent) -> str | None:
    match event.data:
        case RunObject() as run:
            assert_type(run, RunObject)
        case Error(code=code):
            return code
        case str() as text:
            return text
        case int() | float() | list() | dict() | None:
            return None
        case _:
            pass
    StreamEvent("error", object())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return event.event


def made() -> StreamEvent:
    return StreamEvent("error", {"error": {"message": "Busy.", "param": None, "code": [1, 2.5, True]}})


def message_pieces(delta: MessageDeltaObject) -> str:
    for part in delta.delta.content or []:
        assert_type(part.index, int)
        if isinstance(part, TextContentDelta) and part.text is not None:
            for annotation in part.text.annotations or []:
                assert_type(annotation.type, str)
                if isinstance(annotation, FileCitationDelta):
                    assert_type(annotation.start_index, int | None)
            return part.text.value or ""
    return ""


def step_pieces(delta: RunStepDeltaObject) -> Iterator[str | None]:
    details = delta.delta.step_details
    if isinstance(details, MessageCreationDetails):
        assert_type(details.message_creation.message_id, str)
    if isinstance(details, ToolCallsDelta):
        for call in details.tool_calls or []:
            assert_type(call.id, str | None)
            if isinstance(call, FunctionToolCallDelta) and call.function is not None:
                yield call.function.arguments
            if isinstance(call, CodeInterpreterToolCallDelta) and call.code_interpreter is not None:
                for output in call.code_interpreter.outputs or []:
                    if isinstance(output, LogsOutputDelta):
                        yield output.logs
                    if isinstance(output, ImageOutputDelta) and output.image is not None:
                        yield output.image.file_id


def folding(body: bytes, events: Iterator[StreamEvent]) -> None:
    after = accumulate(parse_stream(body))
    assert_type(accumulate(events), Accumulation)
    assert_type(after.thread, ThreadObject | None)
    assert_type(after.run, RunObject | None)
    assert_type(after.steps, tuple[RunStepObject, ...])
    assert_type(after.messages, tuple[MessageObject, ...])
    assert_type(after.error, Error | None)
    after.run = None  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
