"""A stream is told as the order of its events and what was there in the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from reference import REFERENCE, needs_reference

from pytest_runsreplay import RunFactory, normalize, parse, parse_stream, render_stream
from pytest_runsreplay.lifecycle import Lifecycle, code, message, tool_call
from pytest_runsreplay.models import DONE, EventStream, MessageDeltaObject, RunStepDeltaObject, StreamEvent

TEXT = "It is 3 °C and the wind comes from the north."


@pytest.fixture
def life() -> Lifecycle:
    return RunFactory(seed=5).with_steps(tool_call("get_weather", city="Oslo"), code("print(1)"), message(TEXT))()


def test_the_order_of_events_is_one_line_each_and_deltas_in_a_row_are_one(life: Lifecycle) -> None:
    assert normalize(life.events())["events"] == [
        "thread.run.created <run:1>",
        "thread.run.queued <run:1>",
        "thread.run.in_progress <run:1>",
        "thread.run.step.created <step:1>",
        "thread.run.step.in_progress <step:1>",
        "thread.run.step.delta <step:1>",
        "thread.run.requires_action <run:1>",
        "done",
        "thread.run.step.completed <step:1>",
        "thread.run.queued <run:1>",
        "thread.run.in_progress <run:1>",
        "thread.run.step.created <step:2>",
        "thread.run.step.in_progress <step:2>",
        "thread.run.step.delta <step:2>",
        "thread.run.step.completed <step:2>",
        "thread.run.step.created <step:3>",
        "thread.run.step.in_progress <step:3>",
        "thread.message.created <msg:1>",
        "thread.message.in_progress <msg:1>",
        "thread.message.delta <msg:1>",
        "thread.message.completed <msg:1>",
        "thread.run.step.completed <step:3>",
        "thread.run.completed <run:1>",
        "done",
    ]


def test_the_final_bodies_are_there_once_with_the_text_whole(life: Lifecycle) -> None:
    told = normalize(life.events())
    assert list(told) == ["events", "run", "steps", "messages"]
    assert told["run"]["status"] == "completed"
    assert [part["text"]["value"] for part in told["messages"][0]["content"]] == [TEXT]
    [call] = told["steps"][0]["step_details"]["tool_calls"]
    assert call["function"]["arguments"] == '{"city": "Oslo"}'


def test_bytes_read_back_and_the_events_of_a_lifecycle_are_told_alike(life: Lifecycle) -> None:
    assert normalize(parse_stream(render_stream(life.events()))) == normalize(life.events())


def _text_delta(id: str, text: str) -> StreamEvent:
    content = [{"index": 0, "type": "text", "text": {"value": text}}]
    return StreamEvent(
        "thread.message.delta",
        parse({"id": id, "object": "thread.message.delta", "delta": {"content": content}}),
    )


def _told_in(pieces: list[str], life: Lifecycle) -> list[StreamEvent]:
    """The same stream with its message cut into other pieces."""
    events = [event for event in life.events() if event.event != "thread.message.delta"]
    at = next(index for index, event in enumerate(events) if event.event == "thread.message.completed")
    return events[:at] + [_text_delta(life.messages[0].id, piece) for piece in pieces] + events[at:]


def test_where_the_server_cut_the_text_does_not_count(life: Lifecycle) -> None:
    assert normalize(_told_in([TEXT], life)) == normalize(_told_in(list(TEXT), life)) == normalize(life.events())


@pytest.mark.parametrize("pieces", [[TEXT[:-1]], [TEXT, "!"], ["It is 4 °C."], [TEXT, TEXT]])
def test_pieces_that_do_not_make_the_final_text_are_told(life: Lifecycle, pieces: list[str]) -> None:
    told = normalize(_told_in(pieces, life))
    assert told != normalize(life.events())
    [grown] = told["deltas"].values()
    assert list(told["deltas"]) == ["<msg:1>"]
    assert grown["content"][0]["text"]["value"] == "".join(pieces)


def _swapped(events: list[StreamEvent]) -> list[StreamEvent]:
    events[3], events[4] = events[4], events[3]
    return events


def _twice(events: list[StreamEvent]) -> list[StreamEvent]:
    return [*events[:3], events[2], *events[3:]]


@pytest.mark.parametrize("change", [_swapped, _twice, lambda events: events[1:], lambda events: events[:-1]])
def test_another_order_of_events_is_seen(life: Lifecycle, change: Callable[[list[Any]], list[Any]]) -> None:
    assert normalize(change(life.events())) != normalize(life.events())


def test_an_event_sent_twice_says_so(life: Lifecycle) -> None:
    assert "thread.run.in_progress <run:1> ×2" in normalize(_twice(life.events()))["events"]


def test_a_stream_that_broke_off_says_why_and_what_had_come(life: Lifecycle) -> None:
    whole = render_stream(life.events())
    cut = normalize(parse_stream(whole[: whole.index(b"thread.message.completed") + 30]))
    assert "stream ends" in cut["cut"]
    assert cut["messages"][0]["content"][0]["text"]["value"] == TEXT
    assert "done" not in cut["events"][-1]


def test_errors_and_unknown_events_are_told_whole() -> None:
    told = normalize(
        [
            StreamEvent("thread.run.dreamt", {"of": "run_7Gq2XhLw9TzKcVb4NpRs1Yed"}),
            parse_stream('event: error\ndata: {"code":"server_error","message":"No."}\n\n')[0],
            StreamEvent("done", DONE),
        ]
    )
    assert told["events"] == [{"event": "thread.run.dreamt", "data": {"of": "<run:1>"}}, "error", "done"]
    assert told["error"] == {"code": "server_error", "message": "No."}


def test_an_empty_stream_is_one() -> None:
    assert normalize(EventStream()) == {"events": []}


@needs_reference
def test_the_pieces_of_all_recorded_streams_make_their_final_texts() -> None:
    exchanges = json.loads((REFERENCE / "data" / "real" / "sse-streams.json").read_text())
    for stream in exchanges["streams"]:
        body = "".join(f"event: {event['event']}\ndata: {json.dumps(event['data'])}\n\n" for event in stream["events"])
        events = parse_stream(body)
        assert "deltas" not in normalize(events)
        assert any(isinstance(event.data, (MessageDeltaObject, RunStepDeltaObject)) for event in events)


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [
        ("thread.run.queued", "model", "gpt-4o"),
        ("thread.run.step.created", "run_id", "run_" + "1" * 24),
        ("thread.run.step.in_progress", "created_at", 1_700_000_000),
        ("thread.message.created", "role", "user"),
    ],
)
def test_an_earlier_body_that_contradicts_the_final_one_shows(
    life: Lifecycle, event: str, field: str, value: Any
) -> None:
    events = list(life.events())
    index = next(index for index, one in enumerate(events) if one.event == event)
    events[index] = StreamEvent(event, parse({**events[index].data.wire(), field: value}))  # type: ignore[union-attr]
    assert "contradictions" not in normalize(life.events())
    [told] = normalize(events)["contradictions"]
    assert told[field] != normalize(life.events())["run"].get(field)
