"""The hook ``pytest_runsreplay_before_record`` changes or drops what is recorded, and may fail the test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASSETTE = Path("cassettes/test_agent/test_poll.json")
HOOK = "\ndef pytest_runsreplay_before_record(exchange):\n"
DROP = "    return False if exchange.request.url.endswith('run_1') else None\n"
CHANGE = """    import dataclasses
    url = exchange.request.url.replace("thread_1", "thread_{}")
    return dataclasses.replace(exchange, request=dataclasses.replace(exchange.request, url=url))
"""


def implement(body: str, file: str = "conftest.py") -> None:
    """Implement the hook in a conftest."""
    with Path(file).open("a") as conftest:
        conftest.write(HOOK + body)


def urls(file: Path = CASSETTE) -> list[str]:
    return [
        exchange["request"]["url"].removeprefix("https://h/v1")
        for exchange in json.loads(file.read_text())["exchanges"]
    ]


def test_it_drops_what_it_says_no_to(project: pytest.Pytester) -> None:
    implement(DROP)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    assert urls() == ["/threads/thread_1/runs"]


def test_it_changes_what_is_written_and_shown(project: pytest.Pytester) -> None:
    implement(CHANGE.format("other"))
    text = Path("test_agent.py").read_text().replace("(client)", "(client, runs_cassette)")
    check = "\n    assert {one.request.url for one in runs_cassette.exchanges} == set(URLS)\n"
    known = "URLS = ['https://h/v1/threads/thread_other/runs', 'https://h/v1/threads/thread_other/runs/run_1']\n"
    project.makepyfile(test_agent=known + text + check)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    assert set(urls()) == {"/threads/thread_other/runs", "/threads/thread_other/runs/run_1"}


def test_several_are_applied_in_turn_the_nearest_first(project: pytest.Pytester) -> None:
    implement(CHANGE.replace("thread_1", "thread_near").format("far"))
    folder = project.mkdir("sub")
    (folder / "conftest.py").write_text(HOOK + CHANGE.format("near"))
    Path("test_agent.py").rename(folder / "test_agent.py")
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    assert set(urls(folder / CASSETTE)) == {"/threads/thread_far/runs", "/threads/thread_far/runs/run_1"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    if 'run_1' in exchange.request.url:\n        secret = 1 / 0\n", "*ZeroDivisionError: division by zero"),
        ("    if 'run_1' in exchange.request.url:\n        return 3\n", "*TypeError: *returned 3: it returns None, *"),
    ],
)
def test_its_errors_fail_the_test_and_only_that_exchange_is_not_written(
    project: pytest.Pytester, body: str, message: str
) -> None:
    implement(body)
    result = project.runpytest("--runsreplay-record-mode=once")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([message, "*This exchange is not in any file, *: GET https://h/v1/threads/*run_1"])
    assert urls(CASSETTE.with_suffix(".unsaved.json")) == ["/threads/thread_1/runs"]
    assert not CASSETTE.exists()


def test_it_counts_for_fixtures_of_wider_scope_too(project: pytest.Pytester) -> None:
    implement("    return False\n")
    with Path("conftest.py").open("a") as file:
        file.write(
            "\n@pytest.fixture(scope='session')\ndef assistant():\n"
            "    with httpx2.Client(transport=httpx2.MockTransport(Server()), base_url='https://h/v1') as client:\n"
            "        client.post('/assistants')\n"
        )
    project.makepyfile(test_agent="import pytest\n@pytest.mark.runsreplay\ndef test_it(assistant):\n    pass\n")
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    path = Path("cassettes/conftest/assistant.json")
    assert not path.exists() or urls(path) == []


def test_a_wrapper_is_refused(project: pytest.Pytester) -> None:
    with Path("conftest.py").open("a") as file:
        file.write("\n@pytest.hookimpl(wrapper=True)\ndef pytest_runsreplay_before_record():\n    return (yield)\n")
    result = project.runpytest("--runsreplay-record-mode=once")
    result.stdout.fnmatch_lines(["*pytest_runsreplay_before_record of * is a wrapper: make it a plain hook*"])
