"""``runsreplay generate`` writes lines of JSON, the same for everybody who asks the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_runsreplay import RunObject, RunStepObject, incoherences
from pytest_runsreplay.cli import main
from pytest_runsreplay.models import MessageObject
from runsreplay_factories import AssistantFactory, MessageFactory, RunFactory, RunStepFactory, ThreadFactory

Tell = pytest.CaptureFixture[str]
COMMAND = (sys.executable, "-m", "pytest_runsreplay", "generate")


def lines(capsys: Tell, *options: str) -> list[str]:
    assert main(["generate", *options]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out.splitlines()


def bodies(capsys: Tell, *options: str) -> list[Any]:
    return [json.loads(line) for line in lines(capsys, *options)]


def test_lines_are_the_runs_of_the_factory(capsys: Tell) -> None:
    made = bodies(capsys, "--count", "3", "--seed", "demo", "--state", "failed")
    assert made == [RunFactory("demo").failed.at(number).wire() for number in range(3)]


def test_one_is_made_where_no_count_is_given(capsys: Tell) -> None:
    assert bodies(capsys) == [RunFactory().at(0).wire()]


def test_none_is_made_where_none_is_asked_for(capsys: Tell) -> None:
    assert lines(capsys, "--count", "0") == []


def test_the_first_number_can_be_chosen(capsys: Tell) -> None:
    assert bodies(capsys, "--start", "41") == [RunFactory().at(41).wire()]


KINDS: dict[str, type[Any]] = {
    "step": RunStepFactory,
    "message": MessageFactory,
    "thread": ThreadFactory,
    "assistant": AssistantFactory,
}


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_belongs_to_runs_is_made_too(capsys: Tell, kind: str) -> None:
    made = bodies(capsys, "--kind", kind, "--count", "2")
    assert made == [KINDS[kind]().at(number).wire() for number in range(2)]


@pytest.mark.parametrize("state", RunFactory.statuses)
def test_lifecycles_are_coherent_in_every_state(capsys: Tell, state: str) -> None:
    for made in bodies(capsys, "--kind", "lifecycle", "--state", state, "--count", "8"):
        run, steps = RunObject(**made["run"]), [RunStepObject(**step) for step in made["steps"]]
        messages = [MessageObject(**message) for message in made["messages"]]
        assert run.status == state
        assert not incoherences(run, steps, messages)


def test_the_runs_of_lifecycles_do_different_things(capsys: Tell) -> None:
    made = bodies(capsys, "--kind", "lifecycle", "--count", "40")
    assert len({len(one["steps"]) for one in made}) > 1
    assert len({message["content"][0]["text"]["value"] for one in made for message in one["messages"]}) > 30


def test_an_era_and_a_dialect_can_be_chosen(capsys: Tell) -> None:
    assert "usage" not in bodies(capsys, "--era", "real_v1_2023")[0]
    assert bodies(capsys, "--era", "v1") == bodies(capsys, "--era", "real_v1_2024")


def test_a_locale_can_be_chosen(capsys: Tell) -> None:
    [line] = lines(capsys, "--locale", "ja_JP")
    assert not line.isascii()


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 40])
def test_shards_one_after_the_other_are_the_whole(capsys: Tell, parts: int) -> None:
    whole = lines(capsys, "--count", "31", "--start", "5")
    shards = [lines(capsys, "--count", "31", "--start", "5", f"--shard={one}/{parts}") for one in range(1, parts + 1)]
    assert [line for shard in shards for line in shard] == whole
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_a_file_holds_what_standard_output_would(capsys: Tell, tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    assert lines(capsys, "--count", "1200", "--into", str(file)) == []
    assert file.read_bytes().decode().splitlines() == lines(capsys, "--count", "1200")
    assert b"\r" not in file.read_bytes()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--count -1", "--count is '-1'; give a whole number from 0 to 999999999999999"),
        ("--count 1e3", "--count is '1e3'; give a whole number from 0 to 999999999999999"),
        ("--start ²", "--start is '²'; give a whole number from 0 to 999999999999999"),
        ("--shard 3/2", "--shard is '3/2'; give I/N with I from 1 to N, such as 1/4"),
        ("--shard 0/2", "--shard is '0/2'; give I/N with I from 1 to N, such as 1/4"),
        ("--shard half", "--shard is 'half'; give I/N with I from 1 to N, such as 1/4"),
        ("--state fail", "there is no status 'fail' of a run; did you mean 'failed'?"),
        ("--kind rum", "there is no kind 'rum'; did you mean 'run'?"),
        ("--kind thread --state failed", "a thread has no states; leave out --state"),
        ("--era spec_v3", "there is no era 'spec_v3': did you mean 'spec_v2'?"),
        ("--seed=", "the seed is empty; give a number or a text, such as 4 or nightly"),
        ("--locale xx_YY", "Faker refused the locale 'xx_YY'"),
        ("--locale=", "the locale is empty; give one of Faker's"),
        ("--era real_v1_2023 --state incomplete", "no runs that are incomplete. Give another --state or --era."),
        ("--era __doc__", "there is no era '__doc__'"),
        ("--era _of_era", "there is no era '_of_era'"),
        ("--count 9999999999999999", "give a whole number from 0 to 999999999999999"),
        ("--into=", "--into is empty; give the name of a file, or leave it out"),
    ],
)
def test_what_there_is_not_is_one_clear_line(capsys: Tell, options: str, problem: str) -> None:
    assert main(["generate", *options.replace("--count -1", "--count=-1").split()]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("runsreplay generate: ")
    assert problem in told.err
    assert told.err.count("\n") == 1


def test_a_refused_order_leaves_the_file_alone(capsys: Tell, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text("mine")
    assert main(["generate", "--state", "fail", "--into", str(file)]) == 2
    assert file.read_text() == "mine"


def test_a_file_that_cannot_be_written_is_told(capsys: Tell, tmp_path: Path) -> None:
    assert main(["generate", "--into", str(tmp_path / "none" / "runs.jsonl")]) == 1
    assert "runs.jsonl cannot be written: No such file or directory" in capsys.readouterr().err


def test_it_is_silent_when_the_reader_has_had_enough() -> None:
    with subprocess.Popen([*COMMAND, "--count", "1000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_command_without_standard_output_says_so(capsys: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main(["generate"]) == 1
    assert capsys.readouterr().err == "runsreplay generate: standard output cannot be written: it is closed\n"


def test_ctrl_c_ends_it_without_a_traceback() -> None:
    with subprocess.Popen([*COMMAND, "--count", "1000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert told == b""
    assert process.returncode == 130


def test_output_is_utf_8_whatever_the_terminal_is() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*COMMAND, "--locale", "ja_JP"], env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout.decode())["instructions"].endswith("。")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize("blocked", ["", "import sys; sys.modules['rich'] = None; "], ids=["rich", "plain"])
def test_progress_is_shown_on_a_terminal_and_nowhere_else(tmp_path: Path, blocked: str) -> None:
    import pty

    script = f"{blocked}from pytest_runsreplay.cli import main; main({['generate', '--count', '3000']!r})"
    terminal, theirs = pty.openpty()
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", script], stdout=out, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert ("3,000 of 3,000 lines" in shown) == bool(blocked)
    assert shown
    assert len((tmp_path / "out").read_text(encoding="utf-8").splitlines()) == 3000


def test_it_does_not_load_pytest_or_vcr() -> None:
    script = """
import sys
from pytest_runsreplay.cli import main
main(["generate"])
assert not {"pytest", "vcr", "syrupy"} & sys.modules.keys(), sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
