"""Lifecycles of three steps, beside validating the five bodies of one from templates, in one run: CPU time of each.

    python benchmarks/lifecycles.py

Each figure is the median of several alternated rounds. What to quote is the ratio, and the lifecycles per second.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

from pytest_runsreplay import incoherences, render_stream
from pytest_runsreplay.models import WireModel
from runsreplay_factories import RunFactory, code, message, tool_call

ROUNDS = 15
CALLS = 500
STEPS = (
    tool_call("get_weather", city="Oslo").returning("3 °C"),
    code("print(6 * 7)", "42"),
    message("It is 3 °C in Oslo, and six times seven is forty-two."),
)

factory = RunFactory("benchmark").with_steps(*STEPS)
in_v1 = RunFactory("benchmark").real_v1_2024.with_steps(*STEPS)
made = factory()
BODIES: list[WireModel] = [made.run, *made.steps, *made.messages]
TEMPLATES = [(type(body), body.wire()) for body in BODIES]
MAKERS: dict[str, Callable[[], object]] = {
    "five bodies validated from templates": lambda: [model.model_validate(body) for model, body in TEMPLATES],
    "a lifecycle": factory,
    "a lifecycle in real_v1_2024": in_v1,
    "a lifecycle and its stream": lambda: render_stream(factory().events()),
    "a lifecycle held against every rule": lambda: (
        incoherences(one.run, one.steps, one.messages) if (one := factory()) else None
    ),
}


def making() -> dict[str, float]:
    """Microseconds of CPU time per call."""
    taken: dict[str, list[float]] = {name: [] for name in MAKERS}
    for _ in range(ROUNDS):
        for name, make in MAKERS.items():
            gc.collect()  # one maker does not pay for what another left behind
            start = time.process_time()
            for _ in range(CALLS):
                make()
            taken[name].append((time.process_time() - start) / CALLS * 1e6)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    figures = making()
    floor = figures["five bodies validated from templates"]
    for name, micros in figures.items():
        print(f"{name:<38} {micros:7.1f} µs  {micros / floor:6.2f} × validating  {1e6 / micros:8,.0f} per second")


if __name__ == "__main__":
    main()
