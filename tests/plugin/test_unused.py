"""Exchanges that a passing test never used are told, or fail it, or neither, as the setting ``unused`` says."""

from __future__ import annotations

from pathlib import Path

import pytest
from bystanders import WORKER

LESS = "import pytest\n@pytest.mark.runsreplay{marker}\ndef test_poll(client):\n    {body}\n"
ASKING = 'client.post("/threads/thread_1/runs", json={"question": "How warm is it?"})'
TOLD = "*cassettes/test_agent/test_poll.json (3 of 4: exchange 2, GET https://h/v1/threads/thread_1/runs/run_1, …)"


def less(project: pytest.Pytester, marker: str = "", body: str = ASKING) -> None:
    """Let the test ask for one exchange of those that were recorded."""
    project.makepyfile(test_agent=LESS.format(marker=marker, body=body))


@pytest.mark.parametrize("options", [(), WORKER, ("-W", "error")], ids=["alone", "-n 1", "-W error"])
def test_they_are_a_line_in_the_summary_with_the_command(recorded: pytest.Pytester, options: tuple[str, ...]) -> None:
    less(recorded)
    result = recorded.runpytest(*options)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "1 cassette is partly unused*",
            TOLD,
            "*pytest --runsreplay-record-mode=rewrite test_agent.py::test_poll",
            "  To keep them: unused = 'ignore'",
        ]
    )


def test_they_can_fail_the_test_that_passed(recorded: pytest.Pytester) -> None:
    less(recorded, "(unused='error')")
    result = recorded.runpytest()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "This test passed without using all of cassettes/test_agent/test_poll.json;*",
            "  exchange 2, GET https://h/v1/threads/thread_1/runs/run_1",
            "To record it again, from a server that still answers or from a RunsService: *=rewrite",
        ]
    )


def test_the_command_line_has_the_last_word(recorded: pytest.Pytester) -> None:
    less(recorded, "(unused='error')")
    result = recorded.runpytest("--runsreplay-unused=ignore")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*unused*")
    recorded.runpytest("--runsreplay-unused=error").assert_outcomes(passed=1, errors=1)


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ("assert not client", ()),
        ("pytest.skip('no')", ()),
        (ASKING, ("--runsreplay-record-mode=new_episodes",)),
        (ASKING, ("--runsreplay-record-mode=all",)),
    ],
    ids=["failed", "skipped", "adding", "recording"],
)
def test_nothing_is_said_of_a_test_that_did_not_pass_or_records(
    recorded: pytest.Pytester, body: str, options: tuple[str, ...]
) -> None:
    less(recorded, "(unused='error')", body)
    result = recorded.runpytest(*options)
    assert result.parseoutcomes().get("errors", 0) == 0
    result.stdout.no_fnmatch_line("*without using*")


def test_polling_less_often_than_recorded_leaves_nothing_unused(recorded: pytest.Pytester) -> None:
    less(recorded, "(unused='error')", f'{ASKING}; client.get("/threads/thread_1/runs/run_1")')
    recorded.runpytest().assert_outcomes(passed=1)


def test_a_frozen_cassette_is_not_to_be_recorded_again(recorded: pytest.Pytester) -> None:
    less(recorded, "(frozen=True)")
    result = recorded.runpytest()
    result.stdout.fnmatch_lines([TOLD, "  To keep them: unused = 'ignore'"])
    result.stdout.no_fnmatch_line("*rewrite*")


def test_a_cassette_that_tests_share_is_not_looked_at(recorded: pytest.Pytester) -> None:
    less(recorded, "('test_poll', unused='error')")
    recorded.runpytest().assert_outcomes(passed=1, errors=1)
    recorded.runpytest("test_agent.py::test_poll").assert_outcomes(passed=1)
    with Path("test_agent.py").open("a") as file:
        file.write("\n@pytest.mark.runsreplay('test_poll')\ndef test_other():\n    pass\n")
    recorded.runpytest().assert_outcomes(passed=2)


def test_a_script_can_be_as_strict(recorded: pytest.Pytester) -> None:
    from pytest_runsreplay import CassetteError, use_cassette

    strict = use_cassette("cassettes/test_agent/test_poll.json", unused="error")
    with pytest.raises(CassetteError, match="4 of 4 exchanges were not used, first POST https://h/v1/threads"), strict:
        pass
