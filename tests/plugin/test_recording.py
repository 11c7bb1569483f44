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
            "To record it: run again with --runsreplay-record-mode=once*",
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


def test_refusals_do_not_replace_good_answers(recorded: pytest.Pytester) -> None:
    before = CASSETTE.read_bytes()
    recorded.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        def test_poll(client):
            client.get("/fail")
        """
    )
    result = recorded.runpytest("--runsreplay-record-mode=all")

    result.assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before
    result.stdout.fnmatch_lines(
        ["*because GET https://h/v1/fail was refused with 500 and the cassette has good answers*"]
    )


def test_new_episodes_adds_what_is_missing_and_replays_the_rest(recorded: pytest.Pytester) -> None:
    text = Path("test_agent.py").read_text().replace("(client)", "(client, server)")
    text += '\n    assert client.get("/more").status_code == 200\n    assert len(server.asked) == 1\n'
    Path("test_agent.py").write_text(text)
    recorded.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)
    assert len(json.loads(CASSETTE.read_text())["exchanges"]) == 5


def test_a_frozen_cassette_is_never_rewritten(recorded: pytest.Pytester) -> None:
    before = CASSETTE.read_bytes()
    recorded.makepyfile(test_agent=Path("test_agent.py").read_text().replace(".runsreplay", ".runsreplay(frozen=True)"))
    recorded.runpytest("--runsreplay-record-mode=rewrite").assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before


def test_a_yaml_of_vcrpy_is_replayed_and_a_new_recording_goes_beside_it(project: pytest.Pytester) -> None:
    stock = Path("cassettes/test_agent/test_yaml.yaml")
    stock.parent.mkdir(parents=True)
    stock.write_text(
        "version: 1\ninteractions:\n- request: {method: GET, uri: 'https://h/v1/old', body: null, headers: {}}\n"
        "  response: {status: {code: 200, message: OK}, headers: {}, body: {string: recorded long ago}}\n"
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
    project.runpytest().assert_outcomes(passed=1)
