"""The recordings that come with the package replay with the real openai client, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openai
import pytest
from counting import counting
from record_golden import FOLDER, record, stream_conversation, tool_call_conversation

from pytest_runsreplay import RunsCassette, incoherences

URL = "https://runs.example/v1"


@pytest.mark.runsreplay("golden:v2/tool_call")
def test_the_tool_call_replays_without_a_sleep_or_a_connection(runs_cassette: RunsCassette) -> None:
    with counting() as counts, openai.OpenAI(api_key="none", base_url=URL) as client:
        run_id = tool_call_conversation(client)

    assert counts.connections == []
    assert [state.status for state in runs_cassette.history(run_id)][-1] == "completed"
    assert [step.type for step in runs_cassette.steps(run_id)] == ["tool_calls", "message_creation"]
    assert all(runs_cassette.tape.used)


@pytest.mark.runsreplay("golden:v2/stream")
def test_the_stream_replays_event_by_event(runs_cassette: RunsCassette) -> None:
    with counting() as counts, openai.OpenAI(api_key="none", base_url=URL) as client:
        run_id = stream_conversation(client)

    assert counts.connections == []
    run, steps = runs_cassette.run(run_id), runs_cassette.steps(run_id)
    messages = runs_cassette.messages(run.thread_id)
    assert run.status == "completed"
    assert messages[-1].text == "3 to the power of 5 is 243."
    assert incoherences(run, steps) == []
    assert [event.event for event in runs_cassette.events][-2:] == ["thread.run.completed", "done"]


def test_the_script_records_them_again_as_they_are(tmp_path: Path) -> None:
    record(tmp_path)
    shipped = {path.relative_to(FOLDER): _exchanges(path) for path in FOLDER.rglob("*.json")}
    assert {path.relative_to(tmp_path): _exchanges(path) for path in tmp_path.rglob("*.json")} == shipped


def test_they_are_frozen(pytester: pytest.Pytester) -> None:
    before = {path: path.read_bytes() for path in FOLDER.rglob("*.json")}
    pytester.makepyfile(
        """
        import urllib.request, pytest
        @pytest.mark.runsreplay("golden:v2/stream")
        def test_it():
            urllib.request.urlopen("http://127.0.0.1:9/v1/new")
        """
    )
    result = pytester.runpytest("--runsreplay-record-mode=all", "-p", "no:asyncio")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The cassette is frozen: it is evidence and is not recorded again"])
    assert {path: path.read_bytes() for path in FOLDER.rglob("*.json")} == before


def _exchanges(path: Path) -> Any:
    """The exchanges but for when the chunks of streams arrived, which no two recordings have in common."""
    exchanges = json.loads(path.read_text(encoding="utf-8"))["exchanges"]
    for exchange in exchanges:
        exchange["response"].pop("arrived", None)
    return exchanges
