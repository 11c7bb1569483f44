"""The demo records, replays offline and leaves a first example behind; it never harms what is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bystanders import BYSTANDERS, without
from validity import problems

from pytest_runsreplay.cli import main

PYTEST = ("-m", "pytest", "-q", *without(*BYSTANDERS))


def runsreplay(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest_runsreplay", *arguments]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"} | environment
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The demo, run once in a folder as a newcomer would, with settings around that could disturb it."""
    folder = tmp_path_factory.mktemp("newcomer")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    return folder, runsreplay(
        folder,
        "demo",
        OPENAI_API_KEY="sk-not-to-be-used",
        HTTP_PROXY="http://192.0.2.1:9",
        http_proxy="http://192.0.2.1:9",
    )


def test_it_records_and_replays_and_says_so(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, result = shown

    assert result.stderr == ""
    assert result.returncode == 0
    for line in (
        "runsreplay demo, in runsreplay-demo",
        "two tests talk to a fake Runs service on this machine",
        "12 requests made, none left this machine",
        "queued → in_progress → requires_action → queued → in_progress → completed",
        'calls get_weather({"city": "Oslo"})',
        "gets 55",
        "assistant: The 10th Fibonacci number is 55.",
        "12 requests answered from the cassettes, none left this machine",
        "Replayed in ",
        "runsreplay-demo is yours",
    ):
        assert line in result.stdout


def test_what_it_leaves_behind_is_small_and_holds_no_key(
    shown: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, _ = shown
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())

    assert [str(file) for file in files] == [
        "pytest.ini",
        "runsreplay-demo/agent.py",
        "runsreplay-demo/cassettes/test_agent/test_a_tool_call_is_answered.json",
        "runsreplay-demo/cassettes/test_agent/test_an_answer_is_streamed.json",
        "runsreplay-demo/pytest.ini",
        "runsreplay-demo/record.py",
        "runsreplay-demo/test_agent.py",
    ]
    for file in files:
        text = (folder / file).read_text(encoding="utf-8")
        assert len(text) < 25_000
        assert "runs-test-" not in text
        assert "sk-" not in text


def test_the_cassettes_that_it_leaves_are_valid(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    cassettes = list((shown[0] / "runsreplay-demo" / "cassettes").rglob("*.json"))
    assert [problems(json.loads(path.read_text(encoding="utf-8"))) for path in cassettes] == [[], []]


def test_its_tests_pass_again_without_key_or_server(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = shown
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
    result = subprocess.run(
        [sys.executable, *PYTEST, "-W", "error", "runsreplay-demo"],
        cwd=folder,
        env=kept,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "2 passed" in result.stdout, result.stdout + result.stderr


def test_a_changed_agent_is_recorded_again_by_the_script_that_is_left_behind(
    shown: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(shown[0] / "runsreplay-demo", folder)
    agent = folder / "agent.py"
    agent.write_text(agent.read_text(encoding="utf-8").replace("one sentence", "one short sentence"), encoding="utf-8")

    for command, outcome in (
        (PYTEST, "1 failed, 1 passed"),
        (("record.py", *PYTEST[2:]), "2 passed"),
        (PYTEST, "2 passed"),
    ):
        result = subprocess.run(
            [sys.executable, *command], cwd=folder, capture_output=True, encoding="utf-8", check=False
        )
        assert outcome in result.stdout, result.stdout + result.stderr


def test_a_reader_who_leaves_and_a_terminal_without_arrows_are_no_trouble(tmp_path: Path) -> None:
    plain = runsreplay(tmp_path, "demo", PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr) == (0, "")
    command = [sys.executable, "-m", "pytest_runsreplay", "demo"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_second_demo_goes_to_a_folder_of_its_own(
    shown: tuple[Path, subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pytest_runsreplay.cli import demo

    folder, _ = shown
    monkeypatch.chdir(folder)
    assert demo.make_folder(None) == Path("runsreplay-demo-2")
    Path("runsreplay-demo-2").rmdir()


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    assert main(["demo", "--into", str(tmp_path)]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert (
        told.err
        == f"runsreplay: {tmp_path} is not an empty folder; nothing was changed. Choose another with --into DIR\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_said_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["demo", "--into", str(tmp_path / "file" / "below")]) == 1
    assert "cannot be made (Not a directory)" in capsys.readouterr().err


def test_without_openai_it_says_what_to_install(tmp_path: Path) -> None:
    result = runsreplay(tmp_path, "demo", PYTHONPATH=str(_hiding(tmp_path / "hidden", "openai")))
    assert result.returncode == 1
    assert result.stderr == "runsreplay: the demo needs openai: pip install 'pytest-runsreplay[demo]'\n"
    assert not (tmp_path / "runsreplay-demo").exists()


def _hiding(folder: Path, name: str) -> Path:
    """A folder that makes a module unfindable to a Python that has it on its path."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "from importlib.machinery import PathFinder\n"
        "find = PathFinder.find_spec\n"
        "def find_spec(name, path=None, target=None):\n"
        f"    return None if name == {name!r} else find(name, path, target)\n"
        "PathFinder.find_spec = find_spec\n"
    )
    return folder


def test_without_words_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "demo" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["demo", "--nonsense"]])
def test_words_it_does_not_know_are_met_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert capsys.readouterr().err.startswith("usage: runsreplay")


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    import pytest_runsreplay

    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"runsreplay {pytest_runsreplay.__version__}\n"
