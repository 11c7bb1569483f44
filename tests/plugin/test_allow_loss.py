"""Recorded answers give way to refusals only in a run that says so, and evidence not even then."""

from __future__ import annotations

from pathlib import Path

import pytest
from cassette_files import asked, edit, extend

CASSETTE = Path("cassettes/test_agent/test_poll.json")
LOSS = "POST https://h/v1/threads/thread_1/runs was refused with 503, and the cassette has an answer to it"
REMEDY = "(to save it all the same: --runsreplay-allow-loss, in a script allow_loss=True)"
LEFT = f"*was left as it was, because {LOSS} {REMEDY}; see *unsaved.json*"
LOST = f"recorded *, though {LOSS}"
OPTION = "--runsreplay-allow-loss"
REPLACING = pytest.mark.parametrize("mode", ["all", "rewrite"])


@pytest.fixture
def refusing(recorded: pytest.Pytester) -> pytest.Pytester:
    """The recorded project, whose server refuses everything now."""
    edit("conftest.py", "Response(200", "Response(503")
    edit("test_agent.py", "    while", "    return\n    while")
    return recorded


@REPLACING
def test_it_is_an_option_of_one_run(refusing: pytest.Pytester, mode: str) -> None:
    before = CASSETTE.read_bytes()
    refusing.runpytest(f"--runsreplay-record-mode={mode}").stdout.fnmatch_lines([LEFT])
    assert CASSETTE.read_bytes() == before
    refusing.runpytest(f"--runsreplay-record-mode={mode}", OPTION).stdout.fnmatch_lines([LOST])
    assert CASSETTE.read_bytes() != before


@pytest.mark.parametrize("mode", ["none", "once", "new_episodes"])
def test_it_makes_no_mode_record_what_it_would_not(refusing: pytest.Pytester, mode: str) -> None:
    before = CASSETTE.read_bytes()
    refusing.runpytest(f"--runsreplay-record-mode={mode}", OPTION, "--runsreplay-unused=ignore")
    assert CASSETTE.read_bytes() == before


@REPLACING
def test_frozen_beats_it(refusing: pytest.Pytester, mode: str) -> None:
    edit("test_agent.py", ".runsreplay", ".runsreplay(frozen=True)")
    before = CASSETTE.read_bytes()
    refusing.runpytest(f"--runsreplay-record-mode={mode}", OPTION).assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before
    assert [file.name for file in CASSETTE.parent.iterdir()] == [CASSETTE.name]


@REPLACING
def test_a_failing_test_keeps_its_cassette_all_the_same(refusing: pytest.Pytester, mode: str) -> None:
    edit("test_agent.py", "    return\n", "    assert False\n")
    before = CASSETTE.read_bytes()
    result = refusing.runpytest(f"--runsreplay-record-mode={mode}", OPTION)
    result.stdout.fnmatch_lines(["*was left as it was, because the test did not pass; *"])
    assert CASSETTE.read_bytes() == before


def test_it_is_neither_in_a_marker_nor_in_the_config_fixture(project: pytest.Pytester) -> None:
    edit("test_agent.py", ".runsreplay", ".runsreplay(allow_loss=True)")
    project.runpytest().stderr.fnmatch_lines(["ERROR: *@pytest.mark.runsreplay: unknown setting 'allow_loss'*"])
    edit("test_agent.py", "(allow_loss=True)", "")
    extend("conftest.py", "@pytest.fixture\ndef runsreplay_config():\n    return {'allow_loss': True}\n")
    project.runpytest().stdout.fnmatch_lines(["fixture runsreplay_config: unknown setting 'allow_loss'*"])


def test_it_is_not_in_the_ini_file(recorded: pytest.Pytester) -> None:
    extend("pyproject.toml", "runsreplay_allow_loss = true")
    result = recorded.runpytest("--strict-config")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*Unknown config option: runsreplay_allow_loss*"])


