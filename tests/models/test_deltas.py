"""The pieces that a stream sends are typed by what they are pieces of, and come back exactly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reference import REFERENCE, needs_reference

from pytest_runsreplay import parse, parse_stream
from pytest_runsreplay.models import (
    CodeInterpreterToolCallDelta,
    FileCitationDelta,
    FilePathDelta,
    FileSearchToolCallDelta,
    FunctionToolCallDelta,
    ImageFileContentDelta,
    ImageOutputDelta,
    ImageUrlContentDelta,
    LogsOutputDelta,
    MessageCreationDetails,
    MessageDeltaObject,
    OtherAnnotationDelta,
    OtherContentDelta,
    OtherOutputDelta,
    OtherToolCallDelta,
    RefusalContentDelta,
    RetrievalToolCallDelta,
    RunStepDeltaObject,
    TextContentDelta,
    ToolCallsDelta,
    UrlCitationDelta,
    WireModel,
)

CITED = {"index": 0, "text": "【4:0†pilot-book.pdf】", "start_index": 9, "end_index": 30}


def message_delta(**delta: Any) -> MessageDeltaObject:
    body = {"id": "msg_Bx6vXe9LbYw2KhQz7MnPGtR4", "object": "thread.message.delta", "delta": delta}
    read = parse(json.dumps(body))
    assert isinstance(read, MessageDeltaObject)
    assert json.dumps(read.wire()) == json.dumps(body)
    return read


def step_delta(**details: Any) -> RunStepDeltaObject:
    body = {
        "id": "step_Ly8e9LbYw2KhQz7MnPGtR4vX",
        "object": "thread.run.step.delta",
        "delta": {"step_details": details},
    }
    read = parse(json.dumps(body))
    assert isinstance(read, RunStepDeltaObject)
    assert json.dumps(read.wire()) == json.dumps(body)
    return read


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"index": 0, "type": "text", "text": {"value": "Ten", "annotations": []}}, TextContentDelta),
        ({"index": 1, "type": "refusal", "refusal": "I will not"}, RefusalContentDelta),
        (
            {"index": 0, "type": "image_file", "image_file": {"file_id": "file-Qz7", "detail": "low"}},
            ImageFileContentDelta,
        ),
        ({"index": 0, "type": "image_url", "image_url": {"url": "https://boats.example/1.png"}}, ImageUrlContentDelta),
        ({"index": 0, "type": "hologram", "hologram": {"depth": 1.0}}, OtherContentDelta),
        ({"index": 0, "type": "image_url"}, ImageUrlContentDelta),
    ],
)
def test_the_parts_of_a_message_are_typed(part: dict[str, Any], kind: type[WireModel]) -> None:
    delta = message_delta(content=[part]).delta
    assert delta.content is not None
    assert type(delta.content[0]) is kind
    assert delta.content[0].index == part["index"]


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (
            {**CITED, "type": "file_citation", "file_citation": {"file_id": "file-Lb", "quote": "ten"}},
            FileCitationDelta,
        ),
        ({**CITED, "type": "file_path", "file_path": {"file_id": "file-Lb"}}, FilePathDelta),
        (
            {"index": 1, "type": "url_citation", "url_citation": {"url": "https://a.example", "title": "A"}},
            UrlCitationDelta,
        ),
        ({"index": 0, "type": "hearsay", "from": "a gull"}, OtherAnnotationDelta),
    ],
)
def test_the_annotations_of_a_text_are_typed(annotation: dict[str, Any], kind: type[WireModel]) -> None:
    part = {"index": 0, "type": "text", "text": {"annotations": [annotation]}}
    delta = message_delta(content=[part]).delta
    assert delta.content is not None
    assert isinstance(delta.content[0], TextContentDelta)
    text = delta.content[0].text
    assert text is not None
    assert text.value is None
    assert text.annotations is not None
    assert type(text.annotations[0]) is kind


def test_a_message_delta_of_the_first_version_may_have_a_role_and_files() -> None:
    delta = message_delta(role="assistant", file_ids=["file-Lb"]).delta
    assert (delta.role, delta.file_ids, delta.content) == ("assistant", ["file-Lb"], None)


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (
            {
                "index": 0,
                "id": "call_1",
                "type": "function",
                "function": {"name": "f", "arguments": "", "output": None},
            },
            FunctionToolCallDelta,
        ),
        ({"index": 1, "type": "function", "function": {"arguments": '{"a'}}, FunctionToolCallDelta),
        ({"index": 0, "type": "code_interpreter", "code_interpreter": {"input": "1"}}, CodeInterpreterToolCallDelta),
        ({"index": 0, "id": "call_1", "type": "file_search", "file_search": {}}, FileSearchToolCallDelta),
        ({"index": 0, "id": "call_1", "type": "retrieval", "retrieval": {}}, RetrievalToolCallDelta),
        ({"index": 0, "id": "call_1", "type": "openapi", "openapi": {"name": "tides"}}, OtherToolCallDelta),
        ({"index": 0, "id": "call_1", "type": "mcp", "arguments": "{}"}, OtherToolCallDelta),
    ],
)
def test_the_tool_calls_of_a_step_are_typed(call: dict[str, Any], kind: type[WireModel]) -> None:
    details = step_delta(type="tool_calls", tool_calls=[call]).delta.step_details
    assert isinstance(details, ToolCallsDelta)
    assert details.tool_calls is not None
    assert type(details.tool_calls[0]) is kind
    assert (details.tool_calls[0].index, details.tool_calls[0].id) == (call["index"], call.get("id"))


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        ({"index": 0, "type": "logs", "logs": "10"}, LogsOutputDelta),
        ({"index": 1, "type": "image", "image": {"file_id": "file-Lb"}}, ImageOutputDelta),
        ({"index": 2, "type": "sound", "sound": [0.5]}, OtherOutputDelta),
    ],
)
def test_what_code_printed_is_typed(output: dict[str, Any], kind: type[WireModel]) -> None:
    call = {"index": 0, "type": "code_interpreter", "code_interpreter": {"outputs": [output]}}
    details = step_delta(type="tool_calls", tool_calls=[call]).delta.step_details
    assert isinstance(details, ToolCallsDelta)
    assert details.tool_calls is not None
    piece = details.tool_calls[0]
    assert isinstance(piece, CodeInterpreterToolCallDelta)
    assert piece.code_interpreter is not None
    assert piece.code_interpreter.outputs is not None
    assert type(piece.code_interpreter.outputs[0]) is kind


def test_step_details_of_all_types_are_typed() -> None:
    written = step_delta(type="message_creation", message_creation={"message_id": "msg_1"}).delta.step_details
    assert isinstance(written, MessageCreationDetails)
    assert written.message_creation.message_id == "msg_1"
    for kind in ("mcp", "openapi"):
        called = step_delta(type=kind, tool_calls=[{"index": 0, "id": "call_1", "type": kind}]).delta.step_details
        assert isinstance(called, ToolCallsDelta)
    other = step_delta(type="activities", activities=[{"id": "a"}]).delta.step_details
    assert other is not None
    assert other.type == "activities"


@pytest.mark.parametrize("odd", [None, [], "x", [None], {"content": 7}, {"content": [7, {"type": "text", "text": 1}]}])
def test_odd_deltas_are_kept_as_they_came(odd: object) -> None:
    for kind in ("thread.message.delta", "thread.run.step.delta"):
        for body in ({"object": kind, "delta": odd}, {"object": kind, "delta": {"step_details": odd}}):
            assert json.dumps(parse(body).wire()) == json.dumps(body)


@needs_reference
def test_every_recorded_delta_is_typed_to_its_last_part() -> None:
    file = REFERENCE / "data" / "real" / "sse-streams.json"
    streams = json.loads(file.read_text(encoding="utf-8"))["streams"]
    deltas = [parse(event["data"]) for stream in streams for event in stream["events"] if "delta" in event["event"]]
    texts = [delta for delta in deltas if isinstance(delta, MessageDeltaObject)]
    assert all(type(part) is TextContentDelta for delta in texts for part in delta.delta.content or ())
    details = [delta.delta.step_details for delta in deltas if isinstance(delta, RunStepDeltaObject)]
    assert len(details) + len(texts) == len(deltas) == 895
    calls = [call for one in details if isinstance(one, ToolCallsDelta) for call in one.tool_calls or ()]
    assert len(calls) == len(details)
    assert {type(call) for call in calls} == {CodeInterpreterToolCallDelta}


def test_unknown_keys_of_a_piece_can_be_read() -> None:
    (event,) = parse_stream('data: {"object":"thread.message.delta","delta":{"content":[],"mood":"calm"}}\n\n')
    assert isinstance(event.data, MessageDeltaObject)
    assert event.data.delta.model_extra == {"mood": "calm"}
