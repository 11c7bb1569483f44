"""A fixture that tests with a cassette need has its own, whoever sets it up; one that only others need has none."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from cassette_files import asked, cassettes, edit, extend

OWN = "cassettes/conftest/assistant.json"
BOTH = ["POST /assistants", "DELETE /assistants/a1"]
MARKED = """
import pytest

@pytest.mark.runsreplay{settings}
def test_marked(assistant):
    pass
"""
UNMARKED_FIRST = f"def test_unmarked(assistant):\n    pass\n{MARKED}"


def test_it_has_it_when_a_test_without_one_comes_first(wide: pytest.Pytester) -> None:
    wide.makepyfile(test_agent=UNMARKED_FIRST.format(settings=""))
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert cassettes() == [OWN]
    assert asked(OWN) == BOTH
    for arguments in ((), ("test_agent.py::test_marked", "test_agent.py::test_unmarked"), ("-k", "test_marked")):
        wide.runpytest(*arguments).stdout.fnmatch_lines(["*asked 0*"])


def test_a_fixture_that_it_asks_for_by_name_has_one_too(wide: pytest.Pytester) -> None:
    extend("conftest.py", "@pytest.fixture(scope='session')\ndef tool(api):\n    api.post('/tools')\n")
    edit("conftest.py", "assistant(api):", "assistant(api, request):")
    edit("conftest.py", "    yield api.post(", "    request.getfixturevalue('tool')\n    yield api.post(")
    wide.makepyfile(test_agent=UNMARKED_FIRST.format(settings=""))
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert asked("cassettes/conftest/tool.json") == ["POST /tools"]
    assert asked(OWN) == BOTH


@pytest.mark.parametrize("settings", ["", "(record_mode='all')"])
def test_one_that_only_other_tests_need_is_left_alone(wide: pytest.Pytester, settings: str) -> None:
    """Its tear-down too, though a test with a cassette is the last."""
    tests = UNMARKED_FIRST.format(settings=settings).replace("test_marked(assistant)", "test_marked()")
    wide.makepyfile(test_agent=tests)
    result = wide.runpytest()
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*asked 2*"])
    assert cassettes() == []


def test_what_says_where_cassettes_lie_comes_before_any(wide: pytest.Pytester) -> None:
    config = "@pytest.fixture(scope='session')\ndef runsreplay_config(assistant):\n    return {'any_host': True}\n"
    extend("conftest.py", config)
    wide.makepyfile(test_agent=UNMARKED_FIRST.format(settings=""))
    result = wide.runpytest()
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*asked 2*"])


@pytest.mark.parametrize("tests", [MARKED, UNMARKED_FIRST], ids=["marked", "unmarked first"])
def test_it_is_recorded_with_the_first_test_that_a_marker_records(wide: pytest.Pytester, tests: str) -> None:
    wide.makepyfile(test_agent=tests.format(settings="(record_mode='once')"))
    wide.runpytest("--runsreplay-record-mode=none").stdout.fnmatch_lines(["Asked by the fixture assistant*"])
    assert cassettes() == []
    wide.runpytest().stdout.fnmatch_lines(["*asked 2*", f"recorded {OWN}"])
    before = Path(OWN).read_bytes()
    wide.makepyfile(test_agent=tests.format(settings="(record_mode='rewrite')"))
    wide.runpytest().stdout.fnmatch_lines(["*asked 0*"])
    assert Path(OWN).read_bytes() == before


def test_the_one_that_it_overrides_has_one_of_its_own(wide: pytest.Pytester) -> None:
    edit("conftest.py", '(scope="session")\ndef assistant', '(scope="module")\ndef assistant')
    wide.makepyfile(
        test_agent="""
        import pytest

        @pytest.fixture(scope="module")
        def assistant(assistant, api):
            return assistant, api.post("/assistants").json()["id"]

        @pytest.mark.runsreplay
        def test_it(assistant):
            assert assistant[0] != assistant[1]
        """
    )
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    assert asked("cassettes/test_agent/assistant.json") == ["POST /assistants"]
    assert asked("cassettes/test_agent/assistant@1.json") == BOTH
    wide.runpytest("--runsreplay-orphans").assert_outcomes(passed=1)


def test_two_fixtures_may_not_come_to_one_cassette_if_they_ask_anything(wide: pytest.Pytester) -> None:
    folder = "@pytest.fixture(scope='session')\ndef runsreplay_cassette_dir(): return 'tapes'\n"
    extend("conftest.py", folder)
    for name, ask in (("a", "api.post('/a')"), ("b", "api.post('/b')"), ("c", "pass")):
        (wide.mkdir(name) / "test_same.py").write_text(
            f"import pytest\n@pytest.fixture(scope='module')\ndef mine(api): {ask}\n"
            f"@pytest.mark.runsreplay\ndef test_{name}(mine): pass\n"
        )
    result = wide.runpytest("--import-mode=importlib", "--runsreplay-record-mode=once", "a", "b", "c")
    result.assert_outcomes(passed=2, errors=1)
    refused = "POST https://h/v1/b was not sent: *mine.json is the cassette of the fixture mine of module scope in *"
    result.stdout.fnmatch_lines(["*asked 1*", f"{refused} Give one of the fixtures another name"])


@pytest.mark.parametrize("end", ["raise KeyboardInterrupt", "pytest.exit('enough')"])
def test_what_it_recorded_before_an_interrupt_is_kept_and_named(wide: pytest.Pytester, end: str) -> None:
    edit("conftest.py", "    yield api.post(", f"    api.get('/x')\n    {end}\n    yield api.post(")
    result = wide.runpytest_inprocess("--runsreplay-record-mode=once", no_reraise_ctrlc=True)
    result.stdout.fnmatch_lines(["*because the fixture assistant of session scope did not pass; see *"])
    assert asked("cassettes/conftest/assistant.unsaved.json") == ["GET /x"]


def test_where_its_exchanges_are_is_told_when_they_could_not_be_saved(
    wide: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(wide.path))
    Path("cassettes").touch()
    result = wide.runpytest("--runsreplay-record-mode=once")
    for name in ("assistant", "test_it[[]0[]]", "test_it[[]1[]]*"):
        result.stdout.fnmatch_lines(
            ["*- runsreplay -*", f"*it cannot be written*What was recorded is in *{name}.unsaved.json"]
        )
