"""What a user sees of recording and replaying with the marker, the option and the fixture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASSETTE = Path("cassettes/test_agent/test_poll.json")


def files(pytester: pytest.Pytester) -> list[str]:
    """Every cassette file of the project."""
    return sorted(str(path.relative_to(pytester.path)) for path in pytester.path.rglob("cassettes/**/*.*"))


def test_it_records_once_and_replays_without_the_server(recorded: pytest.Pytester) -> None:
    recorded.makeconftest(Path(recorded.path / "conftest.py").read_text() + "\n    Server.__call__ = None\n")
    assert files(recorded) == [str(CASSETTE)]
    before = CASSETTE.read_bytes()

    result = recorded.runpytest()

    result.assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before


def test_it_says_what_it_recorded(project: pytest.Pytester) -> None:
    result = project.runpytest("--runsreplay-record-mode=once")
    result.stdout.fnmatch_lines(["runsreplay: record mode once", "*- runsreplay -*", f"recorded *{CASSETTE}"])


def test_a_recording_counts_repeated_answers_and_holds_no_secret(recorded: pytest.Pytester) -> None:
    text = CASSETTE.read_text()
    document = json.loads(text)

    assert "secret" not in text
    assert [one.get("times", 1) for one in document["exchanges"]] == [1, 1, 2, 1]
    assert document["exchanges"][0]["request"]["json"] == {"question": "How warm is it?"}
    assert document["recorded"]["clients"] == [f"python-httpx2/{_version()}"]


def _version() -> str:
    import httpx2

    return httpx2.__version__


def test_a_recording_of_the_same_exchanges_is_the_same_but_for_its_date(recorded: pytest.Pytester) -> None:
    before = json.loads(CASSETTE.read_text())
    recorded.runpytest("--runsreplay-record-mode=rewrite").assert_outcomes(passed=1)
    after = json.loads(CASSETTE.read_text())

    before["recorded"].pop("at"), after["recorded"].pop("at")
    assert after == before


def test_without_a_cassette_the_first_request_fails_naming_the_file_and_the_command(project: pytest.Pytester) -> None:
    result = project.runpytest()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "The cassette has no answer for POST https://h/v1/threads/thread_1/runs",
            "*asked at *test_agent.py:5",
            f"*cassette *{CASSETTE}  (there is no such file)",
            "To record it: --runsreplay-record-mode=once*",
        ]
    )
    assert files(project) == []


def test_a_changed_request_fails_with_what_changed(recorded: pytest.Pytester) -> None:
    recorded.makepyfile(test_agent=Path("test_agent.py").read_text().replace("warm", "cold"))
    result = recorded.runpytest()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*nearest recorded request: exchange 1, POST https://h/v1/threads/thread_1/runs",
            '*$.question: recorded "How warm is it?", asked "How cold is it?"',
            "*--runsreplay-record-mode=new_episodes*",
        ]
    )
    result.stdout.no_fnmatch_line("*httpx2/_client.py*")


SWALLOWERS = {
    "a bare except": """
        def test_it(client):
            try:
                client.get("/nothing")
            except:
                pass
    """,
    "a thread": """
        import threading
        def test_it(client):
            def ask():
                try:
                    client.get("/nothing")
                except BaseException:
                    pass
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join()
    """,
    "gather with exceptions returned": """
        import asyncio, httpx2
        def test_it():
            async def ask():
                async with httpx2.AsyncClient() as client:
                    await client.get("https://h/v1/nothing")
            async def main():
                await asyncio.gather(ask(), return_exceptions=True)
            asyncio.run(main())
    """,
    "another error made of it": """
        def test_it(client):
            try:
                client.get("/nothing")
            except BaseException:
                raise ConnectionError("the service is down")
    """,
    "a finalizer": """
        @pytest.fixture
        def late(client):
            yield
            try:
                client.get("/nothing")
            except BaseException:
                pass
        def test_it(late):
            pass
    """,
}


@pytest.mark.parametrize("swallower", SWALLOWERS)
def test_a_miss_fails_the_test_also_when_it_is_swallowed_by(project: pytest.Pytester, swallower: str) -> None:
    from textwrap import dedent

    project.makepyfile(
        test_agent="import pytest\npytestmark = pytest.mark.runsreplay\n" + dedent(SWALLOWERS[swallower])
    )
    result = project.runpytest()

    outcome = {"passed": 1, "errors": 1} if swallower == "a finalizer" else {"failed": 1}
    result.assert_outcomes(**outcome)
    result.stdout.fnmatch_lines(["The cassette has no answer for GET https://h/v1/nothing"])


def test_the_openai_client_does_not_swallow_a_miss(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import openai, pytest
        @pytest.mark.runsreplay
        def test_it():
            openai.OpenAI(api_key="none").beta.threads.create()
        """
    )
    result = pytester.runpytest("-W", "error", "-p", "no:asyncio")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The cassette has no answer for POST https://api.openai.com/v1/threads"])


