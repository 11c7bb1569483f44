"""A plan unfolds as servers tell a run: in their order, with their invariants (wire.md §4.3, §4.4)."""

from __future__ import annotations

import re

import pytest
from lifecycle.unfoldings import BORN, CALL, data, names, story, unfolded

from pytest_runsreplay.lifecycle import (
    IllegalTransition,
    call,
    code,
    lifecycle_of,
    message,
    run_body,
    search,
    tool_call,
)
from pytest_runsreplay.lifecycle.plan import Ending

TEXT = "It is 3 °C in Oslo.\n\nTake  a coat. "
ORDER = re.compile(
    r"run\.created run\.queued run\.in_progress "
    r"(run\.step\.created run\.step\.in_progress "
    r"(message\.created message\.in_progress (message\.delta )*message\.(completed|incomplete)"
    r"|(run\.step\.delta )*run\.step\.delta) "
    r"run\.step\.completed )*run\.(completed|incomplete|failed) done"
)


@pytest.mark.parametrize("ending", ["completed", "incomplete", "failed"])
def test_events_come_in_the_order_of_a_real_stream(ending: Ending) -> None:
    lifecycle = story(unfolded(code("1 + 1", "2"), search("a.pdf"), message(TEXT), message("Bye."), ending=ending))
    assert ORDER.fullmatch(" ".join(names(lifecycle)))
    assert lifecycle.run.status == ending


def test_a_pause_ends_its_stream_and_the_next_begins_with_the_finished_step() -> None:
    unfolding = unfolded(CALL, message("It is 3 °C."))
    unfolding.submit({unfolding.waiting_for[0]: "3 °C"})
    first, second = story(unfolding).streams()
    assert [event.event for event in first][-2:] == ["thread.run.requires_action", "done"]
    assert [event.event for event in first][3:6] == [
        "thread.run.step.created",
        "thread.run.step.in_progress",
        "thread.run.step.delta",
    ]
    assert [event.event for event in second][:3] == [
        "thread.run.step.completed",
        "thread.run.queued",
        "thread.run.in_progress",
    ]
    assert [event.event for event in second][-2:] == ["thread.run.completed", "done"]


def test_a_stream_of_a_run_under_way_is_not_done() -> None:
    unfolding = unfolded(message("Hi"))
    assert names(lifecycle_of(unfolding.moments[:5]))[-1] == "run.step.in_progress"


def test_deltas_add_up_to_the_text_and_only_the_first_has_annotations() -> None:
    unfolding = unfolded(message(TEXT))
    texts = [delta["delta"]["content"][0]["text"] for delta in data(unfolding, "thread.message.delta")]
    assert "".join(text["value"] for text in texts) == TEXT == story(unfolding).messages[0].text
    assert ["annotations" in text for text in texts] == [True] + [False] * (len(texts) - 1)
    assert len(texts) > 5


def test_code_deltas_begin_with_the_id_and_add_up_to_the_input() -> None:
    unfolding = unfolded(code("print(6 * 7)", "42"))
    calls = [delta["delta"]["step_details"]["tool_calls"][0] for delta in data(unfolding, "thread.run.step.delta")]
    assert calls[0]["code_interpreter"] == {"input": "", "outputs": []}
    assert ["id" in call for call in calls] == [True] + [False] * (len(calls) - 1)
    assert "".join(call["code_interpreter"].get("input", "") for call in calls) == "print(6 * 7)"
    assert calls[-1]["code_interpreter"] == {"outputs": [{"index": 0, "type": "logs", "logs": "42"}]}
    (step,) = story(unfolding).steps
    payload = {"input": "print(6 * 7)", "outputs": [{"type": "logs", "logs": "42"}]}
    assert step.wire()["step_details"]["tool_calls"] == [
        {"id": calls[0]["id"], "type": "code_interpreter", "code_interpreter": payload}
    ]


