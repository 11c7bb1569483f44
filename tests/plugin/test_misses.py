"""A request that was not recorded fails its test, whoever swallows that, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

CASSETTE = Path("cassettes/test_agent/test_poll.json")


def files(pytester: pytest.Pytester) -> list[str]:
    """Every cassette file of the project."""
    return sorted(str(path.relative_to(pytester.path)) for path in pytester.path.rglob("cassettes/**/*.*"))


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
