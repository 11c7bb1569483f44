"""``accumulate`` gives the run, steps and messages that a stream told of, wherever it ended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from models.bodies import body
from reference import REFERENCE, needs_reference

from pytest_runsreplay import ParseError, parse, parse_stream, render_stream
from pytest_runsreplay.models import Accumulation, RunObject, RunStepObject, StreamEvent, accumulate

MESSAGE = body("message-streamed-incomplete") | {"status": "in_progress", "content": []}
STEP = body("step-2026-03-creating")


def told(name: str, data: Any) -> StreamEvent:
    return StreamEvent(name, parse(data))


def message_delta(*content: Any, id: str = MESSAGE["id"], **more: Any) -> StreamEvent:
    delta = {"content": list(content), **more}
    return told("thread.message.delta", {"id": id, "object": "thread.message.delta", "delta": delta})


def step_delta(*calls: Any, id: str = STEP["id"], type: str = "tool_calls") -> StreamEvent:
    delta = {"step_details": {"type": type, "tool_calls": list(calls)}}
    return told("thread.run.step.delta", {"id": id, "object": "thread.run.step.delta", "delta": delta})


def text(value: str | None, index: int = 0, **more: Any) -> dict[str, Any]:
    return {"index": index, "type": "text", "text": {"value": value, **more}}


def content_after(*deltas: StreamEvent) -> Any:
    (message,) = accumulate([told("thread.message.created", MESSAGE), *deltas]).messages
    assert {**message.wire(), "content": []} == MESSAGE
    return message.wire()["content"]


def calls_after(*deltas: StreamEvent) -> Any:
    (step,) = accumulate([told("thread.run.step.created", STEP), *deltas]).steps
    details = step.wire()["step_details"]
    assert {**step.wire(), "step_details": STEP["step_details"]} == STEP
    assert details["type"] == "tool_calls"
    return details["tool_calls"]


def test_nothing_was_told_gives_nothing() -> None:
    assert accumulate([]) == Accumulation(thread=None, run=None, steps=(), messages=(), error=None)
    assert accumulate([StreamEvent(None, {"id": 7}), StreamEvent("done", "[DONE]")]) == Accumulation()


def test_a_later_object_replaces_the_earlier_one_in_its_place() -> None:
    first, second = body("step-2026-03-creating"), body("step-2023-11-message") | {"id": "step_2"}
    done = body("step-2026-03-code") | {"id": first["id"]}
    after = accumulate(told("thread.run.step.created", step) for step in (first, second, done))
    assert [step.wire() for step in after.steps] == [done, second]


def test_the_thread_and_the_last_run_are_kept() -> None:
    thread, queued, done = body("thread"), body("run-2024-03-queued"), body("run-2026-03-completed")
    after = accumulate([told("thread.created", thread), told("thread.run.created", queued), told(".", done)])
    assert after.thread == parse(thread)
    assert after.run == parse(done)


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_error_is_kept_bare_or_in_its_envelope(wrapped: bool) -> None:
    error = {"code": "server_error", "message": "Busy.", "param": None, "type": "server_error"}
    data = {"error": error} if wrapped else error
    after = accumulate(parse_stream(f"event: error\ndata: {json.dumps(data)}\n\n"))
    assert after.error is not None
    assert after.error.wire() == error


def test_the_pieces_of_a_text_are_joined_part_by_part() -> None:
    content = content_after(
        message_delta(text("Ten", annotations=[])),
        message_delta(text(" boats"), text("None", index=1)),
        message_delta(text(None), text(" is mine", index=1)),
    )
    assert content == [
        {"type": "text", "text": {"value": "Ten boats", "annotations": []}},
        {"type": "text", "text": {"value": "None is mine"}},
    ]


def test_the_text_of_what_has_come_can_be_read() -> None:
    (message,) = accumulate([told(".", MESSAGE), message_delta(text("Ten")), message_delta(text(" boats"))]).messages
    assert message.text == "Ten boats"


def test_annotations_are_added_by_their_index() -> None:
    cited = {"type": "file_citation", "text": "【0】", "file_citation": {"file_id": "file-Lb"}, "start_index": 3}
    path = {"type": "file_path", "text": "sandbox:/a", "file_path": {"file_id": "file-Yw"}}
    (part,) = content_after(
        message_delta(text("Ten【0】", annotations=[{"index": 0, **cited}])),
        message_delta(text(".", annotations=[{"index": 1, **path}, {"index": 0, **cited, "end_index": 6}])),
    )
    assert part["text"] == {"value": "Ten【0】.", "annotations": [{**cited, "end_index": 6}, path]}


def test_refusals_grow_and_pictures_come_whole() -> None:
    assert content_after(
        message_delta({"index": 0, "type": "refusal", "refusal": "I will"}),
        message_delta({"index": 0, "type": "refusal", "refusal": " not."}),
        message_delta({"index": 1, "type": "image_file", "image_file": {"file_id": "file-Lb"}}),
        message_delta({"index": 1, "type": "image_file", "image_file": {"file_id": "file-Lb", "detail": "low"}}),
        message_delta({"index": 2, "type": "image_url", "image_url": {"url": "https://boats.example/1.png"}}),
        message_delta({"index": 3, "type": "hologram", "hologram": {"depth": 1.0}}),
    ) == [
        {"type": "refusal", "refusal": "I will not."},
        {"type": "image_file", "image_file": {"file_id": "file-Lb", "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "https://boats.example/1.png"}},
        {"type": "hologram", "hologram": {"depth": 1.0}},
    ]


def test_the_role_and_files_of_the_first_version_are_kept() -> None:
    deltas = [message_delta(text("Ten"), role="assistant"), message_delta(id=MESSAGE["id"], file_ids=["file-Lb"])]
    (message,) = accumulate(deltas).messages
    assert (message.role, message.file_ids, message.text) == ("assistant", ["file-Lb"], "Ten")


def test_code_is_joined_and_its_outputs_are_added_by_their_index() -> None:
    def piece(**payload: Any) -> StreamEvent:
        return step_delta({"index": 0, "type": "code_interpreter", "code_interpreter": payload})

    begun = {"index": 0, "id": "call_1", "type": "code_interpreter"}
    calls = calls_after(
        step_delta({**begun, "code_interpreter": {"input": "", "outputs": []}}),
        piece(input="print("),
        piece(input="10)"),
        piece(outputs=[{"index": 0, "type": "logs", "logs": "1"}]),
        piece(outputs=[{"index": 1, "type": "image", "image": {"file_id": "file-Lb"}}]),
        piece(outputs=[{"index": 0, "type": "logs", "logs": "0"}]),
    )
    outputs = [{"type": "logs", "logs": "10"}, {"type": "image", "image": {"file_id": "file-Lb"}}]
    payload = {"input": "print(10)", "outputs": outputs}
    assert calls == [{"id": "call_1", "type": "code_interpreter", "code_interpreter": payload}]


def test_the_arguments_of_functions_are_joined_and_their_output_comes_whole() -> None:
    def piece(index: int, **payload: Any) -> dict[str, Any]:
        return {"index": index, "type": "function", "function": payload}

    calls = calls_after(
        step_delta({**piece(0, name="tide", arguments="", output=None), "id": "call_1"}),
        step_delta(piece(0, arguments='{"place": ')),
        step_delta(
            {**piece(1, name="wind", arguments="{", output=None), "id": "call_2"}, piece(0, arguments='"Oslo"}')
        ),
        step_delta(piece(1, arguments="}"), piece(0, output="3")),
        step_delta(piece(0, output="3 m")),
    )
    assert calls == [
        {
            "type": "function",
            "function": {"name": "tide", "arguments": '{"place": "Oslo"}', "output": "3 m"},
            "id": "call_1",
        },
        {"type": "function", "function": {"name": "wind", "arguments": "{}", "output": None}, "id": "call_2"},
    ]


def test_a_file_search_and_foundrys_calls_come_whole() -> None:
    found = {"results": [{"file_id": "file-Lb", "file_name": "pilot-book.pdf", "score": 0.5}]}
    assert calls_after(
        step_delta({"index": 0, "id": "call_1", "type": "file_search", "file_search": {}}),
        step_delta({"index": 0, "id": "call_1", "type": "file_search", "file_search": found}),
        step_delta({"index": 1, "id": "call_2", "type": "bing_grounding", "bing_grounding": {"requesturl": "u"}}),
        step_delta({"index": 2, "id": "call_3", "type": "mcp", "arguments": '{"a":'}, type="mcp"),
        step_delta({"index": 2, "id": "call_3", "type": "mcp", "arguments": "1}"}, type="mcp"),
    ) == [
        {"id": "call_1", "type": "file_search", "file_search": found},
        {"id": "call_2", "type": "bing_grounding", "bing_grounding": {"requesturl": "u"}},
        {"id": "call_3", "type": "mcp", "arguments": '{"a":1}'},
    ]


def test_deltas_add_to_what_a_whole_object_held() -> None:
    begun = MESSAGE | {"content": [{"type": "text", "text": {"value": "Ten", "annotations": []}}]}
    (message,) = accumulate([told(".", begun), message_delta(text(" boats"), text("!", index=1))]).messages
    assert message.wire()["content"] == [
        {"type": "text", "text": {"value": "Ten boats", "annotations": []}},
        {"type": "text", "text": {"value": "!"}},
    ]


def test_parts_are_in_the_order_of_their_index_though_they_come_in_another() -> None:
    deltas = [message_delta(text(word, index=index)) for index, word in ((10**12, "c"), (2, "b"), (0, "a"))]
    assert [part["text"]["value"] for part in content_after(*deltas)] == ["a", "b", "c"]


def test_parts_without_an_index_go_by_their_place() -> None:
    one, two = ({"type": "refusal", "refusal": word} for word in ("no", "never"))
    assert content_after(message_delta(one, two), message_delta(one)) == [{**one, "refusal": "nono"}, two]


def test_a_message_that_no_delta_gave_content_is_empty() -> None:
    bare = {"id": "msg_new", "object": "thread.message.delta", "delta": {"role": "assistant"}}
    (message,) = accumulate([told("thread.message.delta", bare)]).messages
    assert (message.role, message.content, message.text) == ("assistant", [], "")


def test_deltas_of_an_object_never_told_make_one_of_their_own() -> None:
    call = {"index": 1, "type": "code_interpreter", "code_interpreter": {"input": "10)"}}
    after = accumulate([message_delta(text(" boats"), id="msg_new"), step_delta(call, id="step_new")])
    (message,), (step,) = after.messages, after.steps
    content = [{"type": "text", "text": {"value": " boats"}}]
    assert message.wire() == {"id": "msg_new", "object": "thread.message", "content": content}
    assert message.text == " boats"
    called = {"type": "code_interpreter", "code_interpreter": {"input": "10)"}}
    details = {"type": "tool_calls", "tool_calls": [called]}
    assert step.wire() == {"id": "step_new", "object": "thread.run.step", "step_details": details}


def test_whole_objects_told_twice_do_no_harm() -> None:
    done = body("message-streamed-incomplete")
    once = [told(".", MESSAGE), told(".", MESSAGE), message_delta(text("Ten")), told(".", done), told(".", done)]
    assert [message.wire() for message in accumulate(once).messages] == [done]


def test_streams_one_after_the_other_go_on_where_the_first_stopped() -> None:
    waiting, call = body("run-2024-10-requires-action"), {"index": 0, "type": "function", "function": {"name": "f"}}
    done = body("step-2024-10-function-waiting") | {"id": STEP["id"], "status": "completed"}
    first = [told(".", STEP), step_delta(call), told(".", waiting), StreamEvent("done", "[DONE]")]
    second = [
        told(".", done),
        told(".", MESSAGE),
        message_delta(text("Ten")),
        told(".", waiting | {"status": "failed"}),
    ]
    after = accumulate([*first, *second])
    assert after.run is not None
    assert (after.run.status, [message.text for message in after.messages]) == ("failed", ["Ten"])
    assert [step.wire() for step in after.steps] == [done]


def test_the_events_are_not_changed_and_the_result_is_frozen() -> None:
    events = [told(".", MESSAGE), message_delta(text("Ten", annotations=[])), message_delta(text("!"))]
    before = render_stream(events)
    after = accumulate(iter(events))
    after.messages[0].content.clear()
    assert render_stream(events) == before
    with pytest.raises(AttributeError):
        after.run = None  # type: ignore[misc]


def test_a_delta_with_a_key_that_is_no_text_is_refused() -> None:
    delta = {"id": "msg_1", "object": "thread.message.delta", "delta": {"\ud800": 1}}
    with pytest.raises(ParseError, match="expected a JSON object, found Input should be a valid string"):
        accumulate([StreamEvent("thread.message.delta", parse(delta))])


def test_a_long_stream_is_folded_in_one_go() -> None:
    pieces = [message_delta(text("word "))] * 20_000
    ways = [message_delta({"index": index, "type": "text", f"k{index}": [index]}) for index in range(5_000)]
    (message,) = accumulate([*pieces, *ways]).messages
    assert len(message.wire()["content"]) == 5_000
    assert message.wire()["content"][0]["text"]["value"] == "word " * 20_000


def _without(events: Iterable[StreamEvent], *names: str) -> list[StreamEvent]:
    return [event for event in events if event.event not in names]


@needs_reference
def test_the_deltas_of_every_recorded_stream_add_up_to_what_it_ended_with() -> None:
    file = REFERENCE / "data" / "real" / "exchanges-runs.json"
    exchanges = json.loads(file.read_text(encoding="utf-8"))["exchanges"]
    streams = [parse_stream(one["response"]["body_text"]) for one in exchanges if "body_text" in one["response"]]
    assert len(streams) == 7
    for stream in streams:
        ends = ("thread.message.completed", "thread.message.incomplete", "thread.run.step.completed")
        whole, grown = accumulate(stream), accumulate(_without(stream, *ends))
        assert isinstance(whole.run, RunObject)
        assert [_content(one) for one in grown.messages] == [_content(one) for one in whole.messages]
        assert [_code(one) for one in grown.steps] == [_code(one) for one in whole.steps]
        assert any(_content(one) for one in whole.messages)


def _content(message: Any) -> Any:
    return message.wire()["content"]


def _code(step: RunStepObject) -> Any:
    return step.wire()["step_details"]