@REPLACING
def test_a_hook_that_drops_refusals_does_not_drop_answers_with_them(refusing: pytest.Pytester, mode: str) -> None:
    edit("test_agent.py", "    return\n", "    client.get('/other')\n    return\n")
    edit("conftest.py", "Response(503", "Response(200 if request.url.path.endswith('other') else 503")
    hook = "def pytest_runsreplay_before_record(exchange):\n    return None if exchange.response.good else False\n"
    extend("conftest.py", hook)
    before = CASSETTE.read_bytes()
    result = refusing.runpytest(f"--runsreplay-record-mode={mode}")
    result.stdout.fnmatch_lines(["*because POST *runs was not answered, and the cassette has an answer to it*"])
    assert CASSETTE.read_bytes() == before


def test_a_hook_may_drop_what_was_answered(recorded: pytest.Pytester) -> None:
    hook = "def pytest_runsreplay_before_record(exchange):\n    return exchange.request.method == 'GET' and None\n"
    extend("conftest.py", hook)
    recorded.runpytest("--runsreplay-record-mode=rewrite").stdout.fnmatch_lines([f"recorded *{CASSETTE}"])
    assert {one.split()[0] for one in asked(CASSETTE)} == {"GET"}


SHARED = """
import pytest
pytestmark = pytest.mark.runsreplay("shared")

def test_one(client):
    client.get("/one")

def test_two(client):
    client.get("/two")
"""


@REPLACING
def test_tests_that_share_a_cassette_lose_nothing(project: pytest.Pytester, mode: str) -> None:
    project.makepyfile(test_agent=SHARED)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    shared = Path("cassettes/test_agent/shared.json")
    before = shared.read_bytes()
    edit("conftest.py", 'endswith("/fail")', 'endswith("/two")')
    for options in ((), ("-k", "two")):
        result = project.runpytest(f"--runsreplay-record-mode={mode}", *options)
        result.stdout.fnmatch_lines(["*because GET https://h/v1/two was refused with 500, and*"])
        assert sorted(asked(shared)) == ["GET /one", "GET /two"]
        assert before.count(b'"status": 200') == shared.read_bytes().count(b'"status": 200')
    project.runpytest(f"--runsreplay-record-mode={mode}", "-k", "two", OPTION)
    assert shared.read_bytes().count(b'"status": 500') == 1


@REPLACING
def test_a_fixture_of_wider_scope_loses_nothing(wide: pytest.Pytester, mode: str) -> None:
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    cassette = Path("cassettes/conftest/assistant.json")
    before = cassette.read_bytes()
    refusal = "httpx2.Response(404 if request.method == 'DELETE' else 200, "
    edit("conftest.py", "httpx2.Response(200, ", refusal)
    result = wide.runpytest(f"--runsreplay-record-mode={mode}")
    result.stdout.fnmatch_lines(["*because DELETE https://h/v1/assistants/a1 was refused with 404, and the cassette *"])
    assert cassette.read_bytes() == before
    wide.runpytest(f"--runsreplay-record-mode={mode}", OPTION).assert_outcomes(passed=2)
    assert cassette.read_bytes() != before


MANY = """
import pytest

@pytest.mark.runsreplay
@pytest.mark.parametrize("number", range(4))
def test_it(client, number):
    client.get(f"/{number}")
"""


def test_it_reaches_the_workers_of_xdist(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=MANY)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=4)
    files = sorted(Path("cassettes/test_agent").iterdir())
    before = [file.read_bytes() for file in files]
    edit("conftest.py", "Response(200", "Response(401")
    result = project.runpytest("-n", "2", "--runsreplay-record-mode=rewrite")
    assert [file.read_bytes() for file in files] == before
    assert result.stdout.str().count("was refused with 401, and the cassette has an answer to it") == 4
    project.runpytest("-n", "2", "--runsreplay-record-mode=rewrite", OPTION).assert_outcomes(passed=4)
    assert all(file.read_bytes() != old for file, old in zip(files, before, strict=True))
