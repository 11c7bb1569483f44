"""Each of the 25 events has its type, also where a server leaves ``object`` out of the data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.bodies import body
from reference import REFERENCE, needs_reference

from pytest_runsreplay import RunObject, parse_stream, render_stream
from pytest_runsreplay.models import EVENTS, Error, ErrorResponse, RunStepObject, StreamEvent, WireModel

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def framed(event: str, data: Any) -> str:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"


def only(raw: str) -> StreamEvent:
    (event,) = parse_stream(raw)
    return event


def test_there_are_25_events() -> None:
    assert len(EVENTS) == 25


@needs_reference
def test_they_are_those_of_the_published_schema() -> None:
    listed = json.loads((REFERENCE / "data" / "sse-events.json").read_text(encoding="utf-8"))["events"]
    schemas = {one["event"]: one["data_schema"].split("{")[0] for one in listed}
    assert {name: kind.__name__ for name, kind in EVENTS.items()} == {**schemas, "done": "str"}


@pytest.mark.parametrize("name", sorted(EVENTS.keys() - {"done"}))
@pytest.mark.parametrize("data", [{}, {"id": "x_1", "new": [1.0]}, {"object": "assistant.run.step"}])
def test_data_without_a_known_object_is_typed_by_its_event(name: str, data: dict[str, Any]) -> None:
    event = only(framed(name, data))
    assert type(event.data) is EVENTS[name]
    assert json.dumps(event.data.wire()) == json.dumps(data)
    assert render_stream([event]).decode() == framed(name, data)


def test_the_object_of_the_data_counts_more_than_the_name_of_the_event() -> None:
    assert isinstance(only(framed("thread.run.created", body("step-2026-03-code"))).data, RunStepObject)
    assert isinstance(only(framed("error", body("run-2025-03-failed"))).data, RunObject)


def test_an_error_is_typed_bare_and_in_its_envelope() -> None:
    bare: dict[str, Any] = {"code": None, "message": "Busy.", "param": None, "type": "server_error"}
    error, envelope = only(framed("error", bare)).data, only(framed("error", {"error": bare})).data
    assert isinstance(error, Error)
    assert isinstance(envelope, ErrorResponse)
    assert error == envelope.error
    assert (error.message, error.code) == ("Busy.", None)


@pytest.mark.parametrize("data", [None, 7, [], "text", [{"object": "thread.run"}]])
def test_data_that_is_no_object_is_the_plain_value(data: object) -> None:
    for name in EVENTS:
        assert only(framed(name, data)).data == data


def test_an_event_of_another_name_keeps_what_it_holds() -> None:
    assert only(framed("thread.run.resting", {"id": "x"})).data == {"id": "x"}
    assert only(framed("done", {"id": "x"})).data == {"id": "x"}
    assert only('data: {"message":"Busy."}\n\n').data == {"message": "Busy."}


@pytest.mark.parametrize("data", ['{"\\ud800":1}', '{"a":' * 100_000 + "1" + "}" * 100_000, '{"a":' + "1" * 5000 + "}"])
def test_data_that_no_model_takes_is_kept(data: str) -> None:
    raw = f"event: thread.run.created\ndata: {data}\n\n"
    event = only(raw)
    assert not isinstance(event.data, WireModel)
    assert render_stream([event]).decode() == raw


@given(name=st.sampled_from([*EVENTS, "other"]), data=JSON | st.dictionaries(st.text(max_size=4), JSON))
def test_any_json_under_any_event_is_read_and_written_back(name: str, data: Any) -> None:
    raw = framed(name, data)
    event = only(raw)
    again = event.data.wire() if isinstance(event.data, WireModel) else event.data
    assert json.dumps(again) == json.dumps(data)
    assert render_stream([event]).decode() == raw
