"""The next run says what a run that was cut off left over, and what a run could not guard."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pytest_runsreplay.cli import main
from pytest_runsreplay.recording.refuge import refuge_of

CASSETTE = Path("cassettes/test_agent/test_poll.json")
DYING = """
import os, pytest

@pytest.mark.runsreplay
def test_poll(client):
    client.get("/a")
    client.get("/b")
    if os.environ.get("DIE"):
        os._exit(9)
"""
TOLD = "2 exchanges of cassettes/test_agent/test_poll.json, recorded 20*, never saved. *: runsreplay recover cassettes*"


@pytest.fixture(autouse=True)
def private(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path_factory.mktemp("temporary"))
    monkeypatch.setattr(tempfile, "tempdir", folder)
    monkeypatch.setenv("TMPDIR", folder)


@pytest.fixture
def cut_off(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project whose recording run died in the middle of a test."""
    project.makepyfile(test_agent=DYING)
    monkeypatch.setenv("DIE", "yes")
    assert project.runpytest_subprocess("--runsreplay-record-mode=once").ret == 9
    monkeypatch.delenv("DIE")
    return project


@pytest.mark.parametrize("options", [(), ("-n", "2"), ("--runsreplay-record-mode=once",)])
def test_what_was_left_over_is_told_with_the_command(cut_off: pytest.Pytester, options: tuple[str, ...]) -> None:
    result = cut_off.runpytest(*options)
    result.stdout.fnmatch_lines([TOLD])
    assert result.stdout.str().count("never saved") == 1


def test_the_command_brings_it_back_and_then_it_is_told_no_more(cut_off: pytest.Pytester) -> None:
    assert main(["recover", "--apply", str(CASSETTE)]) == 0
    result = cut_off.runpytest()
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*never saved*")


def test_a_named_cassette_that_was_never_saved_is_told_of_where_it_is_missed(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.makepyfile(test_agent=DYING.replace("runsreplay\n", "runsreplay('poll')\n"))
    monkeypatch.setenv("DIE", "yes")
    project.runpytest_subprocess("--runsreplay-record-mode=once")
    result = project.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["2 exchanges of cassettes/test_agent/poll.json, *never saved*"])


def test_what_a_forked_process_recorded_is_told_in_the_same_run(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_agent="""
        import os, pytest
        @pytest.mark.runsreplay
        def test_poll(client):
            client.get("/a")
            child = os.fork()
            if not child:
                client.get("/b")
                os._exit(0)
            os.waitpid(child, 0)
        """
    )
    result = project.runpytest_subprocess("--runsreplay-record-mode=once")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([TOLD])


def test_what_only_looks_like_a_journal_is_told_as_that(recorded: pytest.Pytester) -> None:
    CASSETTE.with_name(".x.journal").write_text("x\n")
    result = recorded.runpytest()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*.x.journal: line 1: column 1: not JSON *"])


def test_a_journal_that_could_not_be_kept_is_told_once_and_breaks_nothing(
    project: pytest.Pytester,
) -> None:
    """Neither can be written: a folder in whose place there is a file, and a refuge that others can write to."""
    project.makepyfile(
        test_agent="""
        import pytest
        from pathlib import Path
        @pytest.mark.runsreplay
        @pytest.mark.parametrize("number", range(2))
        def test_poll(client, number, runs_cassette):
            folder = runs_cassette.path.parents[1]
            if folder.exists():
                folder.rename("before")
            folder.touch()
            client.get("/a")
            folder.unlink()
        """
    )
    refuge = refuge_of(Path(tempfile.gettempdir()).parents[-1])
    refuge.mkdir()
    refuge.chmod(0o777)
    result = project.runpytest("--runsreplay-record-mode=once")
    result.assert_outcomes(passed=2)
    assert result.stdout.str().count("could not be journalled (Not a directory): a crash would have lost it") == 1


ENDINGS = {
    "a crash in a session's fixture": "def test_last(ending): raise ValueError",
    "an exit of pytest": "def test_last(): pytest.exit('enough')",
    "a thread that ends the process": "def test_last():\n    import os, threading\n"
    "    threading.Timer(0.05, os._exit, [1]).start()\n    threading.Event().wait(20)",
}


@pytest.mark.parametrize(("ending", "option"), list(zip(ENDINGS, ["-x", "--maxfail=1", "-s"], strict=True)))
def test_a_good_cassette_and_new_exchanges_survive_the_end(recorded: pytest.Pytester, ending: str, option: str) -> None:
    before = CASSETTE.read_bytes()
    poll = CASSETTE.with_name("poll.json")
    CASSETTE.rename(poll)
    recorded.makepyfile(
        test_agent=f"""
import pytest
@pytest.fixture(scope="session")
def ending():
    yield
    raise ValueError
@pytest.fixture(autouse=True)
def asking(client):
    client.get("/other")
    yield
    client.get("/late")
@pytest.mark.runsreplay("poll")
{ENDINGS[ending]}
"""
    )
    recorded.runpytest_subprocess("--runsreplay-record-mode=rewrite", option)
    assert main(["recover"]) == 0
    assert poll.read_bytes() == before
    assert "/other" in poll.with_name("poll.unsaved.json").read_text()
