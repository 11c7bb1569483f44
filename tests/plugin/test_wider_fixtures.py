"""A fixture of wider scope than a test has a cassette of its own, whichever test comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bystanders import WORKERS
from cassette_files import asked, cassettes, edit, extend

OWN = Path("cassettes/conftest/assistant.json")


def test_its_set_up_and_tear_down_are_recorded_beside_the_file_that_defines_it(wide: pytest.Pytester) -> None:
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert asked(OWN) == ["POST /assistants", "DELETE /assistants/a1"]
    assert asked(Path("cassettes/test_agent/test_it[1].json")) == ["POST /runs"]
    assert cassettes() == [
        str(OWN),
        "cassettes/test_agent/test_it[0].json",
        "cassettes/test_agent/test_it[1].json",
    ]
    result = wide.runpytest("-k", "1")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*asked 0*"])


def test_it_replays_on_every_worker_and_is_not_recorded_by_several(wide: pytest.Pytester) -> None:
    result = wide.runpytest(*WORKERS, "--runsreplay-record-mode=once")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        ["POST https://h/v1/assistants was not sent: *the fixture assistant of session scope*Record without -n*"]
    )
    assert cassettes() == []
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    wide.runpytest(*WORKERS).assert_outcomes(passed=2)


def test_a_miss_in_it_names_the_fixture(wide: pytest.Pytester) -> None:
    result = wide.runpytest()
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        [
            "The cassette has no answer for POST https://h/v1/assistants",
            f"*cassette *{OWN}  (there is no such file)",
            "*--runsreplay-record-mode=once*",
            "Asked by the fixture assistant of session scope",
        ]
    )


def test_a_miss_that_its_tear_down_swallows_is_an_error(wide: pytest.Pytester) -> None:
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    swallowing = '    try:\n        api.get("/nothing")\n    except BaseException:\n        pass\n'
    edit("conftest.py", '    api.delete("/assistants/a1")\n', swallowing)
    result = wide.runpytest()
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["The cassette has no answer for GET https://h/v1/nothing"])


def test_what_was_recorded_in_the_cassette_of_the_first_test_still_replays(wide: pytest.Pytester) -> None:
    edit("test_agent.py", "range(2)", "range(1)")
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    test = Path("cassettes/test_agent/test_it[0].json")
    own, document = json.loads(OWN.read_text()), json.loads(test.read_text())
    document["exchanges"] = [own["exchanges"][0], *document["exchanges"], own["exchanges"][1]]
    test.write_text(json.dumps(document))
    OWN.unlink()
    for mode in ("none", "once"):
        result = wide.runpytest(f"--runsreplay-record-mode={mode}")
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["*asked 0*"])
    assert not OWN.exists()


FAILING = {
    "set-up": ("    yield api.post", '    api.get("/x")\n    1 / 0\n    yield api.post'),
    "tear-down": ('a1")\n', 'a1")\n    1 / 0\n'),
}


@pytest.mark.parametrize("place", FAILING)
def test_a_fixture_that_fails_keeps_its_old_cassette(wide: pytest.Pytester, place: str) -> None:
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    before = OWN.read_bytes()
    edit("conftest.py", *FAILING[place])
    result = wide.runpytest("--runsreplay-record-mode=rewrite")
    assert OWN.read_bytes() == before
    assert OWN.with_suffix(".unsaved.json").exists()
    result.stdout.fnmatch_lines(["*because the fixture assistant of session scope did not pass; see *"])


def test_a_test_that_fails_does_not_keep_it_from_being_recorded(wide: pytest.Pytester) -> None:
    edit("test_agent.py", "== 200", "== 500")
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(failed=2)
    assert asked(OWN) == ["POST /assistants", "DELETE /assistants/a1"]


def test_fixtures_of_classes_and_modules_have_theirs_beside_the_tests(wide: pytest.Pytester) -> None:
    with Path("conftest.py").open("a") as file:
        for scope in ("class", "module"):
            text = f'@pytest.fixture(scope="{scope}")\ndef of_{scope}(api):\n    api.post("/{scope}")\n'
            file.write("\n" + text)
    wide.makepyfile(
        test_agent="""
        import pytest
        pytestmark = pytest.mark.runsreplay
        class TestOne:
            def test_it(self, of_class, of_module): pass
        class TestTwo:
            def test_it(self, of_class): pass
        def test_it(of_class, of_module): pass
        """,
        test_other="import pytest\n@pytest.mark.runsreplay\ndef test_it(of_module):\n    pass\n",
    )
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=4)
    assert cassettes() == [
        "cassettes/test_agent/TestOne.of_class.json",
        "cassettes/test_agent/TestTwo.of_class.json",
        "cassettes/test_agent/of_module.json",
        "cassettes/test_agent/test_it.json",
        "cassettes/test_other/of_module.json",
    ]
    wide.runpytest().assert_outcomes(passed=4)


def test_parameters_of_what_it_needs_tell_its_cassettes_apart(wide: pytest.Pytester) -> None:
    edit("conftest.py", '(scope="session")\ndef api', '(scope="session", params=[1, "b"], ids=["one", None])\ndef api')
    edit("conftest.py", "def api():", "def api(request):")
    edit("test_agent.py", "range(2)", "range(1)")
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert cassettes()[:2] == ["cassettes/conftest/assistant[b].json", "cassettes/conftest/assistant[one].json"]
    wide.runpytest().assert_outcomes(passed=2)


def test_the_cassette_folder_of_the_session_holds_it_too(wide: pytest.Pytester) -> None:
    folder = "@pytest.fixture(scope='session')\ndef runsreplay_cassette_dir(pytestconfig):\n"
    extend("conftest.py", f"{folder}    return pytestconfig.rootpath / 'tapes'\n")
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert asked("tapes/conftest/assistant.json") == ["POST /assistants", "DELETE /assistants/a1"]
    wide.runpytest().assert_outcomes(passed=2)


def test_the_marker_of_a_module_counts_for_its_fixtures(wide: pytest.Pytester) -> None:
    edit("conftest.py", 'scope="session")\ndef assistant', 'scope="module")\ndef assistant')
    edit("test_agent.py", ".runsreplay\n", ".runsreplay(record_mode='rewrite')\n")
    for _ in range(2):
        wide.runpytest().stdout.fnmatch_lines(["recorded cassettes/test_agent/assistant.json"])


def test_a_fixture_that_records_nothing_leaves_no_file(wide: pytest.Pytester) -> None:
    edit("conftest.py", 'api.post("/assistants").json()["id"]', "1")
    edit("conftest.py", "api.delete", "str")
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    assert not OWN.parent.exists()


def test_a_cassette_that_the_fixture_opens_itself_is_the_one_in_force(wide: pytest.Pytester) -> None:
    with Path("conftest.py").open("a") as file:
        file.write(
            "\n@pytest.fixture(scope='session')\ndef own(api):\n    from pytest_runsreplay import use_cassette\n"
            "    with use_cassette('mine.json', record_mode='once'):\n        api.get('/x')\n        yield\n"
        )
    wide.makepyfile(test_agent="import pytest\n@pytest.mark.runsreplay\ndef test_it(own):\n    pass\n")
    wide.runpytest().assert_outcomes(passed=1)
    assert asked(Path("mine.json")) == ["GET /x"]
    assert cassettes() == []


@pytest.mark.parametrize("plugin", ["asyncio", "anyio"])
def test_asynchronous_fixtures_have_theirs(wide: pytest.Pytester, plugin: str) -> None:
    extend(
        "conftest.py",
        f"""