def test_a_test_that_expects_a_miss_clears_it(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        from pytest_runsreplay import CassetteMiss
        def test_it(client, runs_cassette):
            with pytest.raises(CassetteMiss):
                client.get("/nothing")
            runs_cassette.misses.clear()
        """
    )
    project.runpytest().assert_outcomes(passed=1)


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


FAILING = {
    "an assertion of unittest": """
        import unittest, pytest
        @pytest.mark.runsreplay("poll")
        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def prepare(self, client):
                self.client = client
            def test_it(self):
                self.client.get("/other")
                self.fail("no")
    """,
    "a skip of unittest": """
        import unittest, pytest
        @pytest.mark.runsreplay("poll")
        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def prepare(self, client):
                self.client = client
            def test_it(self):
                self.client.get("/other")
                self.skipTest("enough")
    """,
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


def test_new_episodes_adds_what_is_missing_and_replays_the_rest(recorded: pytest.Pytester) -> None:
    text = Path("test_agent.py").read_text().replace("(client)", "(client, server)")
    text += '\n    assert client.get("/more").status_code == 200\n    assert len(server.asked) == 1\n'
    Path("test_agent.py").write_text(text)
    recorded.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)
    assert len(json.loads(CASSETTE.read_text())["exchanges"]) == 5


def test_what_new_episodes_adds_stands_where_it_was_asked_and_replays(recorded: pytest.Pytester) -> None:
    text = Path("test_agent.py").read_text()
    Path("test_agent.py").write_text(
        text.replace("    while", '    client.post("/threads/thread_1/messages")\n    while')
    )
    recorded.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)
    recorded.runpytest().assert_outcomes(passed=1)

    paths = [
        exchange["request"]["url"].rpartition("/")[2] for exchange in json.loads(CASSETTE.read_text())["exchanges"]
    ]
    assert paths[:2] == ["runs", "messages"]


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


def test_workers_that_share_a_cassette_lose_nothing(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay("shared")
        @pytest.mark.parametrize("number", range(12))
        def test_it(client, number):
            client.post("/x", json={"number": number})
        """
    )
    project.runpytest("-n", "3", "--runsreplay-record-mode=new_episodes").assert_outcomes(passed=12)
    project.runpytest().assert_outcomes(passed=12)


def test_a_frozen_cassette_is_never_rewritten(recorded: pytest.Pytester) -> None:
    before = CASSETTE.read_bytes()
    recorded.makepyfile(test_agent=Path("test_agent.py").read_text().replace(".runsreplay", ".runsreplay(frozen=True)"))
    recorded.runpytest("--runsreplay-record-mode=rewrite").assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before


def test_a_yaml_of_vcrpy_is_replayed_and_a_new_recording_goes_beside_it(project: pytest.Pytester) -> None:
    stock = Path("cassettes/test_agent/test_yaml.yaml")
    stock.parent.mkdir(parents=True)
    stock.write_text(
        "version: 1\ninteractions:\n- request: {method: GET, uri: 'https://h/v1/old', body: null, "
        "headers: {authorization: [secret]}}\n"
        "  response: {status: {code: 200, message: OK}, headers: {set-cookie: [secret]}, "
        "body: {string: recorded long ago}}\n"
    )
    before = stock.read_bytes()
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        def test_yaml(client):
            assert client.get("/old").text == "recorded long ago"
            client.get("/new")
        """
    )
    project.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)

    assert stock.read_bytes() == before
    assert len(json.loads(stock.with_suffix(".json").read_text())["exchanges"]) == 2
    assert "secret" not in stock.with_suffix(".json").read_text()
    project.runpytest().assert_outcomes(passed=1)
    Path("test_agent.py").write_text(
        Path("test_agent.py").read_text().replace("runsreplay", "runsreplay('test_yaml.yaml')")
    )
    project.runpytest().assert_outcomes(passed=1)
