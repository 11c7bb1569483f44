"""What ``runs_snapshot`` costs, beside syrupy's ``snapshot`` of the dumped dict: CPU time of whole runs of pytest.

    python benchmarks/snapshot_assertions.py [tests]

Each test compares one run. The kinds are alternated, and the medians told with what each adds to tests that compare
nothing; what to quote is the ratio of a run with ``runs_snapshot`` to one with ``snapshot``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROUNDS = 3
TESTS = """
import json
import pytest
from pytest_runsreplay import RunFactory, parse

BODY = RunFactory(seed="benchmark")().wire()

@pytest.mark.parametrize("number", range({count}))
def test_run(number{fixture}):
    run = parse({{**BODY, "id": f"run_{{number:024}}"}})
    {comparison}
"""
KINDS = {
    "nothing": ("", "run.wire()"),
    "snapshot": (", snapshot", "assert run.wire() == snapshot"),
    "runs_snapshot": (", runs_snapshot", "assert run == runs_snapshot"),
    "runs_snapshot.json": (", runs_snapshot", "assert run == runs_snapshot.json"),
}
ALONE = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:faker", "-p", "no:hypothesispytest")


def seconds(folder: Path, *options: str) -> float:
    """The CPU time of a run of pytest."""
    before = os.times()
    command = [sys.executable, "-m", "pytest", *ALONE, *options, str(folder)]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main(count: int) -> None:
    taken: dict[tuple[str, str], list[float]] = {(kind, way): [] for kind in KINDS for way in ("write", "verify")}
    with tempfile.TemporaryDirectory() as root:
        for _ in range(ROUNDS):
            for kind, (fixture, comparison) in KINDS.items():
                folder = Path(root, kind)
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                text = TESTS.format(count=count, fixture=fixture, comparison=comparison)
                (folder / "test_runs.py").write_text(text, encoding="utf-8")
                taken[kind, "write"].append(seconds(folder, "--snapshot-update"))
                taken[kind, "verify"].append(seconds(folder))
    for way in ("write", "verify"):
        floor, plain = median(taken["nothing", way]), median(taken["snapshot", way])
        for kind in KINDS:
            told = median(taken[kind, way])
            added = (told - floor) / count * 1e6
            print(f"{way:<7} {kind:<19} {told:6.2f} s  {told / plain:5.2f} × snapshot  {added:7.0f} µs per comparison")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
