"""A miss that nobody waits for, or looks at, fails the test all the same."""

from __future__ import annotations

from textwrap import dedent

import pytest
from cassette_files import extend

HEAD = """
import asyncio, concurrent.futures, contextlib, threading
import httpx2, pytest

pytestmark = pytest.mark.runsreplay

async def ask():
    async with httpx2.AsyncClient() as client:
        await client.get("https://h/v1/nothing")
"""

SWALLOWERS = {
    "an orphan task": """
        def test_it():
            async def main():
                task = asyncio.create_task(ask())
                await asyncio.sleep(0.01)
                assert task.done()
            asyncio.run(main())
    """,
    "a task that is cancelled while it handles the miss": """
        async def careful():
            try:
                await ask()
            except BaseException:
                await asyncio.sleep(60)
        def test_it():
            async def main():
                task = asyncio.create_task(careful())
                await asyncio.sleep(0.01)
                task.cancel()
                await asyncio.wait([task])
            asyncio.run(main())
    """,
    "wait, whose tasks are not looked at": """
        def test_it():
            async def main():
                await asyncio.wait([asyncio.create_task(ask())])
            asyncio.run(main())
    """,
    "a task group and except*": """
        def test_it():
            async def main():
                try:
                    async with asyncio.TaskGroup() as group:
                        group.create_task(ask())
                except* BaseException:
                    pass
            asyncio.run(main())
    """,
    "to_thread and a bare except": """
        def test_it(client):
            async def main():
                try:
                    await asyncio.to_thread(client.get, "/nothing")
                except:
                    pass
            asyncio.run(main())
    """,
    "a pool whose future is not looked at": """
        def test_it(client):
            with concurrent.futures.ThreadPoolExecutor() as pool:
                pool.submit(client.get, "/nothing")
    """,
    "a thread that is not looked after": """
        @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
        def test_it(client):
            thread = threading.Thread(target=client.get, args=["/nothing"])
            thread.start()
            thread.join()
    """,
    "suppress": """
        def test_it(client):
            with contextlib.suppress(BaseException):
                client.get("/nothing")
    """,
    "return in a finally": """
        def asked(client):
            try:
                client.get("/nothing")
            finally:
                return None
        def test_it(client):
            assert asked(client) is None
    """,
    "raises": """
        def test_it(client):
            with pytest.raises(BaseException):
                client.get("/nothing")
    """,
}


@pytest.mark.parametrize("swallower", SWALLOWERS)
def test_a_miss_fails_the_test_also_when_it_is_swallowed_by(project: pytest.Pytester, swallower: str) -> None:
    project.makepyfile(test_agent=HEAD + dedent(SWALLOWERS[swallower]))
    result = project.runpytest("-p", "no:asyncio", "-p", "no:anyio")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["The cassette has no answer for GET https://h/v1/nothing"])


def test_a_test_that_is_run_again_fails_for_the_misses_of_that_time(project: pytest.Pytester) -> None:
    extend(
        "conftest.py",
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            for time in range(2):
                item._initrequest()
                reports = runtestprotocol(item, log=False, nextitem=nextitem)
            for report in reports:
                item.ihook.pytest_runtest_logreport(report=report)
            return True
        """,
    )
    project.makepyfile(
        test_agent="""
        times = []

        def test_it(request, client):
            request.getfixturevalue("runs_cassette")
            times.append(1)
            if len(times) == 2:
                try:
                    client.get("/x")
                except BaseException:
                    pass
        """
    )
    project.runpytest().assert_outcomes(failed=1)
