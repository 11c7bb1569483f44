"""``runsreplay demo``: conversations recorded from a fake service and replayed without it, before the user's eyes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .drawing import Row, draw_rows, say

if TYPE_CHECKING:
    from ..models import RunObject
    from ..recording import RunsCassette
    from ..service import RunsService

FOLDER = "runsreplay-demo"
EXAMPLE = ("agent.py", "test_agent.py")
INI = "[pytest]\n# Nothing to configure: the plugin is found by itself.\n"
PLUGIN = "pytest_runsreplay.plugin"
WITNESS = "pytest_runsreplay.cli.witness"
NEEDED = ("openai", "uvicorn")
FIBONACCI = "a, b = 0, 1\nfor _ in range(10):\n    a, b = b, a + b\nprint(a)"


class DemoError(Exception):
    """Why the demo cannot be shown, and what to do about it."""


@dataclass(frozen=True)
class Outcome:
    """What one run of the example's tests came to."""

    passed: int
    failed: int
    seconds: float
    answered: int
    local: int
    remote: int


def show(into: str | None) -> None:
    """Record the example in a folder, replay it, and print what happened. Raises DemoError."""
    _check_needs()
    folder = make_folder(into)
    say(f"runsreplay demo, in {folder}\n")
    _write_example(folder)
    recorded, asked, address = _record(folder)
    rows = [("serve", f"a fake Runs service listens on {address}")]
    rows += [("record", _told(recorded, asked, "made"))]
    rows += list(_story(folder))
    rows += [("stop", "the service is gone")]
    replayed = _run_tests(folder, "replay")
    rows += [("replay", _told(replayed, replayed.answered, "answered from the cassettes"))]
    draw_rows(rows)
    _conclude(folder, recorded, replayed)


def _check_needs() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise DemoError(f"the demo needs {' and '.join(missing)}: pip install 'pytest-runsreplay[demo]'")


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


def _write_example(folder: Path) -> None:
    for name in EXAMPLE:
        source = files("pytest_runsreplay.cli") / "example" / name
        (folder / name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pytest.ini").write_text(INI, encoding="utf-8")


def _record(folder: Path) -> tuple[Outcome, int, str]:
    from ..service import RunsService

    with RunsService(seed="demo") as service:
        _script(service)
        environment = {"OPENAI_BASE_URL": service.base_url, "OPENAI_API_KEY": service.api_key}
        outcome = _run_tests(folder, "record", "--runsreplay-record-mode=once", **environment)
        return outcome, len(service.requests), service.base_url.removeprefix("http://").removesuffix("/v1")


def _script(service: RunsService) -> None:
    from ..lifecycle import code, message, tool_call

    service.script(tool_call("get_weather", city="Oslo"), message("It is 3 °C in Oslo and it rains: take a coat."))
    service.script(code(FIBONACCI, "55\n"), message("The 10th Fibonacci number is 55."))


def _run_tests(folder: Path, what: str, *options: str, **environment: str) -> Outcome:
    """Run the example's tests with pytest in a process of its own, which is asked what it connected to."""
    from .witness import REPORT

    with tempfile.TemporaryDirectory() as aside:
        report = Path(aside) / "report.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", PLUGIN, "-p", WITNESS, "-p", "no:cacheprovider"]
        finished = subprocess.run(  # noqa: S603 - our own interpreter on our own files
            [*command, "-c", str(folder / "pytest.ini"), f"--rootdir={folder}", *options, str(folder)],
            env=_environment() | environment | {REPORT: str(report)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if finished.returncode or not report.exists():
            raise DemoError(f"the tests did not pass ({what}); pytest said:\n{finished.stdout}{finished.stderr}")
        return Outcome(**json.loads(report.read_text(encoding="utf-8")))


def _environment() -> dict[str, str]:
    """The user's environment without a key or server of theirs, and without a proxy before the loopback."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "PYTEST_"))}
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return {
        **kept,
        **alone,
        "NO_PROXY": "127.0.0.1,localhost",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def _told(outcome: Outcome, requests: int, how: str) -> str:
    tests = f"{outcome.passed} tests passed in {outcome.seconds:.2f} s"
    return f"{tests}: {requests} requests {how}, {outcome.remote} left the machine"


def _story(folder: Path) -> Iterator[Row]:
    """Each recorded run, its steps by the second."""
    from ..recording import load
    from ..settings import Settings

    for file in sorted(folder.rglob("cassettes/**/*.json")):
        cassette = load(str(file), Settings())
        yield "", ""
        yield "", str(file.relative_to(folder))
        for run in cassette.runs:
            yield from _run_story(cassette, run)
    yield "", ""


def _run_story(cassette: RunsCassette, run: RunObject) -> Iterator[Row]:
    """What a run went through, what it called, ran and said."""
    from ..transcript import tell

    history = cassette.history(run.id)
    yield "", " → ".join(state.status for state in history)
    story = tell(run, cassette.steps(run.id), cassette.messages(run.thread_id), earlier=history)
    yield from (("", f"  {line}") for entry in story.entries for line in str(entry).splitlines())


def _conclude(folder: Path, recorded: Outcome, replayed: Outcome) -> None:
    if recorded.remote or replayed.remote:
        raise DemoError(f"{recorded.remote + replayed.remote} connections left the machine, which must not happen")
    say()
    say(f"The replay took {replayed.seconds / recorded.seconds:.0%} of the time, with no server, key or network.")
    say(f"{folder} is yours: agent.py, its tests, and what they recorded. Run them again: pytest {folder}")
