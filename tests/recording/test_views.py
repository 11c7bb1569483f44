"""A cassette shows what is in it as parsed models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_runsreplay import RunsCassette, RunsService, use_cassette
from pytest_runsreplay.lifecycle import message, tool_call


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


def test_it_tells_the_requests_that_were_recorded_with_their_bodies(polled: RunsCassette) -> None:
    assert polled.requests == [exchange.request for exchange in polled.exchanges]
    submitted = next(one for one in polled.requests if one.url.endswith("/submit_tool_outputs"))
    assert submitted.method == "POST"
    assert "tool_outputs" in submitted.json()


def test_it_tells_where_it_lies_and_whether_it_only_replays(polled: RunsCassette) -> None:
    assert polled.path.parts[-2:] == ("v2", "tool_call.json")
    assert (polled.mode, polled.replaying) == ("none", True)


def test_the_same_is_shown_while_recording_as_in_replay(tmp_path: Path) -> None:
    def shown(cassette: RunsCassette) -> list[Any]:
        [run] = cassette.runs
        views = [cassette.exchanges, cassette.requests, cassette.events, cassette.history(run.id)]
        return [*views, run, cassette.run(run.id), cassette.steps(run.id), cassette.messages(run.thread_id)]

    service = RunsService()
    service.script(tool_call("add", a=1, b=2), message("It is 3."))
    with use_cassette(tmp_path / "a.json", record_mode="once") as recording:
        client = service.client()
        assistant = client.beta.assistants.create(model="gpt-4o-mini")
        thread = client.beta.threads.create(messages=[{"role": "user", "content": "1 + 2?"}])
        run = client.beta.threads.runs.create_and_poll(
            thread_id=thread.id, assistant_id=assistant.id, poll_interval_ms=1
        )
        call = run.required_action.submit_tool_outputs.tool_calls[0].id
        outputs: Any = [{"tool_call_id": call, "output": "3"}]
        with client.beta.threads.runs.submit_tool_outputs_stream(
            run_id=run.id, thread_id=thread.id, tool_outputs=outputs
        ) as stream:
            stream.until_done()
        client.beta.threads.messages.list(thread_id=thread.id)
        while_recording = shown(recording)
    with use_cassette(tmp_path / "a.json") as replay:
        assert shown(replay) == while_recording
    assert len(while_recording[2]) > 5
    assert len(while_recording[-2]) == 2


def test_each_answer_is_parsed_once_however_often_it_is_looked_at(polled: RunsCassette) -> None:
    first = polled.runs[0]
    assert all(polled.runs[0] is first for _ in range(3))


def test_what_was_not_asked_for_is_unused(polled: RunsCassette) -> None:
    assert polled.unused == list(range(len(polled.exchanges)))