def test_function_deltas_tell_parallel_calls_by_their_index() -> None:
    unfolding = unfolded(CALL & tool_call("book", seats=2))
    calls = [delta["delta"]["step_details"]["tool_calls"][0] for delta in data(unfolding, "thread.run.step.delta")]
    heads = [call for call in calls if "id" in call]
    assert [(call["index"], call["id"]) for call in heads] == list(enumerate(unfolding.waiting_for))
    assert heads[0]["function"] == {"name": "get_weather", "arguments": "", "output": None}
    for index, arguments in enumerate(['{"city": "Oslo"}', '{"seats": 2}']):
        assert "".join(call["function"]["arguments"] for call in calls if call["index"] == index) == arguments


def test_a_search_finds_its_files_best_first() -> None:
    (step,) = story(unfolded(search("a.pdf", "b.pdf"))).steps
    (call,) = step.wire()["step_details"]["tool_calls"]
    results = call["file_search"]["results"]
    assert [found["file_name"] for found in results] == ["a.pdf", "b.pdf"]
    assert results[0]["score"] > results[1]["score"]


def test_created_and_in_progress_are_the_same_body_and_so_are_created_and_queued() -> None:
    unfolding = unfolded(code("1"), message("Hi"), message("Bye"))
    for kind in ("thread.run.step", "thread.message"):
        assert data(unfolding, f"{kind}.created") == data(unfolding, f"{kind}.in_progress")
    assert data(unfolding, "thread.run.created") == data(unfolding, "thread.run.queued")


def test_the_runs_usage_is_the_sum_of_its_steps() -> None:
    unfolding = unfolded(CALL, code("1 + 1", "2"), search("a.pdf"), message(TEXT))
    unfolding.submit(dict.fromkeys(unfolding.waiting_for, "3 °C"))
    lifecycle = story(unfolding)
    for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
        assert getattr(lifecycle.run.usage, name) == sum(getattr(step.usage, name) for step in lifecycle.steps)


def test_a_step_expires_with_its_run_while_that_lives() -> None:
    unfolding = unfolded(code("1"), message("Hi"))
    told = [moment.data for moment in unfolding.moments if moment.data["object"] == "thread.run.step"]
    assert {body["expires_at"] for body in told} == {BORN + 600}
    assert {step.expires_at for step in story(unfolding).steps} == {None}


def test_all_runs_of_a_stream_have_one_set_of_keys_in_one_order() -> None:
    runs = [moment.data for moment in unfolded(message("Hi")).moments if moment.data["object"] == "thread.run"]
    assert {tuple(run) for run in runs} == {tuple(run_body())}


def test_a_run_starts_within_a_second_and_no_step_ends_after_it() -> None:
    lifecycle = story(unfolded(code("1"), message("Hi")))
    assert lifecycle.run.started_at == BORN + 1
    assert lifecycle.run.completed_at is not None
    assert all(step.completed_at <= lifecycle.run.completed_at for step in lifecycle.steps if step.completed_at)


def test_a_message_step_names_the_message_that_follows() -> None:
    unfolding = unfolded(message("Hi"))
    (step,) = data(unfolding, "thread.run.step.created")
    (body,) = data(unfolding, "thread.message.created")
    assert step["step_details"]["message_creation"]["message_id"] == body["id"]


def test_only_streams_show_the_status_of_a_message() -> None:
    unfolding = unfolded(message("Hi"))
    (streamed,) = data(unfolding, "thread.message.completed")
    retrieved = story(unfolding).messages[0].wire()
    assert (streamed["status"], streamed["completed_at"]) == ("completed", BORN + 2)
    assert {"status", "completed_at", "incomplete_at", "incomplete_details"}.isdisjoint(retrieved)
    assert list(streamed)[:6] == ["id", "object", "created_at", "assistant_id", "thread_id", "run_id"]


def test_a_run_meets_its_token_limit_in_what_it_writes_last() -> None:
    unfolding = unfolded(message("Hi"), message("There is mo"), ending="incomplete")
    (whole,), (cut,) = data(unfolding, "thread.message.completed"), data(unfolding, "thread.message.incomplete")
    assert (whole["content"][0]["text"]["value"], cut["content"][0]["text"]["value"]) == ("Hi", "There is mo")
    assert (cut["incomplete_details"], cut["incomplete_at"]) == ({"reason": "max_tokens"}, BORN + 3)
    assert story(unfolding).run.wire()["incomplete_details"] == {"reason": "max_completion_tokens"}


