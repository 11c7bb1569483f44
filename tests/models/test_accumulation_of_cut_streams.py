"""Whatever of a stream came before it broke off, ``accumulate`` gives what had been told by then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay import Lifecycle, parse_stream, render_stream, use_cassette
from pytest_runsreplay.models import EVENTS, StreamEvent, WireModel, accumulate
from runsreplay_factories import RunFactory, code, message, search, tool_call

GOLDEN = Path(__file__).parents[2] / "cassettes" / "v2" / "stream.json"
WHOLE = ("thread.message.completed", "thread.message.incomplete", "thread.run.step.completed")
STEPS = (
    tool_call("tide_level", place="Tromsø"),
    code("print('⛵' * 3)", "⛵⛵⛵"),
    search("pilot-book.pdf"),
    message("Ten boats ⛵, all small.\nOne is yours."),
)
ENDINGS = ("completed", "failed", "incomplete", "cancelled", "expired")


def lifecycle(ending: str) -> Lifecycle:
    # A run that is cancelled, or expires, while it waits for outputs tells so in no stream.
    steps = STEPS[1:] if ending in ("cancelled", "expired") else STEPS
    made = getattr(RunFactory("cut"), ending).with_steps(*steps)()
    assert isinstance(made, Lifecycle)
    return made


STREAMS = {ending: render_stream(lifecycle(ending).events()) for ending in ENDINGS}


def golden_stream() -> bytes:
    with use_cassette(GOLDEN) as cassette:
        (raw,) = [one.response.content for one in cassette.exchanges if one.response.events]
    return raw


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stream_leaves_the_run_and_messages_that_the_lifecycle_did(ending: str) -> None:
    made = lifecycle(ending)
    after = accumulate(made.events())
    assert after.run == made.run
    assert [one.id for one in after.steps] == [one.id for one in made.steps]
    assert [one.step_details for one in after.steps] == [one.step_details for one in made.steps]
    assert [one.text for one in after.messages] == [one.text for one in made.messages]


@pytest.mark.parametrize("raw", [*STREAMS.values(), golden_stream()], ids=[*STREAMS, "golden"])
def test_the_deltas_add_up_to_what_the_whole_objects_say(raw: bytes) -> None:
    events = parse_stream(raw)
    whole, grown = accumulate(events), accumulate(event for event in events if event.event not in WHOLE)
    assert [one.wire()["content"] for one in grown.messages] == [one.wire()["content"] for one in whole.messages]
    assert [_code(one) for one in grown.steps] == [_code(one) for one in whole.steps]
    assert grown.run == whole.run


@given(ending=st.sampled_from(ENDINGS), data=st.data())
def test_what_had_come_before_a_cut_is_the_beginning_of_what_came(ending: str, data: st.DataObject) -> None:
    raw = STREAMS[ending]
    whole = accumulate(parse_stream(raw))
    cut = accumulate(parse_stream(raw[: data.draw(st.integers(0, len(raw)))]))
    assert [one.id for one in whole.steps][: len(cut.steps)] == [one.id for one in cut.steps]
    for before, after in zip(cut.messages, whole.messages, strict=False):
        assert (before.id, before.text) == (after.id, after.text[: len(before.text)])
    for step, final in zip(cut.steps, whole.steps, strict=False):
        assert _written(final).startswith(_written(step))


def _calls(step: Any) -> Any:
    return step.wire()["step_details"].get("tool_calls", [])


def _code(step: Any) -> Any:
    """What deltas tell of a step's calls, which is neither what was found nor what was submitted."""
    return [(call["id"], call["type"], call.get("code_interpreter"), _arguments(call)) for call in _calls(step)]


def _arguments(call: Any) -> Any:
    return call.get("function", {}).get("arguments")


def _written(step: Any) -> str:
    return "".join(_arguments(call) or call.get("code_interpreter", {}).get("input", "") for call in _calls(step))


SMALL = st.sampled_from(
    [None, 0, -1, True, 10**9, "", "text", [], {}, [None], [{}], {"index": 0}, [{"index": 0}, {"index": "a"}, 7]]
)
KEYS = st.sampled_from(
    ["index", "type", "id", "text", "value", "content", "function", "arguments", "tool_calls", "outputs", "annotations"]
)
JSON = st.recursive(
    SMALL | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)
DELTAS = st.builds(
    lambda kind, id, delta: {"object": kind, "id": id, "delta": delta},
    st.sampled_from(["thread.message", "thread.message.delta", "thread.run.step", "thread.run.step.delta"]),
    st.sampled_from(["x_1", "x_1", "x_2", None, [], 7]),
    st.dictionaries(st.sampled_from(["content", "step_details", "role"]), JSON, max_size=3) | SMALL,
)


@given(told=st.lists(st.tuples(st.sampled_from([*EVENTS]), DELTAS | JSON), max_size=6))
def test_any_events_are_folded_and_stay_as_they_were(told: list[tuple[str, Any]]) -> None:
    raw = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in told)
    events = parse_stream(raw)
    after = accumulate(events)
    assert all(isinstance(json.dumps(one.wire()), str) for one in (*after.steps, *after.messages))
    assert [_plain(event) for event in events] == [data for _, data in told]


def _plain(event: StreamEvent) -> Any:
    return event.data.wire() if isinstance(event.data, WireModel) else event.data


def test_deltas_nested_without_end_are_folded_too() -> None:
    deep: Any = "end"
    for _ in range(300):
        deep = {"text": [deep]}
    body = json.dumps(
        {"id": "msg_1", "object": "thread.message.delta", "delta": {"content": [{"index": 0, "x": deep}]}}
    )
    (made,) = accumulate(parse_stream(f"data: {body}\n\n" * 3)).messages
    assert json.dumps(made.wire()["content"][0]).count("text") == 300
