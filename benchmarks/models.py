"""Reading a run, beside the openai client's own model of it, in one run: CPU time per body, and of the import.

    python benchmarks/models.py

Each figure is the median of several alternated rounds; what to quote is the ratio.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from openai.types.beta.threads import Run

from pytest_runsreplay import RunObject, deviations, parse

BODY = (Path(__file__).parents[1] / "tests" / "data" / "bodies" / "run-2026-03-completed.json").read_bytes()
ROUNDS = 15
CALLS = 2_000
IMPORTS = {
    "nothing": "pass",
    "pydantic": "import pydantic; pydantic.BaseModel",
    "pytest_runsreplay.models": "import pytest_runsreplay.models",
    "openai.types.beta.threads": "import openai.types.beta.threads",
}
READERS: dict[str, Callable[[], object]] = {
    "openai Run.model_validate_json": lambda: Run.model_validate_json(BODY),
    "RunObject.model_validate_json": lambda: RunObject.model_validate_json(BODY),
    "parse(bytes)": lambda: parse(BODY),
    "parse(bytes).wire()": lambda: parse(BODY).wire(),
    "deviations(bytes, 'v2')": lambda: deviations(BODY, "v2"),
}


def reading() -> dict[str, float]:
    """Microseconds of CPU time per call."""
    taken: dict[str, list[float]] = {name: [] for name in READERS}
    for _ in range(ROUNDS):
        for name, read in READERS.items():
            start = time.process_time()
            for _ in range(CALLS):
                read()
            taken[name].append((time.process_time() - start) / CALLS * 1e6)
    return {name: statistics.median(times) for name, times in taken.items()}


def importing() -> dict[str, float]:
    """Milliseconds of CPU time of a whole interpreter, from bytecode, as installed packages have it."""
    compiled = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    clock = "import time; start = time.process_time(); {}; print(time.process_time() - start)"
    for _ in range(ROUNDS):
        for name, statement in IMPORTS.items():
            command = [sys.executable, "-c", clock.format(statement)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=compiled)
            taken[name].append(float(done.stdout) * 1e3)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    figures = reading()
    floor = figures["openai Run.model_validate_json"]
    for name, micros in figures.items():
        print(f"{name:<34} {micros:7.1f} µs  {micros / floor:5.2f} × openai")
    for name, millis in importing().items():
        print(f"import {name:<27} {millis:7.1f} ms")


if __name__ == "__main__":
    main()
