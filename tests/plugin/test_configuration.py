"""Markers, options, ini settings and fixtures say what a cassette does; what makes no sense is one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from bystanders import WORKER, WORKERS

CLIENT_TEST = "def test_poll(client):\n    client.get('/x')\n"


def marked(marker: str, body: str = CLIENT_TEST) -> str:
    return f"import pytest\n@pytest.mark.runsreplay{marker}\n{body}"


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        (
            "(record_mod='all')",
            "unknown setting 'record_mod' (did you mean 'record_mode'[?]); allowed are record_mode, *",
        ),
        ("(record_mode='never')", "record_mode is one of none, once, new_episodes, all, rewrite, found 'never'"),
        ("(any_host=1)", "any_host is True or False, found 1"),
        ("(3)", "a cassette is named by a string, found 3"),
        ("('a', 'b')", "at most one cassette can be named, found 'a', 'b'"),
        ("('a', cassette='b')", "at most one cassette can be named, found 'a', 'b'"),
        ("(ignore='$.a')", "ignore is a list of JSON paths, header and query names, found '$.a'"),
    ],
)
def test_a_wrong_marker_argument_is_one_error_naming_the_test(
    project: pytest.Pytester, marker: str, message: str
) -> None:
    project.makepyfile(test_agent=marked(marker))
    result = project.runpytest()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: test_agent.py::test_poll: @pytest.mark.runsreplay: {message}"])
    assert not Path("cassettes").exists()


def test_a_wrong_marker_argument_is_an_error_of_its_test_under_xdist(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=marked("(record_mod='all')"))
    result = project.runpytest(*WORKER)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["test_agent.py::test_poll: @pytest.mark.runsreplay: unknown setting 'record_mod' *"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "broken.json: the cassette is empty. It was left as it is*"),
        ("{", "broken.json: line 1 column 2: not JSON*"),
        ("a: [", "broken.json: neither JSON nor YAML (line 2 column 1: *"),
    ],
)
def test_a_broken_cassette_is_one_error_naming_the_file(project: pytest.Pytester, content: str, message: str) -> None:
    file = Path("cassettes/test_agent/broken.json")
    file.parent.mkdir(parents=True)
    file.write_text(content)
    project.makepyfile(test_agent=marked("('broken')"))
    result = project.runpytest("--runsreplay-record-mode=all")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*marking.py*")
    assert file.read_text() == content
    assert [path.name for path in Path("cassettes").rglob("*.*")] == ["broken.json"]


def test_a_named_cassette_that_is_missing_is_an_error_even_if_nothing_is_asked(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=marked("('nowhere')", "def test_poll():\n    pass\n"))
    result = project.runpytest()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*cassettes/test_agent/nowhere.json: there is no such cassette. To record it: --runsreplay-record-mode=once *"]
    )
    assert not Path("cassettes").exists()


def test_a_test_that_asks_nothing_needs_no_cassette(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=marked("", "def test_poll():\n    pass\n"))
    project.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize("name", ["../../outside", "/tmp/outside", ""])
def test_a_name_may_not_lead_out_of_the_cassette_folder(project: pytest.Pytester, name: str) -> None:
    project.makepyfile(test_agent=marked(f"({name!r})"))
    result = project.runpytest("--runsreplay-record-mode=once")
    if name:
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines([f"*{name}: a cassette name may not lead out of the cassette folder*"])


def test_a_golden_recording_that_does_not_exist_is_an_error_naming_those_that_do(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=marked("('golden:v2/nothing')"))
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*golden:v2/nothing: no such recording comes with the package. There are *v2/stream*"])


def test_the_marker_works_on_modules_classes_functions_and_unittest_methods(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import unittest, httpx2, pytest
        pytestmark = pytest.mark.runsreplay(record_mode="once")

        def test_function(client):
            client.get("/x")

        @pytest.mark.parametrize("city", ["Oslo", "São Paulo/Centro"])
        def test_cases(client, city):
            client.post("/x", json={"city": city})

        class TestClass:
            def test_method(self, client):
                client.get("/x")

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def prepare(self, client):
                self.client = client
            def test_method(self):
                self.client.get("/x")
        """
    )
    project.runpytest().assert_outcomes(passed=5)
    project.makeconftest(Path("conftest.py").read_text().replace("self.asked.append", "1 / 0 ; self.asked.append"))
    project.runpytest().assert_outcomes(passed=5)

    names = sorted(path.name for path in Path("cassettes/test_agent").iterdir())
    assert names == [
        "TestCase.test_method.json",
        "TestClass.test_method.json",
        "test_cases[Oslo].json",
        next(name for name in names if name.startswith("test_cases[S")),
        "test_function.json",
    ]


def test_the_closest_marker_wins_and_what_to_ignore_adds_up(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        pytestmark = pytest.mark.runsreplay(record_mode="all", ignore=["$.a"])

        @pytest.mark.runsreplay(record_mode="none", ignore=["$.b"])
        def test_it(runs_cassette):
            assert runs_cassette.mode == "none"
            assert runs_cassette.settings.ignore == ("$.a", "$.b")
        """
    )
    project.runpytest().assert_outcomes(passed=1)


def test_the_command_line_beats_the_marker_beats_the_config_fixture_beats_the_ini_file(
    project: pytest.Pytester,
) -> None:
    with Path("pyproject.toml").open("a") as file:
        file.write("\nrunsreplay_any_host = true\nrunsreplay_skip_sleep = false\nrunsreplay_record_mode = 'once'\n")
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.fixture(scope="module")
        def runsreplay_config():
            return {"record_mode": "all", "skip_sleep": True}

        @pytest.mark.runsreplay(record_mode="rewrite")
        def test_it(runs_cassette):
            settings = runs_cassette.settings
            assert (settings.any_host, settings.skip_sleep) == (True, True)
            print("mode", runs_cassette.mode)
        """
    )
    project.runpytest("-s").stdout.fnmatch_lines(["*mode rewrite*"])
    project.runpytest("-s", "--runsreplay-record-mode=new_episodes").stdout.fnmatch_lines(["*mode new_episodes*"])


def test_the_cassette_folder_can_be_moved(project: pytest.Pytester) -> None:
    project.makeconftest(
        Path("conftest.py").read_text()
        + "\n@pytest.fixture(scope='session')\ndef runsreplay_cassette_dir(pytestconfig):\n"
        "    return pytestconfig.rootpath / 'tapes'\n"
    )
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    assert Path("tapes/test_agent/test_poll.json").exists()


def test_a_name_without_a_file_of_its_own_means_the_shared_one(recorded: pytest.Pytester) -> None:
    Path("cassettes/test_agent/test_poll.json").rename("cassettes/poll.json")
    recorded.makepyfile(test_agent=Path("test_agent.py").read_text().replace(".runsreplay", ".runsreplay('poll')"))
    recorded.runpytest().assert_outcomes(passed=1)


def test_recording_with_two_workers_gives_the_same_cassettes(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        @pytest.mark.parametrize("number", range(8))
        def test_it(client, number):
            client.post("/x", json={"number": number})
        """
    )
    result = project.runpytest(*WORKERS, "--runsreplay-record-mode=once")
    result.assert_outcomes(passed=8)
    assert result.stdout.str().count("\nrecorded ") == 8
    project.makeconftest(Path("conftest.py").read_text().replace("self.asked.append", "1 / 0 ; self.asked.append"))
    project.runpytest().assert_outcomes(passed=8)
