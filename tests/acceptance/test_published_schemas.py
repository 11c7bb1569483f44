"""Streams held against the schemas that OpenAI and Foundry published."""

from __future__ import annotations

import pytest
from acceptance.plans import lifecycle_in, plans_in

from pytest_runsreplay import deviations
from pytest_runsreplay.lifecycle.eras import find_era
from pytest_runsreplay.models import WireModel


@pytest.mark.parametrize("name", ["spec_v1", "spec_v2", "foundry_v1", "foundry_preview"])
def test_every_event_of_a_published_dialect_is_as_its_schema_says(name: str) -> None:
    era = find_era(name)
    told = [(plan, event) for plan in plans_in(name) for event in lifecycle_in(name, plan).events()]
    bodies = [(plan, event.event, event.data) for plan, event in told if isinstance(event.data, WireModel)]
    assert {"thread.message.delta", "thread.run.step.delta", "thread.run.step.completed"} <= {
        kind for _, kind, _ in bodies
    }
    found = {(plan, kind, str(one)) for plan, kind, body in bodies for one in deviations(body, era.dialect)}
    assert found == set()
