"""A suite that does not use the plugin behaves as if it were not there, whatever else is installed."""

from __future__ import annotations

import pytest
from bystanders import without

SUITE = """
import asyncio, time, pytest, urllib.request

def test_plain():
    assert time.sleep.__module__ == "time" or time.sleep.__name__ == "sleep"

@pytest.mark.asyncio
async def test_asyncio():
    await asyncio.sleep(0)

@pytest.mark.anyio
async def test_anyio():
    await asyncio.sleep(0)

@pytest.fixture
def anyio_backend():
    return "asyncio"

@pytest.mark.vcr
def test_pytest_recording(vcr):
    assert vcr.record_mode.value == "none"
    with pytest.raises(Exception, match="Can't play back|cannot|CannotOverwrite"):
        urllib.request.urlopen("http://192.0.2.1/")

@pytest.mark.parametrize("number", range(3))
def test_many(number):
    pass

def test_failing():
    assert False
"""
INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\n"


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini(INI)
    pytester.makepyfile(SUITE)
    return pytester


@pytest.mark.parametrize("options", [("--strict-markers",), ("-n", "2"), ("-p", "no:runsreplay")])
def test_the_outcome_is_the_same(suite: pytest.Pytester, options: tuple[str, ...]) -> None:
    result = suite.runpytest_subprocess(*options)
    result.assert_outcomes(passed=7, failed=1)
    result.stdout.no_fnmatch_line("*runsreplay*cassette*")
    assert [path.name for path in suite.path.rglob("cassettes")] == []


def test_both_recorders_work_in_one_suite(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(
        """
        import httpx2, pytest

        def answer(request):
            return httpx2.Response(200, text="live")

        def ask():
            with httpx2.Client(transport=httpx2.MockTransport(answer)) as client:
                return client.get("https://h/x").text

        @pytest.mark.vcr
        def test_theirs():
            assert ask() == "live"

        @pytest.mark.runsreplay
        def test_ours():
            assert ask() == "live"
        """
    )
    options = without("faker", "hypothesispytest", "syrupy")
    recording = pytester.runpytest_subprocess(*options, "--record-mode=once", "--runsreplay-record-mode=once")
    recording.assert_outcomes(passed=2)
    found = sorted(str(path.relative_to(pytester.path)) for path in pytester.path.rglob("cassettes/*/*"))
    assert [path.rpartition(".")[2] for path in found] == ["json", "yaml"]

    source = pytester.path / "test_both_recorders_work_in_one_suite.py"
    source.write_text(source.read_text().replace('"live")', "1 / 0)"))
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=2)


def test_without_the_plugin_its_marker_is_unknown_and_nothing_else_changes(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile("def test_it(request):\n    assert not request.config.pluginmanager.hasplugin('runsreplay')\n")
    pytester.runpytest_subprocess("-p", "no:runsreplay", "-W", "error").assert_outcomes(passed=1)
