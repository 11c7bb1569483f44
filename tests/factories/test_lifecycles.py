"""Lifecycles made by RunFactory.with_steps."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from openai.types.beta.threads import Message, Run
from openai.types.beta.threads.runs import RunStep

from pytest_runsreplay import Lifecycle, incoherences, parse_stream, render_stream
from pytest_runsreplay.lifecycle import RUN_FIELDS, RUN_TRANSITIONS
from runsreplay_factories import Incoherent, RunFactory, code, message, search, tool_call

CALL = tool_call("get_weather", city="Oslo")
STEPS = (CALL, code("print(6 * 7)", "42"), search("tariffs.pdf", "rules.md"), message("It is 3 °C in Oslo."))


def lifecycle_in(status: str, seed: str | int = "lifecycles") -> Lifecycle:
    made = getattr(RunFactory(seed), status).with_steps(*STEPS)()
    assert isinstance(made, Lifecycle)
    return made


@pytest.fixture(params=tuple(RUN_FIELDS))
def lifecycle(request: pytest.FixtureRequest) -> Lifecycle:
    return lifecycle_in(request.param)


@pytest.mark.parametrize("status", RUN_FIELDS)
def test_a_lifecycle_comes_to_the_status_asked_for(status: str) -> None:
    lifecycle = lifecycle_in(status)
    assert lifecycle.run.status == lifecycle.history()[-1].status == status
    assert RunFactory("lifecycles").with_steps(*STEPS)(status=status) == lifecycle  # type: ignore[arg-type]


def test_its_run_steps_and_messages_keep_every_rule(lifecycle: Lifecycle) -> None:
    assert incoherences(lifecycle.run, lifecycle.steps, lifecycle.messages) == []
    assert [incoherences(run) for run in lifecycle.history()] == [[] for _ in lifecycle.history()]


def test_its_bodies_validate_strictly_in_the_openai_client(lifecycle: Lifecycle) -> None:
    for run in lifecycle.history():
        Run.model_validate(run.wire(), strict=True)
    for step in lifecycle.steps:
        RunStep.model_validate(step.wire(), strict=True)
    for event in lifecycle.events():
        if event.event is not None and event.event.startswith("thread.message.c"):
            Message.model_validate(event.data.wire(), strict=True)


def test_its_history_makes_legal_moves_only(lifecycle: Lifecycle) -> None:
    statuses = [run.status for run in lifecycle.history()]
    assert statuses[0] == "queued"
    assert all(after in RUN_TRANSITIONS[before] for before, after in pairwise(statuses))


def test_its_time_never_runs_backwards(lifecycle: Lifecycle) -> None:
    times = [moment.at for moment in lifecycle.moments]
    assert times == sorted(times)


def test_its_events_go_through_a_stream_unchanged(lifecycle: Lifecycle) -> None:
    events = lifecycle.events()
    wire = render_stream(events)
    assert parse_stream(wire) == events
    assert render_stream(parse_stream(wire)) == wire


def test_a_completed_lifecycle_has_all_its_steps_and_their_usage() -> None:
    lifecycle = lifecycle_in("completed")
    assert [step.type for step in lifecycle.steps] == ["tool_calls"] * 3 + ["message_creation"]
    assert lifecycle.run.usage is not None
    for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
        assert getattr(lifecycle.run.usage, name) == sum(getattr(step.usage, name) for step in lifecycle.steps)


def test_its_message_is_the_one_its_step_created() -> None:
    lifecycle = lifecycle_in("completed")
    (written,) = lifecycle.messages
    assert written.text == "It is 3 °C in Oslo."
    assert lifecycle.steps[-1].wire()["step_details"]["message_creation"]["message_id"] == written.id


def test_its_run_has_the_tools_that_its_steps_use_and_those_it_was_given() -> None:
    assert [tool.type for tool in lifecycle_in("completed").run.tools] == [
        "function",
        "code_interpreter",
        "file_search",
    ]
    own = {"type": "function", "function": {"name": "get_weather", "description": "mine"}}
    lifecycle = RunFactory().with_tools("file_search", own).with_steps(*STEPS)()
    assert lifecycle.run.wire()["tools"] == [{"type": "file_search"}, own, {"type": "code_interpreter"}]


def test_an_output_is_submitted_as_planned() -> None:
    step = RunFactory().with_steps(CALL.returning("3 °C"), message("Hi"))().steps[0]
    assert step.wire()["step_details"]["tool_calls"][0]["function"]["output"] == "3 °C"


def test_an_output_that_was_not_planned_is_prose() -> None:
    def output(locale: str) -> str:
        step = RunFactory(locale=locale).with_steps(CALL)().steps[0]
        return str(step.wire()["step_details"]["tool_calls"][0]["function"]["output"])

    assert len(output("en_US").split()) > 3
    assert output("en_US") != output("de_DE")


def test_parallel_calls_get_an_output_each() -> None:
    both = (tool_call("get_weather", city="Oslo") & tool_call("get_weather", city="Rome")).returning("3 °C", "19 °C")
    calls = RunFactory().with_steps(both, message("Hi"))().steps[0].wire()["step_details"]["tool_calls"]
    assert [(json.loads(call["function"]["arguments"])["city"], call["function"]["output"]) for call in calls] == [
        ("Oslo", "3 °C"),
        ("Rome", "19 °C"),
    ]


def test_a_wait_is_for_the_first_call_without_an_output() -> None:
    lifecycle = RunFactory().requires_action.with_steps(CALL.returning("3 °C"), tool_call("book", seats=2))()
    assert [step.status for step in lifecycle.steps] == ["completed", "in_progress"]
    assert lifecycle.run.required_action is not None
    assert lifecycle.run.required_action.submit_tool_outputs.tool_calls[0].function.name == "book"


def test_a_wait_without_a_call_to_wait_for_is_refused() -> None:
    for steps in ((message("Hi"),), (CALL.returning("3 °C"),)):
        with pytest.raises(Incoherent, match="nothing to wait for"):
            RunFactory().requires_action.with_steps(*steps)()


@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_a_run_that_waits_stops_with_its_step(status: str) -> None:
    lifecycle = lifecycle_in(status)
    assert [step.status for step in lifecycle.steps] == [status]
    assert [run.status for run in lifecycle.history()][2] == "requires_action"
    assert [event.event for event in lifecycle.events()][-2:] == ["thread.run.requires_action", "done"]


def test_a_run_expires_600_seconds_after_its_creation() -> None:
    run = lifecycle_in("expired").run
    assert run.completed_at == run.created_at + 600


def test_a_queued_lifecycle_has_no_steps_yet_but_its_tools() -> None:
    lifecycle = lifecycle_in("queued")
    assert (lifecycle.steps, lifecycle.messages) == ((), ())
    assert len(lifecycle.run.tools) == 3


def test_a_lifecycle_in_progress_is_at_its_last_step() -> None:
    lifecycle = lifecycle_in("in_progress")
    assert [step.status for step in lifecycle.steps] == ["completed", "completed", "completed", "in_progress"]
    assert lifecycle.events()[-1].event == "thread.message.in_progress"


def test_a_lifecycle_being_cancelled_has_not_stopped() -> None:
    lifecycle = lifecycle_in("cancelling")
    assert lifecycle.run.cancelled_at is None
    assert lifecycle.steps[-1].status == "in_progress"


def test_an_incomplete_lifecycle_ends_within_its_message() -> None:
    lifecycle = lifecycle_in("incomplete")
    names = [event.event for event in lifecycle.events()]
    assert names[-4:] == ["thread.message.incomplete", "thread.run.step.completed", "thread.run.incomplete", "done"]
    details = RunFactory().incomplete.with_steps(message("Hi"))(incomplete_details={"reason": "max_prompt_tokens"})
    assert details.run.wire()["incomplete_details"] == {"reason": "max_prompt_tokens"}


def test_a_failed_lifecycle_has_the_error_it_was_given() -> None:
    lifecycle = RunFactory().with_error("rate_limit_exceeded", "Slow down.").with_steps(message("Hi"))()
    assert lifecycle.run.wire()["last_error"] == {"code": "rate_limit_exceeded", "message": "Slow down."}


def test_a_lifecycle_without_steps_is_a_run_alone() -> None:
    for status in RUN_FIELDS:
        if status != "requires_action":
            lifecycle = getattr(RunFactory(), status).with_steps()()
            assert lifecycle.steps == ()
            assert incoherences(lifecycle.run) == []


def test_fields_of_the_run_hold_from_its_first_moment_to_its_last() -> None:
    factory = RunFactory().with_(model="gpt-4o", created_at=1_700_000_000).with_metadata(team="blue")
    lifecycle = factory.failed.with_steps(*STEPS)(temperature=0.0)
    for run in lifecycle.history():
        assert (run.model, run.metadata, run.temperature) == ("gpt-4o", {"team": "blue"}, 0.0)
        assert run.created_at == 1_700_000_000


@pytest.mark.parametrize("field", ["completed_at", "started_at", "usage", "required_action", "last_error"])
def test_a_field_that_follows_from_the_steps_cannot_be_given(field: str) -> None:
    with pytest.raises(Incoherent, match=f"{field}: it follows from the steps"):
        RunFactory().with_steps(*STEPS)(**{field: None})


def test_a_lifecycle_lasts_as_long_as_it_is_told_to() -> None:
    run = RunFactory().lasting(60).with_steps(*STEPS)().run
    assert run.completed_at == run.created_at + 60
    with pytest.raises(ValueError, match="take 8 s; a run that takes them cannot last 7 s"):
        RunFactory().lasting(7).with_steps(*STEPS)()
    with pytest.raises(ValueError, match="take 603 s; a run that takes them cannot last 600 s"):
        RunFactory().with_steps(*[code("1")] * 301)()


def test_a_step_that_fails_makes_the_run_fail_where_no_other_status_was_asked_for() -> None:
    lifecycle = RunFactory().with_steps(message("Wait."), code("1 / 0").failing("server_error", "No."))()
    assert lifecycle.run.wire()["last_error"] == {"code": "server_error", "message": "No."}
    assert [step.status for step in lifecycle.steps] == ["completed", "failed"]
    assert RunFactory().failed.with_steps(code("1 / 0").failing())().run.status == "failed"
    assert RunFactory().in_progress.with_steps(code("1 / 0").failing())().steps[0].status == "in_progress"


@pytest.mark.parametrize("status", ["completed", "incomplete", "cancelled", "cancelling", "expired"])
def test_a_run_whose_step_fails_does_not_end_otherwise(status: str) -> None:
    with pytest.raises(Incoherent, match="steps: the last one fails, and the run with it"):
        getattr(RunFactory(), status).with_steps(code("1 / 0").failing())()


def test_there_is_one_error_that_of_the_step() -> None:
    with pytest.raises(Incoherent, match="last_error: it is that of the step that fails"):
        RunFactory().with_error("rate_limit_exceeded").with_steps(code("1 / 0").failing())()


@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_a_run_that_is_stopped_stops_within_its_last_step(status: str) -> None:
    lifecycle = getattr(RunFactory(), status).with_steps(code("6 * 7", "42"), message("One two three four"))()
    assert [step.status for step in lifecycle.steps] == ["completed", status]
    assert lifecycle.messages[0].text == "One two"


def test_lifecycles_share_nothing() -> None:
    factory = RunFactory().with_metadata(team="blue").with_steps(*STEPS)
    first, second = factory(), factory()
    for moment in first.moments:
        for value in (*moment.data.values(), *moment.data.get("tools", ())):
            if isinstance(value, dict):
                value.clear()
    assert second.run.wire()["metadata"] == factory().run.wire()["metadata"] == {"team": "blue"}
    assert factory().run.wire()["tools"] == second.run.wire()["tools"]


def test_an_incoherent_builder_has_no_lifecycle() -> None:
    with pytest.raises(Incoherent, match="unfold by the rules"):
        RunFactory().incoherent.with_steps(message("Hi"))
