"""``runsreplay demo``: conversations recorded from a fake service and replayed without it, before the user's eyes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .drawing import say, say_row

if TYPE_CHECKING:
    from ..models import RunObject
    from ..recording import RunsCassette

FOLDER = "runsreplay-demo"
EXAMPLE = ("agent.py", "test_agent.py", "record.py")
INI = "[pytest]\n# Nothing to configure: the plugin is found by itself.\n"
PLUGIN = "pytest_runsreplay.plugin"
WITNESS = "pytest_runsreplay.cli.witness"
NEEDED = ("openai", "uvicorn")


class DemoError(Exception):
    """Why the demo cannot be shown, and what to do about it."""


@dataclass(frozen=True)
class Outcome:
    """What one run of the example's tests came to; ``answered`` from cassettes, ``remote`` connections to elsewhere."""

    passed: int
    failed: int
    seconds: float
    answered: int
    remote: int


def show(into: str | None) -> None:
    """Record the example in a folder, replay it, and print what happens as it happens. Raises DemoError."""
    _check_needs()
    folder = make_folder(into)
    say(f"runsreplay demo, in {folder}\n")
    _write_example(folder)
    say_row("record", "two tests talk to a fake Runs service on this machine …")
    recorded = _run_tests(folder, [str(folder / "record.py")])
    requests = 0
    for cassette in _cassettes(folder):
        requests += sum(exchange.times for exchange in cassette.exchanges)
        _say_story(folder, cassette)
    say()
    say_row("", _told(recorded, f"{requests} requests made"))
    say_row("stop", "the service is gone")
    say_row("replay", "the same tests, offline …")
    replayed = _run_tests(folder, ["-m", "pytest"])
    say_row("", _told(replayed, f"{replayed.answered} requests answered from the cassettes"))
    _conclude(folder, recorded, replayed)


def make_folder(into: str | None) -> Path:
    """The empty folder to write to, made if need be. Raises DemoError if it is not empty."""
    if into is None:
        names = (FOLDER, *(f"{FOLDER}-{number}" for number in range(2, 1000)))
        folder = next(Path(name) for name in names if not Path(name).exists())
    else:
        folder = Path(into)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DemoError(f"{folder} is not an empty folder; nothing was changed. Choose another with --into DIR")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoError(f"{folder} cannot be made ({error.strerror}). Choose another with --into DIR") from None
    return folder


def _check_needs() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise DemoError(f"the demo needs {' and '.join(missing)}: pip install 'pytest-runsreplay[demo]'")


def _write_example(folder: Path) -> None:
    for name in EXAMPLE:
        source = files("pytest_runsreplay.cli") / "example" / name
        (folder / name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pytest.ini").write_text(INI, encoding="utf-8")


def _run_tests(folder: Path, command: Sequence[str]) -> Outcome:
    """Run the example's tests in a process of their own, which is asked what it connected to."""
    from .witness import REPORT

    plugins = ["-p", PLUGIN, "-p", WITNESS, "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as aside:
        report = Path(aside) / "report.json"
        finished = subprocess.run(  # noqa: S603 - our own interpreter on our own files
            [sys.executable, *command, "-q", *plugins, "-c", str(folder / "pytest.ini"), str(folder)],
            env=_environment() | {REPORT: str(report)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if finished.returncode or not report.exists():
            raise DemoError(f"the tests did not pass; pytest said:\n{finished.stdout}{finished.stderr}")
        return Outcome(**json.loads(report.read_text(encoding="utf-8")))


def _environment() -> dict[str, str]:
    """The user's environment without a key, server, proxy or pytest option of theirs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "PYTEST_"))}
    kept = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")}
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    return kept | alone


def _told(outcome: Outcome, requests: str) -> str:
    tests = f"{outcome.passed} tests passed in {outcome.seconds:.2f} s"
    return f"{tests}, {requests}, {outcome.remote or 'none'} left this machine"


def _cassettes(folder: Path) -> Iterator[RunsCassette]:
    from ..recording import load
    from ..settings import Settings

    for file in sorted((folder / "cassettes").rglob("*.json")):
        yield load(str(file), Settings())


def _say_story(folder: Path, cassette: RunsCassette) -> None:
    """What the runs of a cassette went through, what they called, ran and said."""
    say()
    say_row("", str(cassette.file.relative_to(folder.absolute())))
    for run in cassette.runs:
        for line in _story(cassette, run):
            say_row("", f"  {line}")


def _story(cassette: RunsCassette, run: RunObject) -> Iterator[str]:
    from ..transcript import tell

    history = cassette.history(run.id)
    yield " → ".join(state.status for state in history)
    story = tell(run, cassette.steps(run.id), cassette.messages(run.thread_id), earlier=history)
    for entry in story.entries:
        yield from str(entry).splitlines()


def _conclude(folder: Path, recorded: Outcome, replayed: Outcome) -> None:
    if recorded.remote or replayed.remote:
        raise DemoError(f"{recorded.remote + replayed.remote} connections left this machine, which must not happen")
    say(f"\nReplayed in {replayed.seconds:.2f} s instead of {recorded.seconds:.2f} s, with no server, key or network.")
    say(f"{folder} is yours: an agent, its tests, and what they recorded.")
    say(f"Run them again: pytest {shlex.quote(str(folder))}")
    say(f"Change the agent, then record again: cd {shlex.quote(str(folder))} && python record.py")
