"""What a normalised tree costs, beside dumping the same models as JSON, in one run: CPU time per call.

    python benchmarks/snapshots.py

Each figure is the smallest of several alternated rounds, which disturbs others least; what to quote is the ratio.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from pytest_runsreplay import RunFactory, normalize
from pytest_runsreplay.lifecycle import Lifecycle, PlannedStep, code, message, search, tool_call
from pytest_runsreplay.snapshots import concise

STEPS: tuple[PlannedStep, ...] = (
    tool_call("get_weather", city="Oslo"),
    code("print(1)", logs="1"),
    search("a.txt"),
    tool_call("tell", degrees=3),
    message("It is 3 °C and the wind comes from the north. " * 5),
)
ROUNDS = 15
SIZES = (50, 500, 5_000)


def measured(calls: dict[str, Callable[[], object]], each: int) -> dict[str, float]:
    """Microseconds of CPU time per call."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            start = time.process_time()
            for _ in range(each):
                call()
            best[name] = min(best[name], (time.process_time() - start) / each * 1e6)
    return best


def of_one_run() -> None:
    """A run with five steps; its models, and the dicts that they were read from."""
    life: Lifecycle = RunFactory(seed=1).with_steps(*STEPS)()
    models = [life.run, *life.steps]
    dicts = [model.wire() for model in models]
    tree = normalize(models)
    figures = measured(
        {
            "json.dumps(model.wire())": lambda: json.dumps([model.wire() for model in models]),
            "normalize(models)": lambda: normalize(models),
            "normalize(dicts)": lambda: normalize(dicts),
            "concise(tree)": lambda: concise(tree),
        },
        each=50,
    )
    floor = figures["json.dumps(model.wire())"]
    for name, micros in figures.items():
        print(f"{name:<26} {micros:8.1f} µs  {micros / floor:5.2f} × json.dumps")


def of_long_lists() -> None:
    """Lists of steps, each of its own id: the cost of a step must not depend on how many there are."""
    step = RunFactory(seed=1).with_steps(*STEPS)().steps[0].wire()
    for size in SIZES:
        steps = [{**step, "id": f"step_{number:024}"} for number in range(size)]
        bare = [{**step, "id": f"{number:08x}-7a9d-4e0f-8b1c-2d3e4f5a6b7c"} for number in range(size)]
        lists = {"prefixed": lambda steps=steps: normalize(steps), "UUIDs": lambda steps=bare: normalize(steps)}
        for name, micros in measured(lists, each=max(1, 500 // size)).items():
            print(f"list of {size:>5} steps, {name:<9} {micros / size:6.1f} µs per step")


if __name__ == "__main__":
    of_one_run()
    of_long_lists()
