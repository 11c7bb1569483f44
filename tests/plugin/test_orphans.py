"""``--runsreplay-orphans`` lists the cassettes that no collected test names, or says why it cannot tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from bystanders import WORKER, WORKERS

CASSETTE = Path("cassettes/test_agent/test_poll.json")
FIXTURES = """
@pytest.fixture(scope="module")
def assistant():
    yield

@pytest.mark.runsreplay("shared")
def test_shared(assistant): pass

@pytest.mark.runsreplay("golden:v2/stream")
def test_golden(): pass
"""


def copy(*places: str) -> None:
    """Put the same recording in other places."""
    for place in places:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).write_bytes(CASSETTE.read_bytes())


@pytest.fixture
def suite(recorded: pytest.Pytester) -> pytest.Pytester:
    """A project whose cassettes all belong to a test or a fixture, beside those of another recorder."""
    with Path("test_agent.py").open("a") as file:
        file.write(FIXTURES)
    copy("cassettes/shared.json", "cassettes/test_agent/assistant[a].json", "cassettes/test_agent/x.unsaved.json")
    Path("cassettes/test_theirs").mkdir()
    for suffix in ("yaml", "json"):
        Path(f"cassettes/test_theirs/test_it.{suffix}").write_text('{"version": 1, "interactions": []}')
    return recorded


def test_it_is_silent_when_there_are_none(suite: pytest.Pytester) -> None:
    suite.runpytest("--runsreplay-orphans").stdout.no_fnmatch_line("*orphan*")


def test_they_are_not_listed_unasked(suite: pytest.Pytester) -> None:
    copy("cassettes/test_gone/test_it.json")
    suite.runpytest().stdout.no_fnmatch_line("*orphan*")


@pytest.mark.parametrize(
    "options", [(), WORKERS, ("--collect-only",), (".",)], ids=["alone", "-n 2", "collecting", "."]
)
def test_they_are_listed_with_the_command(suite: pytest.Pytester, options: tuple[str, ...]) -> None:
    copy("cassettes/test_gone/test_it.json", "cassettes/test_agent/test old.json")
    suite.runpytest("--runsreplay-orphans", *options).stdout.fnmatch_lines(
        [
            "2 cassettes are orphaned: no collected test names them:",
            "  cassettes/test_agent/test old.json",
            "  cassettes/test_gone/test_it.json",
            "*git rm -- 'cassettes/test_agent/test old.json' cassettes/test_gone/test_it.json",
        ]
    )


def test_a_cassette_that_a_test_asks_for_while_it_runs_is_none(project: pytest.Pytester) -> None:
    body = "def test_poll(request, client):\n    request.getfixturevalue('runs_cassette')\n    client.get('/x')\n"
    project.makepyfile(test_agent=body)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    project.runpytest("--runsreplay-orphans").stdout.no_fnmatch_line("*orphan*")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("-k", "poll"), "tests were deselected *"),
        (("--ignore=elsewhere",), "tests were left out *"),
        (("test_agent.py",), "only a part of the tests was asked for (test_agent.py)"),
        (("test_agent.py::test_poll",), "only a part of the tests was asked for (test_agent.py::test_poll)"),
    ],
)
@pytest.mark.parametrize("workers", [(), WORKER], ids=["alone", "-n 1"])
def test_it_says_why_it_cannot_tell(
    suite: pytest.Pytester, options: tuple[str, ...], reason: str, workers: tuple[str, ...]
) -> None:
    result = suite.runpytest("--runsreplay-orphans", *options, *workers)
    result.stdout.fnmatch_lines([f"which cassettes are orphaned cannot be told: {reason}"])


def test_it_cannot_tell_where_the_folder_is_known_only_to_tests(suite: pytest.Pytester) -> None:
    with Path("conftest.py").open("a") as file:
        file.write(
            "\n@pytest.fixture\ndef runsreplay_cassette_dir(request):\n    return request.path.parent / 'tapes'\n"
        )
    suite.runpytest("--runsreplay-orphans").stdout.fnmatch_lines(["*cannot be told: runsreplay_cassette_dir is over*"])
