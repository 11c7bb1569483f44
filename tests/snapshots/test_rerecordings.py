"""A snapshot of a recorded run holds for the next recording of it, from another server on another day."""

from __future__ import annotations

import shutil

import pytest
from snapshots.project import RAW_ID, Project

from pytest_runsreplay import RunsService

TESTS = """
import openai
import pytest

@pytest.mark.runsreplay(any_host=True)
def test_agent(runs_cassette, runs_snapshot):
    with openai.OpenAI() as client:
        assistant = client.beta.assistants.create(model="gpt-4o-mini")
        question = {"role": "user", "content": "How warm is it in Oslo?"}
        run = client.beta.threads.create_and_run_poll(assistant_id=assistant.id, thread={"messages": [question]})
        client.beta.threads.messages.list(run.thread_id)
        client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
    assert runs_cassette.run(run.id) == runs_snapshot
    assert runs_cassette.steps(run.id) == runs_snapshot(times="rank")
    assert runs_cassette.messages(run.thread_id) == runs_snapshot.json
    assert run == runs_snapshot(name="as the client has it")
    assert runs_cassette.history(run.id) == runs_snapshot(name="history")
"""


def test_a_second_recording_verifies_against_the_snapshots_of_the_first(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(test_a=TESTS)
    cassettes = project.folder.parent / "cassettes"
    texts = []
    for seed, options in enumerate((("--snapshot-update",), (), ())):
        with RunsService(f"{seed}", start=1_800_000_000 + seed * 86_400, poll_after_ms=1) as service:
            monkeypatch.setenv("OPENAI_BASE_URL", service.base_url)
            monkeypatch.setenv("OPENAI_API_KEY", service.api_key)
            project.run("--runsreplay-record-mode=once", *options).assert_outcomes(passed=1)
        [recorded] = cassettes.rglob("*.json")
        texts.append(recorded.read_text(encoding="utf-8"))
        project.run().assert_outcomes(passed=1)
        shutil.rmtree(cassettes)
    assert len({frozenset(RAW_ID.findall(text)) for text in texts}) == 3, "the ids were other ones each time"
    assert not any(RAW_ID.search(text) for text in project.files().values())
    alike, client = (text.partition("\n")[2] for text in project.stored("test_a").split("# name: ")[1::2])
    assert client == alike, "the client's models are shown like ours"
