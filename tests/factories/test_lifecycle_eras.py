"""Lifecycles in the forms of other eras: what they held, how they streamed, and what they did not have."""

from __future__ import annotations

import pytest

from pytest_runsreplay.lifecycle import PlannedStep, call
from runsreplay_factories import Incoherent, RunFactory, code, message, search


def test_a_lifecycle_is_in_the_form_of_its_era() -> None:
    lifecycle = RunFactory().real_v1_2024.incomplete.with_steps(search("a.pdf"), message("It is mo"))()
    assert (lifecycle.run.status, lifecycle.run.wire()["incomplete_details"]) == (
        "completed",
        {"reason": "max_completion_tokens"},
    )
    assert lifecycle.run.wire()["tools"] == [{"type": "retrieval"}]
    (call,) = lifecycle.steps[0].wire()["step_details"]["tool_calls"]
    assert call == {"id": call["id"], "type": "retrieval", "retrieval": {}}
    assert "file_ids" in lifecycle.messages[0].wire()
    assert [event.event for event in lifecycle.events()][-2:] == ["thread.run.completed", "done"]
    assert [run.status for run in lifecycle.history()] == ["queued", "in_progress", "completed"]


def test_a_token_limit_was_told_as_completed_before_the_event_was_there() -> None:
    lifecycle = RunFactory().real_v2_2024_04.incomplete.with_steps(message("It is mo"))()
    assert lifecycle.run.status == "incomplete"
    assert lifecycle.events()[-2].event == "thread.run.completed"


def test_where_a_schema_wants_the_status_of_any_message_it_is_the_one_that_it_came_to() -> None:
    (cut,) = RunFactory().spec_v2.incomplete.with_steps(message("It is mo"))().messages
    assert (cut.status, cut.wire()["incomplete_details"]) == ("incomplete", {"reason": "max_tokens"})
    assert "status" not in RunFactory().incomplete.with_steps(message("It is mo"))().messages[0].wire()


def test_foundrys_deltas_name_their_call_each_time() -> None:
    lifecycle = RunFactory().foundry_v1.with_steps(code("print(6 * 7)", "42"))()
    deltas = [event.data.wire() for event in lifecycle.events() if event.event == "thread.run.step.delta"]
    assert len(deltas) > 3
    assert all("id" in delta["delta"]["step_details"]["tool_calls"][0] for delta in deltas)


def test_an_era_without_streams_has_no_events_to_give() -> None:
    lifecycle = RunFactory().real_v1_2023.with_steps(message("Hi"))()
    assert [run.status for run in lifecycle.history()] == ["queued", "in_progress", "completed"]
    with pytest.raises(ValueError, match="real_v1_2023 had no streams; choose an era that had"):
        lifecycle.events()


@pytest.mark.parametrize(
    ("era", "steps", "words"),
    [
        ("real_v2_2026", (call("bing_grounding"),), "that era had no .* of type 'bing_grounding'"),
        ("foundry_v1", (call("mcp", name="f", arguments="{}"),), "that era had no .* of type 'mcp'"),
    ],
)
def test_a_call_that_an_era_did_not_have_is_refused(era: str, steps: tuple[PlannedStep, ...], words: str) -> None:
    with pytest.raises(Incoherent, match=words) as refusal:
        getattr(RunFactory(), era).with_steps(*steps)()
    assert "foundry_preview" in str(refusal.value)
    assert RunFactory().foundry_preview.with_steps(*steps)().run.status == "completed"


def test_a_status_that_an_era_did_not_have_is_refused() -> None:
    with pytest.raises(Incoherent, match="that era had no runs that are incomplete"):
        RunFactory().real_v1_2023.incomplete.with_steps(message("Hi"))()