import pytest_asyncio
fixture = pytest_asyncio.fixture if {plugin!r} == "asyncio" else pytest.fixture

@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"

@fixture(scope="session")
async def agent():
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="https://h/v1") as client:
        await client.post("/assistants")
        yield client
        await client.delete("/assistants/a1")

@fixture
async def thread(agent):
    await agent.post("/threads")

@fixture(scope="class")
async def late(agent):
    await agent.post("/late")
""",
    )
    mark = "asyncio(loop_scope='session')" if plugin == "asyncio" else "anyio"
    wide.makepyfile(
        test_agent=f"""
        import pytest
        pytestmark = [pytest.mark.{mark}, pytest.mark.runsreplay]
        async def test_first(agent, thread):
            await agent.get("/first")
        class TestLast:
            async def test_last(self, thread, late, agent):
                await agent.get("/last")
        """
    )
    wide.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=2)
    folder = Path("cassettes/test_agent")
    assert asked(Path("cassettes/conftest/agent.json")) == ["POST /assistants", "DELETE /assistants/a1"]
    assert asked(folder / "test_first.json") == ["POST /threads", "GET /first"]
    assert asked(folder / "TestLast.late.json") == ["POST /late"]
    assert asked(folder / "TestLast.test_last.json") == ["POST /threads", "GET /last"]
    result = wide.runpytest("-k", "last")
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["*asked 0*"])


@pytest.mark.parametrize("scope", ["session", "module", "class"])
def test_deprecation_warnings_of_the_client_do_not_fail_it(pytester: pytest.Pytester, scope: str) -> None:
    pytester.makepyfile(
        f"""
        import openai, pytest

        @pytest.fixture(scope="{scope}")
        def assistant():
            yield
            openai.OpenAI(api_key="none").beta.assistants.delete("asst_1")

        class TestBoth:
            @pytest.mark.runsreplay
            def test_marked(self, assistant): pass
            def test_unmarked(self): pass
        """
    )
    result = pytester.runpytest("-W", "error", "-p", "no:asyncio")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["The cassette has no answer for DELETE https://api.openai.com/v1/assistants/asst_1"])
