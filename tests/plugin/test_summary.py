"""The terminal summary says what became of cassettes, only when there is something to say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bystanders import WORKER

CASSETTE = Path("cassettes/test_agent/test_poll.json")


def recorded_days_ago(days: int, **extended: str) -> None:
    """Change when the cassette was recorded."""
    document = json.loads(CASSETTE.read_text())
    document["recorded"]["at"] = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    if extended:
        document["recorded"]["extended"] = {**document["recorded"], **extended}
    CASSETTE.write_text(json.dumps(document))


def test_it_is_silent_when_there_is_nothing_to_say(recorded: pytest.Pytester) -> None:
    recorded.runpytest("--runsreplay-max-age=30").stdout.no_fnmatch_line("*- runsreplay -*")


@pytest.mark.parametrize("options", [(), WORKER], ids=["alone", "-n 1"])
def test_a_stale_cassette_is_named_with_its_age_and_the_command(
    recorded: pytest.Pytester, options: tuple[str, ...]
) -> None:
    recorded_days_ago(31, at=datetime.now(UTC).isoformat())
    result = recorded.runpytest("--runsreplay-max-age=30", *options)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "1 cassette is stale:",
            f"  {CASSETTE} (recorded 20*, 31 days ago; max_age is 30)",
            "*from a server that still answers or from a RunsService: pytest *=rewrite test_agent.py::test_poll",
        ]
    )


def test_a_cassette_grows_stale_by_its_own_age_alone(recorded: pytest.Pytester) -> None:
    recorded_days_ago(31)
    for maximum in (31, 40):
        recorded.runpytest(f"--runsreplay-max-age={maximum}").stdout.no_fnmatch_line("*is stale*")
    for _ in range(2):  # that it was read does not make it younger
        recorded.runpytest("--runsreplay-max-age=30").stdout.fnmatch_lines(["1 cassette is stale:"])


def test_the_age_can_be_in_the_ini_file_and_what_is_no_number_is_an_error(recorded: pytest.Pytester) -> None:
    recorded_days_ago(31)
    before = Path("pyproject.toml").read_text()
    Path("pyproject.toml").write_text(f"{before}\nrunsreplay_max_age = '30'\n")
    recorded.runpytest().stdout.fnmatch_lines(["1 cassette is stale:"])
    Path("pyproject.toml").write_text(f"{before}\nrunsreplay_max_age = 'old'\n")
    result = recorded.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: ini file: runsreplay_max_age has a value it does not take: *'old'"])
    Path("pyproject.toml").write_text(before)
    recorded.runpytest("--runsreplay-max-age=-1").stderr.fnmatch_lines(["ERROR: --runsreplay-max-age: max_age is a *"])


def test_evidence_does_not_grow_stale(recorded: pytest.Pytester) -> None:
    recorded_days_ago(3000)
    recorded.makepyfile(test_agent=Path("test_agent.py").read_text().replace(".runsreplay", ".runsreplay(frozen=True)"))
    recorded.runpytest("--runsreplay-max-age=30").stdout.no_fnmatch_line("*is stale*")


def test_it_counts_what_was_recorded(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        @pytest.mark.parametrize("number", range(12))
        def test_it(client, number):
            client.get("/x")
        """
    )
    result = project.runpytest("--runsreplay-record-mode=once")
    assert result.stdout.str().count("\nrecorded ") == 10
    result.stdout.fnmatch_lines(["… and 2 more", "12 cassettes were recorded"])