def test_a_waiting_run_shows_its_calls_to_those_who_poll() -> None:
    unfolding = unfolded(CALL)
    (step,) = story(unfolding).steps
    calls = step.wire()["step_details"]["tool_calls"]
    assert [call["id"] for call in calls] == list(unfolding.waiting_for)
    action = unfolding.run["required_action"]["submit_tool_outputs"]["tool_calls"]
    assert action[0]["function"] == {"name": "get_weather", "arguments": '{"city": "Oslo"}'}
    assert unfolding.status == "requires_action"


def test_code_draws_images_into_files() -> None:
    (step,) = story(unfolded(code("plot()", "ok", images=["file-a"]))).steps
    (call,) = step.wire()["step_details"]["tool_calls"]
    assert call["code_interpreter"]["outputs"] == [
        {"type": "logs", "logs": "ok"},
        {"type": "image", "image": {"file_id": "file-a"}},
    ]
    drawn = story(unfolded(code("plot()", images=2))).steps[0].wire()["step_details"]["tool_calls"][0]
    files = [output["image"]["file_id"] for output in drawn["code_interpreter"]["outputs"]]
    assert len(set(files)) == 2
    assert all(file.startswith("file-") for file in files)


def test_a_message_cites_the_files_that_were_found() -> None:
    lifecycle = story(
        unfolded(search("a.pdf", "b.pdf", texts=["A", "B"]), message("See both.", cites=["b.pdf", "a.pdf"]))
    )
    results = lifecycle.steps[0].wire()["step_details"]["tool_calls"][0]["file_search"]["results"]
    assert [found["content"] for found in results] == [[{"type": "text", "text": "A"}], [{"type": "text", "text": "B"}]]
    text = lifecycle.messages[0].wire()["content"][0]["text"]
    assert text["value"] == "See both.【1†b.pdf】【2†a.pdf】"
    cited = [one["file_citation"]["file_id"] for one in text["annotations"]]
    assert cited == [results[1]["file_id"], results[0]["file_id"]]
    for one in text["annotations"]:
        assert text["value"][one["start_index"] : one["end_index"]] == one["text"]


def test_a_call_of_a_tool_of_foundrys_is_told_whole() -> None:
    lifecycle = story(unfolded(call("mcp", name="look", arguments="{}", output="42")))
    (made,) = lifecycle.steps[0].wire()["step_details"]["tool_calls"]
    assert made == {"id": made["id"], "type": "mcp", "name": "look", "arguments": "{}", "output": "42"}
    (delta,) = [event.data.wire() for event in lifecycle.events() if event.event == "thread.run.step.delta"]  # type: ignore[union-attr]
    assert delta["delta"]["step_details"] == {"type": "mcp", "tool_calls": [{"index": 0, **made}]}


def test_submitted_outputs_finish_the_step_at_the_second_of_their_submission() -> None:
    unfolding = unfolded(CALL)
    (asked,) = unfolding.waiting_for
    unfolding.submit({asked: "3 °C"}, at=BORN + 90)
    lifecycle = story(unfolding)
    assert lifecycle.steps[0].completed_at == BORN + 90
    assert lifecycle.run.started_at == BORN + 1
    assert unfolding.waiting_for == ()
    statuses = " ".join(run.status for run in lifecycle.history())
    assert statuses == "queued in_progress requires_action queued in_progress completed"


def test_outputs_that_lack_one_change_nothing() -> None:
    unfolding = unfolded(CALL & CALL)
    before, asked = list(unfolding.moments), unfolding.waiting_for
    with pytest.raises(KeyError):
        unfolding.submit({asked[0]: "3 °C"})
    assert (unfolding.moments, unfolding.waiting_for) == (before, asked)
    unfolding.submit(dict.fromkeys(asked, "3 °C"))
    assert unfolding.status == "completed"


def test_outputs_for_a_run_that_waits_for_nothing_are_refused() -> None:
    with pytest.raises(IllegalTransition, match="a run in status 'completed' cannot become 'queued'") as refusal:
        unfolded(message("Hi")).submit({})
    assert refusal.value.status == "completed"
