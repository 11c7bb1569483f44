"""A cassette shows what is in it as parsed models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_runsreplay import RunsCassette, use_cassette


@pytest.fixture
def polled() -> Iterator[RunsCassette]:
    with use_cassette("golden:v2/tool_call") as cassette:
        yield cassette


@pytest.fixture
def streamed() -> Iterator[RunsCassette]:
    with use_cassette("golden:v2/stream") as cassette:
        yield cassette


def test_runs_are_shown_as_they_were_last_seen(polled: RunsCassette) -> None:
    [run] = polled.runs
    assert run.status == "completed"
    assert polled.run(run.id) == run


def test_the_history_of_a_run_has_each_of_its_states_once_in_a_row(polled: RunsCassette) -> None:
    states = [run.status for run in polled.history(polled.runs[0].id)]
    assert states == ["queued", "in_progress", "requires_action", "queued", "in_progress", "completed"]


@pytest.mark.parametrize("kind", ["polled", "streamed"])
def test_steps_and_messages_come_oldest_first(kind: str, request: pytest.FixtureRequest) -> None:
    cassette: RunsCassette = request.getfixturevalue(kind)
    [run] = cassette.runs
    steps, messages = cassette.steps(run.id), cassette.messages(run.thread_id)
    assert [step.type for step in steps] == ["tool_calls", "message_creation"]
    assert [step.status for step in steps] == ["completed", "completed"]
    assert messages[-1].role == "assistant"
    assert cassette.steps("run_other") == []


def test_events_are_those_of_the_streams(streamed: RunsCassette, polled: RunsCassette) -> None:
    assert [event.event for event in streamed.events][:2] == ["thread.run.created", "thread.run.queued"]
    assert polled.events == []


def test_a_run_that_is_not_there_is_an_error_naming_those_that_are(polled: RunsCassette) -> None:
    [run] = polled.runs
    with pytest.raises(LookupError, match=f"no run 'run_x' was recorded; there are {run.id}"):
        polled.run("run_x")
