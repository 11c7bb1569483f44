"""Streams come back byte for byte, and whatever frames a server or proxy sends are read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.bodies import body
from reference import REFERENCE, needs_reference

from pytest_runsreplay import ParseError, RunObject, parse, parse_stream, render_stream
from pytest_runsreplay.models import (
    DONE,
    ErrorResponse,
    MessageDeltaObject,
    RunStepObject,
    StreamEvent,
    TextContentDelta,
)

RUN = body("run-2024-10-requires-action")
STORY: list[tuple[str, Any]] = [
    ("thread.run.created", body("run-2026-03-completed")),
    ("thread.run.step.created", body("step-2026-03-creating")),
    ("thread.run.step.delta", body("delta-step")),
    ("thread.run.step.completed", body("step-2026-03-code")),
    ("thread.message.delta", body("delta-message")),
    ("thread.message.incomplete", body("message-streamed-incomplete")),
    ("thread.run.requires_action", RUN),
]


def written(event: str, data: Any) -> str:
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


STREAM = ("".join(written(event, data) for event, data in STORY) + "event: done\ndata: [DONE]\n\n").encode()


def test_a_servers_stream_comes_back_byte_for_byte() -> None:
    assert render_stream(parse_stream(STREAM)) == STREAM
    assert render_stream(parse_stream(STREAM.decode())) == STREAM


def test_events_are_named_typed_and_exact() -> None:
    events = parse_stream(STREAM)
    assert [event.event for event in events] == [*(name for name, _ in STORY), "done"]
    assert [json.dumps(event.data.wire()) for event in events[:-1]] == [json.dumps(data) for _, data in STORY]
    assert isinstance(events[0].data, RunObject)
    assert isinstance(events[1].data, RunStepObject)
    assert isinstance(events[4].data, MessageDeltaObject)
    part = events[4].data.delta.content[0]
    assert isinstance(part, TextContentDelta)
    assert part.text.value == "Ten"
    assert events[-1] == StreamEvent("done", DONE)


def test_events_made_in_python_are_written_as_a_server_writes_them() -> None:
    made = [StreamEvent(event, parse(data)) for event, data in STORY]
    assert render_stream([*made, StreamEvent("done", DONE)]) == STREAM
    assert render_stream([StreamEvent(None, {"a": [1.0, "ø"]})]) == 'data: {"a":[1.0,"ø"]}\n\n'.encode()


def test_unusual_spacing_inside_the_data_comes_back() -> None:
    raw = b'event: thread.run.created\ndata: {"object" : "thread.run",  "temperature": 1.00}\n\n'
    assert render_stream(parse_stream(raw)) == raw


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_all_line_ends_are_read(end: str) -> None:
    assert parse_stream(STREAM.decode().replace("\n", end)) == parse_stream(STREAM)


@pytest.mark.parametrize(
    "raw",
    [
        ": keep-alive\n\n{}",
        "{}: ping\n\n",
        "\ufeff{}",
        "id: 7\nretry: 10\n{}",
        "\n\n\n{}\n\n",
        "unknown line\n{}",
    ],
)
def test_comments_and_other_fields_are_passed_over(raw: str) -> None:
    frame = written("thread.run.requires_action", RUN)
    assert parse_stream(raw.replace("{}", frame)) == parse_stream(frame)


def test_an_event_may_have_no_name() -> None:
    (event,) = parse_stream(f"data: {json.dumps(RUN)}\n\n")
    assert event.event is None
    assert isinstance(event.data, RunObject)


def test_of_several_names_the_last_counts() -> None:
    assert parse_stream("event: error\nevent: done\ndata: [DONE]\n\n") == [StreamEvent("done", DONE)]


def test_no_space_is_needed_after_the_colon() -> None:
    assert parse_stream("event:done\ndata:[DONE]\n\n") == [StreamEvent("done", DONE)]


def test_data_in_several_lines_is_one_value() -> None:
    raw = b'event: error\ndata: {"error":\ndata:  {"message": "Busy."}}\n\n'
    (event,) = parse_stream(raw)
    assert isinstance(event.data, ErrorResponse)
    assert event.data.error.message == "Busy."
    assert render_stream([event]) == raw


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("[DONE]", "[DONE]"),
        ("[7]", [7]),
        ("7", 7),
        ("{broken", "{broken"),
        ("", ""),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_what_is_no_object_of_the_api_is_kept_as_json_or_text(data: str, value: object) -> None:
    raw = f"event: error\ndata: {data}\n\n"
    (event,) = parse_stream(raw)
    assert event.data == value
    assert render_stream([event]) == raw.encode()


def test_a_stream_that_is_not_utf8_is_refused_by_position() -> None:
    with pytest.raises(ParseError, match="expected a stream of UTF-8 text, found byte 0xff, at byte 6"):
        parse_stream(b"data: \xff\n\n")
    with pytest.raises(
        ParseError, match=r"expected a stream of Unicode text, found the surrogate U\+D83D, at character 6"
    ):
        parse_stream("data: \ud83d\n\n")


@given(raw=st.binary(max_size=80))
def test_any_bytes_give_events_or_a_parse_error(raw: bytes) -> None:
    try:
        events = parse_stream(raw)
    except ParseError:
        with pytest.raises(UnicodeDecodeError):
            raw.decode()
    else:
        assert all(isinstance(event, StreamEvent) for event in events)


LINES = st.sampled_from(
    ["event: x", "data: 1", "data", "data:", "event", ": c", "", "", 'data: {"object":"thread.run"}']
)


@given(lines=st.lists(LINES | st.text(max_size=6)), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_was_read_once_is_read_the_same_again(lines: list[str], end: str) -> None:
    events = parse_stream(end.join(lines))
    assert parse_stream(render_stream(events)) == events


@needs_reference
def test_every_recorded_stream_comes_back_byte_for_byte() -> None:
    file = REFERENCE / "data" / "real" / "exchanges-runs.json"
    exchanges = json.loads(file.read_text(encoding="utf-8"))["exchanges"]
    streams = [one["response"]["body_text"] for one in exchanges if "body_text" in one["response"]]
    assert len(streams) == 7
    for raw in streams:
        assert render_stream(parse_stream(raw)) == raw.encode()


def test_half_a_character_is_written_as_json_escapes_it() -> None:
    halves = [StreamEvent("weather", {"value": half}) for half in ("\ud83d", "\ude00", "⛵")]
    rendered = render_stream(halves)
    assert b'{"value":"\\ud83d"}' in rendered
    assert '{"value":"⛵"}'.encode() in rendered
    assert list(parse_stream(rendered)) == halves
