"""Factories of runs beside validating a template, and beside polyfactory and factory_boy, in one run: CPU time each.

    python benchmarks/factories.py

What to quote is the rate beside validating one template, and the share of what was made that breaks no rule. Each is
timed in turn with the template, and the figures are medians of the rounds. The two peers are measured where they are
installed: ``pip install polyfactory factory_boy``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from statistics import median
from typing import Any

from pytest_runsreplay import RunObject, incoherences
from runsreplay_factories import RunFactory

ROUNDS = 15
CALLS = 1_000
SLOW_CALLS = 20
"""Calls of makers that take milliseconds."""

Maker = Callable[[], object]


def ours() -> dict[str, Maker]:
    """What our factories make."""
    runs = RunFactory("benchmark")
    return {
        "run_factory()": runs,
        "run_factory.failed()": runs.failed,
        "run_factory.requires_action()": runs.requires_action,
        "run_factory.spec_v1()": runs.spec_v1,
        "run_factory(model=…)": lambda: runs(model="gpt-4o"),
        "run_factory(completed_at=…), checked": lambda: runs(created_at=1_700_000_000, completed_at=1_700_000_009),
        "run_factory.as_dict()": runs.as_dict,
        "run_factory.failed.as_dict()": runs.failed.as_dict,
        "RunFactory()": RunFactory,
    }


def polyfactory() -> dict[str, Maker]:
    """Polyfactory's factory of the same model."""
    try:
        peer: Any = import_module("polyfactory.factories.pydantic_factory")
    except ImportError:
        return {}
    factory = peer.ModelFactory.create_factory(RunObject)
    return {"polyfactory": factory.build}


def factory_boy() -> dict[str, Maker]:
    """A factory of completed runs, written by hand with factory_boy and Faker as its manual shows, and validated."""
    try:
        boy: Any = import_module("factory")
    except ImportError:
        return {}
    body = RunFactory("benchmark").as_dict()
    drawn: dict[str, Any] = {
        **{name: boy.Faker("bothify", text=body[name].split("_")[0] + "_" + "?" * 24) for name in IDS},
        "created_at": boy.Sequence(lambda number: 1_772_323_200 + 60 * number),
        "started_at": boy.LazyAttribute(lambda run: run.created_at + 1),
        "completed_at": boy.LazyAttribute(lambda run: run.created_at + 9),
        "instructions": boy.Faker("sentence"),
    }
    made = type("Runs", (boy.DictFactory,), {**body, **drawn})
    return {"factory_boy, validated": lambda: RunObject.model_validate(made())}


IDS = ("id", "assistant_id", "thread_id")


def beside(template: Maker, makers: Mapping[str, Maker]) -> dict[str, tuple[float, float]]:
    """Microseconds per call, and how many calls are made in the time that one of the template takes.

    Each is timed right after the template, many times over, so that what slows the machine down slows both.
    """
    times: dict[str, list[float]] = {name: [] for name in makers}
    rates: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(ROUNDS):
        for name, make in makers.items():
            reference = taken(template, CALLS)
            times[name].append(taken(make, SLOW_CALLS if name == "polyfactory" else CALLS))
            rates[name].append(reference / times[name][-1])
    return {name: (median(times[name]), median(rates[name])) for name in makers}


def taken(make: Maker, calls: int) -> float:
    """Microseconds of CPU time per call."""
    start = time.process_time()
    for _ in range(calls):
        make()
    return (time.process_time() - start) / calls * 1e6


def coherent(make: Maker) -> str:
    """The share of 200 made runs that break no rule; nothing for what makes no runs."""
    made = [one for one in (make() for _ in range(200)) if isinstance(one, RunObject)]
    return f"{sum(not incoherences(run) for run in made) / len(made):9.0%}" if made else ""


def main() -> None:
    """Measure and print."""
    text, peers = RunFactory("benchmark").as_json(), {**polyfactory(), **factory_boy()}
    template = partial(RunObject.model_validate_json, text)
    makers: dict[str, Maker] = {"RunObject.model_validate_json(template)": template, **ours(), **peers}
    print(f"{'':42}{'µs':>10}{'× rate':>9}{'coherent':>10}")
    for name, (each, rate) in beside(template, makers).items():
        print(f"{name:42}{each:10.1f}{rate:9.3f}{coherent(makers[name]):>10}")
    if len(peers) < 2:
        print("\nNot all peers are installed: pip install polyfactory factory_boy")


if __name__ == "__main__":
    main()
