"""Plans unfolded, and what they tell."""

from __future__ import annotations

import itertools
from typing import Any

from pytest_runsreplay import Lifecycle, incoherences
from pytest_runsreplay.lifecycle import Plan, PlannedStep, Unfolding, lifecycle_of, run_body, tool_call, tools_of
from pytest_runsreplay.lifecycle.plan import Ending

BORN = 1_772_323_200
CALL = tool_call("get_weather", city="Oslo")


def unfolded(*steps: PlannedStep, ending: Ending = "completed") -> Unfolding:
    numbers = itertools.count(1)
    body = run_body(
        id="run_1", thread_id="thread_1", assistant_id="asst_1", created_at=BORN, tools=list(tools_of(steps))
    )
    return Unfolding(body, Plan(steps, ending), lambda prefix: f"{prefix}{next(numbers)}")


def story(unfolding: Unfolding) -> Lifecycle:
    lifecycle = lifecycle_of(unfolding.moments)
    assert incoherences(lifecycle.run, lifecycle.steps, lifecycle.messages) == []
    return lifecycle


def names(lifecycle: Lifecycle) -> list[str]:
    return [str(event.event).removeprefix("thread.") for event in lifecycle.events()]


def data(unfolding: Unfolding, event: str) -> list[dict[str, Any]]:
    return [body for moment in unfolding.moments for name, body in moment.told() if name == event]
