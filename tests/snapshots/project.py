"""A downstream project whose tests use runs_snapshot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bystanders import without

CONFTEST = '''
import os
import random
import string

import pytest

from pytest_runsreplay import parse

DRAW = random.SystemRandom()


def new_id(prefix):
    return prefix + "1" + "".join(DRAW.choices(string.ascii_letters + string.digits, k=23))


@pytest.fixture
def story():
    """A run with two steps, of other ids and another time whenever a test asks; CHANGE tells it differently."""
    change = os.environ.get("CHANGE")
    start = DRAW.randrange(1_500_000_000, 1_900_000_000)
    run, other, thread = new_id("run_"), new_id("run_"), new_id("thread_")
    first, second = new_id("step_"), new_id("step_")
    body = {
        "id": run, "object": "thread.run", "created_at": start, "thread_id": thread,
        "status": "failed" if change == "status" else "completed",
        "completed_at": start + (8 if change == "slower" else 7),
        "instructions": f"Answer in {thread}.", "metadata": {"retry_of": other},
        "tools": [{"type": "code_interpreter"}], "temperature": 1.0,
    }
    steps = [
        {"object": "thread.run.step", "id": step, "run_id": run, "created_at": start + 1, "type": "tool_calls",
         "step_details": {"type": "tool_calls", "tool_calls": [{"id": new_id("call_"), "type": "browser", "url": "x"}]}}
        for step in (first, second)
    ]
    if change == "moved":
        steps[1]["run_id"] = other
    order = [second, first] if change == "swapped" else [first, second]
    return {"run": parse(body), "steps": [parse(step) for step in steps], "order": order}
'''
TESTS = """
def test_story(story, runs_snapshot):
    assert story == runs_snapshot
"""
RAW_ID = re.compile(r"(?:run|step|thread|call)_[A-Za-z0-9]{10,}")
OTHERS = ("randomly", "cacheprovider", "anyio", "asyncio", "faker", "hypothesispytest", "recording")


class Project:
    """A project of its own, tested by real runs of pytest with warnings as errors."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self._runs: list[pytest.RunResult] = []
        pytester.makeconftest(CONFTEST)

    def write(self, **modules: str) -> None:
        self._pytester.makepyfile(**modules)

    def path(self, module: str) -> Path:
        return self._pytester.path / f"{module}.py"

    def remove(self, module: str) -> None:
        self.path(module).unlink()

    def ini(self, *lines: str) -> None:
        self._pytester.makeini("\n".join(("[pytest]", *lines)))

    def run(self, *options: str, beside: str = "") -> pytest.RunResult:
        """Run the tests, with a plugin beside those that are always there."""
        alone = without(*(name for name in OTHERS if name != beside))
        # Kept alive, because syrupy caches what it read under the address of its session.
        self._runs.append(self._pytester.runpytest_inprocess("-W", "error", *alone, *options))
        return self._runs[-1]

    def update(self, *options: str, beside: str = "") -> pytest.RunResult:
        return self.run("--snapshot-update", *options, beside=beside)

    @property
    def folder(self) -> Path:
        return self._pytester.path / "__snapshots__"

    def stored(self, module: str, ending: str = "runs") -> str:
        return (self.folder / f"{module}.{ending}").read_text(encoding="utf-8")

    def names(self, module: str, ending: str = "runs") -> list[str]:
        return re.findall("^# name: (.*)$", self.stored(module, ending), re.MULTILINE)

    def files(self) -> dict[str, str]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    def told(self, result: pytest.RunResult) -> list[str]:
        """What pytest gives as the reason of a failure."""
        return [line.removeprefix("E").strip(" ") for line in result.outlines if line.startswith("E ")]
