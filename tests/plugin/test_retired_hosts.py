"""The summary names hosts that switched this API off: when they are asked, and when a green suite rests on them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from cassette_files import edit, extend

from pytest_runsreplay.recording import retired

AZURE = "https://res.openai.azure.com/openai"
OPENAI = "https://api.openai.com/v1"
FOUNDRY = "https://res.services.ai.azure.com/api/projects/p1"
OFF = "api.openai.com was asked live, but OpenAI's Assistants API was switched off on 2026-08-26: nothing can be *"
RESTS = "*cannot be recorded again, from hosts that switched this API off*"
WORKERS = pytest.mark.parametrize("workers", [(), ("-n", "2")])
CASSETTE = Path("cassettes/test_agent/test_poll.json")


def recorded_from(base: str) -> None:
    """Let the recorded cassette be that of another host."""
    document = json.loads(CASSETTE.read_text().replace("https://h/v1", base))
    document["recorded"]["hosts"] = [base.split("/")[2]]
    CASSETTE.write_text(json.dumps(document))


@pytest.fixture
def old(recorded: pytest.Pytester) -> pytest.Pytester:
    """A project whose cassette is from OpenAI and replays for any host."""
    edit("test_agent.py", ".runsreplay", ".runsreplay(any_host=True)")
    recorded_from(OPENAI)
    return recorded


@WORKERS
def test_a_green_suite_that_rests_on_such_a_host_says_so_in_one_line(
    old: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    result = old.runpytest(*workers)
    result.assert_outcomes(passed=1)
    line = "1 cassette holds what cannot be recorded again, from hosts that switched this API off: "
    line += "api.openai.com (since 2026-08-26); mark them frozen=True, and no recording touches them"
    assert line in result.stdout.lines


def test_several_cassettes_and_hosts_are_counted_in_the_same_line(old: pytest.Pytester) -> None:
    extend(
        "test_agent.py",
        f"""
        @pytest.mark.runsreplay(frozen=True, any_host=True)
        def test_frozen(client):
            client.post("{AZURE}/threads/thread_1/runs", json={{"question": "How warm is it?"}})
        """,
    )
    azure = CASSETTE.read_text().replace(OPENAI, AZURE).replace("api.openai.com", "res.openai.azure.com")
    CASSETTE.with_name("test_frozen.json").write_text(azure)
    old.runpytest("--runsreplay-unused=ignore").stdout.fnmatch_lines(
        ["2 cassettes hold *: api.openai.com (since 2026-08-26), res.openai.azure.com (since 2026-08-26); 1 of them *"]
    )


def test_what_is_frozen_needs_no_protection(old: pytest.Pytester) -> None:
    edit("test_agent.py", "any_host=True", "any_host=True, frozen=True")
    result = old.runpytest()
    result.stdout.fnmatch_lines(["1 cassette holds *: api.openai.com (since 2026-08-26); frozen"])


@WORKERS
def test_a_red_suite_has_other_worries(old: pytest.Pytester, workers: tuple[str, ...]) -> None:
    extend("test_agent.py", "def test_other():\n    assert False\n")
    old.runpytest(*workers).stdout.no_fnmatch_line(RESTS)


def test_an_interrupted_suite_is_not_green(old: pytest.Pytester) -> None:
    extend("test_agent.py", "def test_other():\n    raise KeyboardInterrupt\n")
    old.runpytest_inprocess(no_reraise_ctrlc=True).stdout.no_fnmatch_line(RESTS)


def test_nothing_is_said_of_other_hosts_nor_of_a_test_that_asks_nothing(old: pytest.Pytester) -> None:
    edit("test_agent.py", "    client.post", "    return\n    client.post")
    old.runpytest("--runsreplay-unused=ignore").stdout.no_fnmatch_line("*- runsreplay -*")
    edit("test_agent.py", "    return\n", "")
    CASSETTE.write_text(CASSETTE.read_text().replace("api.openai.com", "runs.example"))
    old.runpytest().stdout.no_fnmatch_line("*- runsreplay -*")


def test_a_cassette_of_vcrpy_counts_by_its_requests(old: pytest.Pytester) -> None:
    interactions = [
        {
            "request": {"method": one["request"]["method"], "uri": one["request"]["url"], "body": body, "headers": {}},
            "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": answer}},
        }
        for one in json.loads(CASSETTE.read_text())["exchanges"]
        for body in [json.dumps(one["request"]["json"]) if "json" in one["request"] else None]
        for answer in [json.dumps(one["response"]["json"])]
    ]
    CASSETTE.with_suffix(".yaml").write_text(json.dumps({"version": 1, "interactions": interactions}))
    CASSETTE.unlink()
    result = old.runpytest("--runsreplay-unused=ignore")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 cassette holds *: api.openai.com (since 2026-08-26); *"])


@WORKERS
def test_who_asks_such_a_host_live_is_told_once(project: pytest.Pytester, workers: tuple[str, ...]) -> None:
    edit("conftest.py", "https://h/v1", OPENAI)
    extend("test_agent.py", "@pytest.mark.runsreplay\ndef test_other(client):\n    client.get('/threads/t1')\n")
    result = project.runpytest("--runsreplay-record-mode=once", *workers)
    assert result.stdout.str().count("was asked live") == 1
    result.stdout.fnmatch_lines([OFF])


def test_it_is_told_though_the_test_fails_or_gets_no_answer(project: pytest.Pytester) -> None:
    edit("conftest.py", "https://h/v1", OPENAI)
    edit("conftest.py", "        self.asked.append", "        raise RuntimeError\n        self.asked.append")
    result = project.runpytest("--runsreplay-record-mode=once")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([OFF])


def test_requests_to_what_lives_on_there_are_not_remarked_upon(project: pytest.Pytester) -> None:
    edit("conftest.py", "https://h/v1", OPENAI)
    project.makepyfile(
        test_agent="""
        import pytest

        @pytest.mark.runsreplay
        def test_poll(client):
            client.post("/responses", json={})
        """
    )
    for options in (("--runsreplay-record-mode=once",), ()):
        result = project.runpytest(*options)
        result.assert_outcomes(passed=1)
        result.stdout.no_fnmatch_line("*switched*")


def test_recording_from_foundry_says_until_when_that_can_be_done(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("conftest.py", "https://h/v1", FOUNDRY)
    monkeypatch.setattr(retired, "today", lambda: date(2027, 3, 30))
    said = "Foundry's classic Agent Service will be switched off on 2027-03-31; record until then"
    result = project.runpytest("--runsreplay-record-mode=once")
    result.stdout.fnmatch_lines([f"res.services.ai.azure.com was asked live: {said}"])
    project.runpytest().stdout.no_fnmatch_line("*- runsreplay -*")


def test_from_its_day_on_foundry_is_one_of_them(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    edit("conftest.py", "https://h/v1", FOUNDRY)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    monkeypatch.setattr(retired, "today", lambda: date(2027, 3, 31))
    project.runpytest().stdout.fnmatch_lines(["1 cassette holds *: res.services.ai.azure.com (since 2027-03-31); *"])
    CASSETTE.unlink()
    result = project.runpytest()
    result.stdout.fnmatch_lines(
        [
            "res.services.ai.azure.com cannot be recorded: Foundry's classic Agent Service was switched off on 2027-*",
            "To record it elsewhere, point the client at a RunsService or another host: --runsreplay-record-mode=once",
        ]
    )
