"""An expected failure does not hide a miss, unless it says that the miss is what it expects."""

from __future__ import annotations

from pathlib import Path

import pytest

TEST = """
from pathlib import Path

import pytest
from pytest_runsreplay import CassetteMiss

@pytest.mark.xfail({arguments})
@pytest.mark.runsreplay
def test_it(client):
    {body}
"""
ASK = 'client.get("/nothing")'
SWALLOW = """try:
        client.get("/nothing")
    except BaseException:
        assert False"""


@pytest.mark.parametrize("body", [ASK, SWALLOW], ids=["raised", "made another error of"])
@pytest.mark.parametrize("arguments", ["", "strict=True", "raises=AssertionError", "raises=(OSError, BaseException)"])
def test_a_miss_is_a_failure(project: pytest.Pytester, arguments: str, body: str) -> None:
    project.makepyfile(test_agent=TEST.format(arguments=arguments, body=body))
    result = project.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The cassette has no answer for GET https://h/v1/nothing"])


@pytest.mark.parametrize("raises", ["CassetteMiss", "(OSError, CassetteMiss)"])
def test_a_miss_that_is_expected_is_none(project: pytest.Pytester, raises: str) -> None:
    project.makepyfile(test_agent=TEST.format(arguments=f"raises={raises}", body=ASK))
    project.runpytest().assert_outcomes(xfailed=1)


def test_another_failure_is_expected_as_ever(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=TEST.format(arguments="", body="assert False"))
    project.runpytest().assert_outcomes(xfailed=1)


def test_a_miss_in_the_set_up_is_an_error(project: pytest.Pytester) -> None:
    fixture = '@pytest.fixture\ndef agent(client):\n    client.get("/nothing")\n'
    body = TEST.format(arguments="", body="pass").replace("(client)", "(agent)")
    project.makepyfile(test_agent=f"{body}\n{fixture}")
    project.runpytest().assert_outcomes(errors=1)


def test_it_is_recorded_where_there_is_nothing_to_lose(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=TEST.format(arguments="", body='assert client.get("/x").status_code == 201'))
    cassette = Path("cassettes/test_agent/test_it.json")
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(xfailed=1)
    before = cassette.read_bytes()
    project.runpytest().assert_outcomes(xfailed=1)
    project.runpytest("--runsreplay-record-mode=rewrite").assert_outcomes(xfailed=1)
    assert cassette.read_bytes() == before
