"""The cassette is open for all of a test, its fixtures included, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from bystanders import WORKERS


def test_fixtures_before_and_after_the_test_use_its_cassette(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.fixture
        def agent(client):
            client.post("/assistants")
            yield
            client.post("/assistants/delete")

        @pytest.mark.runsreplay
        def test_it(agent, runs_cassette, server):
            print("asked", len(server.asked))

        def test_without_a_marker(agent, runs_cassette, server):
            print("asked", len(server.asked))
        """
    )
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    result = project.runpytest("-s")
    result.assert_outcomes(passed=2)
    assert result.stdout.str().count("asked 0") == 2


def test_a_miss_in_a_teardown_is_an_error_and_the_next_test_is_not_disturbed(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        from pytest_runsreplay.recording.scopes import current
        @pytest.fixture
        def late(client):
            yield
            client.get("/nothing")

        @pytest.mark.runsreplay
        def test_first(late):
            pass

        def test_second(client):
            assert current() is None
            assert client.get("/live").status_code == 200
        """
    )
    result = project.runpytest()
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["The cassette has no answer for GET https://h/v1/nothing"])


def test_a_marker_on_one_parameter_does_not_reach_the_others(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        from pytest_runsreplay.recording.scopes import current
        @pytest.mark.parametrize("marked", [pytest.param(True, marks=pytest.mark.runsreplay), False])
        def test_it(marked):
            assert (current() is not None) == marked
        """
    )
    project.runpytest().assert_outcomes(passed=2)


def test_a_cassette_asked_for_in_the_test_records_and_fails_for_misses_too(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        def test_it(request, client):
            request.getfixturevalue("runs_cassette")
            try:
                client.get("/x")
            except BaseException:
                pass
        """
    )
    project.runpytest().assert_outcomes(failed=1)
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    assert Path("cassettes/test_agent/test_it.json").exists()
    project.runpytest().assert_outcomes(passed=1)


def test_two_tests_may_not_come_to_one_cassette(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        pytestmark = pytest.mark.runsreplay
        @pytest.mark.parametrize("letter", ["A", "a"])
        def test_it(letter):
            pass

        class TestOne:
            class TestInner:
                def test_it(self): pass
        class TestTwo:
            class TestInner:
                def test_it(self): pass
        """
    )
    result = project.runpytest()
    result.assert_outcomes(passed=2, errors=2)
    both = "test_agent.py::test_it?A? and test_agent.py::test_it?a?"
    result.stdout.fnmatch_lines([f"*this would be the cassette of two, {both}. Give one of them another name*"])


def test_a_patch_that_outlives_the_cassette_stays(project: pytest.Pytester) -> None:
    """A session's own patch of a sleep function is not undone with ours."""
    project.makepyfile(
        test_agent="""
        import time, pytest

        def quick(seconds):
            pass

        @pytest.fixture(scope="session")
        def no_sleep():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(time, "sleep", quick)
                yield

        @pytest.mark.runsreplay
        def test_first(no_sleep):
            assert time.sleep is quick

        def test_second(no_sleep):
            assert time.sleep is quick
        """
    )
    project.runpytest().assert_outcomes(passed=2)


@pytest.mark.parametrize("plugin", ["asyncio", "anyio"])
def test_asynchronous_tests_and_fixtures_find_their_cassette(project: pytest.Pytester, plugin: str) -> None:
    project.makepyfile(
        test_agent=f"""
        import asyncio, httpx2, pytest, pytest_asyncio
        pytestmark = [pytest.mark.{plugin}, pytest.mark.runsreplay]
        fixture = pytest_asyncio.fixture if {plugin!r} == "asyncio" else pytest.fixture

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @fixture
        async def agent(server):
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(server), base_url="https://h/v1") as client:
                await client.post("/assistants")
                yield client
                await client.post("/assistants/delete")

        async def test_it(agent, server):
            async def ask():
                return (await agent.get("/x")).status_code
            assert await asyncio.gather(ask(), ask()) == [200, 200]
            assert await asyncio.create_task(ask()) == 200
            print("asked", len(server.asked))
        """
    )
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    result = project.runpytest("-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*asked 0*"])


def test_a_wider_fixture_leaves_the_cassettes_of_its_tests_alone(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import httpx2, pytest
        pytestmark = pytest.mark.runsreplay
        asked = []

        def answer(request):
            asked.append(request.url.path)
            return httpx2.Response(200)

        @pytest.fixture(scope="module")
        def agent():
            with httpx2.Client(transport=httpx2.MockTransport(answer), base_url="https://h/v1") as client:
                yield client
                client.delete("/assistants/a1")
                print("asked", len(asked))

        def test_first(agent):
            agent.get("/x")

        def test_last(agent):
            agent.get("/x")
        """
    )
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    result = project.runpytest("-s")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*asked 0*"])


TOO_LATE = """
import pytest

@pytest.fixture(autouse=True)
def late(request):
    request.node.add_marker(pytest.mark.runsreplay)
"""
WITHOUT_FIXTURES = """
import pytest

class Plain(pytest.Item):
    def runtest(self):
        raise AssertionError("it ran")

class File(pytest.File):
    def collect(self):
        item = Plain.from_parent(self, name="plain")
        item.add_marker(pytest.mark.runsreplay)
        yield item

def pytest_collect_file(parent, file_path):
    return File.from_parent(parent, path=file_path) if file_path.suffix == ".plain" else None
"""


@pytest.mark.parametrize("conftest", [TOO_LATE, WITHOUT_FIXTURES], ids=["marked too late", "without fixtures"])
def test_a_marked_test_that_has_no_cassette_fails_instead_of_going_live(
    pytester: pytest.Pytester, conftest: str
) -> None:
    pytester.makeconftest(conftest)
    if "Plain" in conftest:
        pytester.makefile(".plain", one="")
    else:
        pytester.makepyfile("def test_it():\n    raise AssertionError('it ran')\n")
    result = pytester.runpytest("-p", "no:asyncio")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["This test is marked with runsreplay, but its requests would not have been replayed*"])
    result.stdout.no_fnmatch_line("*it ran*")


def test_a_name_may_not_be_that_of_another_test(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay("test_second", record_mode="once")
        def test_first():
            pass

        @pytest.mark.runsreplay
        def test_second():
            pass
        """
    )
    project.runpytest().assert_outcomes(errors=2)


def test_two_tests_with_one_cassette_fail_on_whichever_worker_they_run(project: pytest.Pytester) -> None:
    test = "import pytest\n@pytest.mark.runsreplay\ndef test_it():\n    pass\n"
    for folder in ("a", "b"):
        (project.mkdir(folder) / "test_same.py").write_text(test)
    options = ("--import-mode=importlib", "a", "b")
    project.runpytest(*options).assert_outcomes(passed=2)
    with Path("conftest.py").open("a") as file:
        file.write("\n@pytest.fixture(scope='session')\ndef runsreplay_cassette_dir():\n    return 'tapes'\n")
    project.runpytest(*options, *WORKERS).assert_outcomes(errors=2)
