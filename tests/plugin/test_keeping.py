"""A good cassette is never lost: not to failing tests, not to refusals, not to tests that share it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bystanders import WORKERS

CASSETTE = Path("cassettes/test_agent/test_poll.json")


def files(pytester: pytest.Pytester) -> list[str]:
    """Every cassette file of the project."""
    return sorted(str(path.relative_to(pytester.path)) for path in pytester.path.rglob("cassettes/**/*.*"))


def test_a_failing_test_keeps_the_old_cassette_and_its_new_exchanges(recorded: pytest.Pytester) -> None:
    before = CASSETTE.read_bytes()
    Path("test_agent.py").write_text(Path("test_agent.py").read_text() + "\n    assert False\n")
    result = recorded.runpytest("--runsreplay-record-mode=rewrite")

    result.assert_outcomes(failed=1)
    assert CASSETTE.read_bytes() == before
    assert files(recorded) == [str(CASSETTE), str(CASSETTE.with_suffix(".unsaved.json"))]
    result.stdout.fnmatch_lines(
        ["*left as it was, because the test did not pass; see *unsaved.json for the new exchanges"]
    )


@pytest.mark.parametrize("mode", ["all", "rewrite"])
@pytest.mark.parametrize("status", [400, 404, 503])
def test_refusals_do_not_replace_good_answers(recorded: pytest.Pytester, mode: str, status: int) -> None:
    before = CASSETTE.read_bytes()
    conftest = Path("conftest.py")
    conftest.write_text(conftest.read_text().replace("Response(200", f"Response({status}"))
    Path("test_agent.py").write_text(Path("test_agent.py").read_text().partition("    while")[0])
    result = recorded.runpytest(f"--runsreplay-record-mode={mode}")

    result.assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before
    result.stdout.fnmatch_lines(
        [f"*because POST https://h/v1/threads/thread_1/runs was refused with {status}, and the cassette has an answer*"]
    )


def test_a_refusal_that_was_recorded_before_is_recorded_again(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        def test_poll(client):
            assert client.get("/fail").status_code == 500
            assert client.get("/x").status_code == 200
        """
    )
    for _ in range(2):
        project.runpytest("--runsreplay-record-mode=rewrite").stdout.fnmatch_lines([f"recorded *{CASSETTE}"])


UNITTEST = """
import unittest, pytest

@pytest.mark.runsreplay("poll")
class TestCase(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def prepare(self, client):
        self.client = client

    def test_it(self):
        self.client.get("/other")
        {ending}
"""
FAILING = {
    "an assertion of unittest": UNITTEST.format(ending="self.fail('no')"),
    "a skip of unittest": UNITTEST.format(ending="self.skipTest('enough')"),
    "a subtest that fails": UNITTEST.format(ending="with self.subTest('one'): self.fail('no')"),
    "an expected failure that passes": """
        import pytest
        @pytest.mark.xfail(strict=True)
        @pytest.mark.runsreplay("poll")
        def test_it(client):
            client.get("/other")
    """,
    "another fixture's teardown": """
        import pytest
        @pytest.fixture
        def late():
            yield
            raise ValueError("late")
        @pytest.mark.runsreplay("poll")
        def test_it(client, late):
            client.get("/other")
    """,
    "another fixture's set-up": """
        import pytest
        @pytest.fixture
        def early(client):
            client.get("/other")
            raise ValueError("early")
        @pytest.mark.runsreplay("poll")
        def test_it(early):
            pass
    """,
}


@pytest.mark.parametrize("failure", FAILING)
def test_a_good_cassette_survives(recorded: pytest.Pytester, failure: str) -> None:
    from textwrap import dedent

    cassette = Path("cassettes/poll.json")
    CASSETTE.rename(cassette)
    before = cassette.read_bytes()
    recorded.makepyfile(test_agent=dedent(FAILING[failure]))
    recorded.runpytest("--runsreplay-record-mode=rewrite")

    assert cassette.read_bytes() == before
    assert Path("cassettes/poll.unsaved.json").exists()


def test_a_cassette_that_tests_share_keeps_what_each_of_them_recorded(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay("shared")
        class TestBoth:
            @pytest.mark.parametrize("number", range(4))
            def test_it(self, client, number):
                client.post("/x", json={"number": number})
        """
    )
    for mode in ("rewrite", "rewrite", "new_episodes", "all"):
        project.runpytest(f"--runsreplay-record-mode={mode}").assert_outcomes(passed=4)
        assert len(json.loads(Path("cassettes/test_agent/shared.json").read_text())["exchanges"]) == 4
    project.runpytest().assert_outcomes(passed=4)


def test_workers_do_not_record_a_cassette_that_tests_share(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay("shared")
        @pytest.mark.parametrize("number", range(2))
        def test_it(client, number):
            client.post("/x", json={"number": number})
        """
    )
    result = project.runpytest(*WORKERS, "--runsreplay-record-mode=new_episodes")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["POST https://h/v1/x was not sent: *'shared', which 2 tests name*Record without -n*"])
    project.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=2)
    project.runpytest(*WORKERS, "--runsreplay-record-mode=new_episodes").assert_outcomes(passed=2)


SHARING = """
import os, pytest
pytestmark = pytest.mark.runsreplay("shared")
VERSION = os.environ["VERSION"]

def test_one(client):
    client.post("/threads")
    client.post("/one", json={"version": VERSION})

def test_two(client):
    client.post("/threads")
    client.post("/two", json={"question": "same"})
    assert VERSION != "bad"
"""


def asked(path: str = "cassettes/test_agent/shared.json") -> list[str]:
    exchanges = json.loads(Path(path).read_text())["exchanges"]
    return sorted(exchange["request"]["url"].rpartition("/")[2] for exchange in exchanges)


@pytest.mark.parametrize("mode", ["all", "rewrite"])
def test_a_shared_cassette_keeps_what_a_test_that_failed_or_did_not_run_had_recorded(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("VERSION", "good")
    project.makepyfile(test_agent=SHARING)
    project.runpytest(f"--runsreplay-record-mode={mode}").assert_outcomes(passed=2)
    assert asked() == ["one", "threads", "threads", "two"]

    monkeypatch.setenv("VERSION", "bad")
    project.runpytest(f"--runsreplay-record-mode={mode}").assert_outcomes(passed=1, failed=1)
    assert "two" in asked()
    project.runpytest("-k", "test_one", f"--runsreplay-record-mode={mode}").assert_outcomes(passed=1, deselected=1)
    assert "two" in asked()


def test_what_was_recorded_before_an_interrupt_is_kept_and_named(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        def test_poll(client):
            client.get("/x")
            raise KeyboardInterrupt
        """
    )
    result = project.runpytest_inprocess("--runsreplay-record-mode=once", no_reraise_ctrlc=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*because the test did not pass; see *test_poll.unsaved.json for the new exchanges"])
    assert asked(str(CASSETTE.with_suffix(".unsaved.json"))) == ["x"]


def test_a_cassette_that_tests_share_is_recorded_by_all_of_them_where_there_is_none_yet(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERSION", "good")
    project.makepyfile(test_agent=SHARING)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert asked() == ["one", "threads", "two"]
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    monkeypatch.setenv("VERSION", "new")
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1, failed=1)
