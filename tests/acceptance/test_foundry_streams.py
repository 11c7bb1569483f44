"""Streams of Azure AI Foundry, as the event handler of azure-ai-agents reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from acceptance.foundry import IS_PREVIEW, agents, misread, unknown, unknown_types
from acceptance.plans import lifecycle_in, plans_in
from acceptance.presets import FOUNDRY

from pytest_runsreplay import Lifecycle, render_stream
from pytest_runsreplay.lifecycle.eras import find_era
from pytest_runsreplay.models import WireModel

ENDING = (agents.ThreadRun, agents.RunStep, agents.ThreadMessage)


@pytest.fixture(scope="module", params=FOUNDRY)
def era(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def lifecycles(era: str) -> Mapping[str, Lifecycle]:
    return {plan: lifecycle_in(era, plan) for plan in plans_in(era)}


def follow(lifecycle: Lifecycle) -> Iterator[tuple[str, Any]]:
    """The name of each event and what the client's handler makes of its data, in one stream after the other."""
    left = iter([render_stream(stream) for stream in lifecycle.streams()])

    def submit(run: Any, handler: Any, can_retry: bool) -> list[Any]:
        handler.initialize(chunks(next(left, b"")), submit)
        return []

    handler = agents.AgentEventHandler()
    handler.initialize(chunks(next(left)), submit)
    for name, data, _ in handler:
        yield name, data


def unknown_deltas(era: str) -> frozenset[str]:
    """What is said of the deltas of calls that came with the preview, by a client that knows the service alone."""
    if era == FOUNDRY[0] or IS_PREVIEW:
        return frozenset()
    return frozenset(map(unknown, find_era(era).calls))


def bodies_of(lifecycle: Lifecycle) -> list[Any]:
    return [body.wire() for body in (lifecycle.run, *lifecycle.steps, *lifecycle.messages)]


def chunks(content: bytes) -> Iterator[bytes]:
    return (content[start : start + 1000] for start in range(0, len(content), 1000))


def test_every_event_is_read_as_what_it_is(era: str, lifecycles: Mapping[str, Lifecycle]) -> None:
    misread_in: dict[tuple[str, str, str], str] = {}
    for plan, lifecycle in lifecycles.items():
        for (name, data), event in zip(follow(lifecycle), lifecycle.events(), strict=True):
            assert name == event.event
            for path, said in misread(data, event.data.wire()) if isinstance(event.data, WireModel) else ():
                misread_in.setdefault((name, path, said), plan)
    known = unknown_types() | unknown_deltas(era)
    assert {key: plan for key, plan in misread_in.items() if key[2] not in known} == {}


def test_the_handler_comes_to_the_final_run_steps_and_messages(lifecycles: Mapping[str, Lifecycle]) -> None:
    for plan, lifecycle in lifecycles.items():
        heard = {data.id: data for _, data in follow(lifecycle) if isinstance(data, ENDING)}
        made = {body["id"]: body for body in bodies_of(lifecycle)}
        assert heard.keys() == made.keys()
        ended = {id: data for id, data in heard.items() if id == lifecycle.run.id or data.status != "in_progress"}
        found = [one for id, data in ended.items() for one in misread(data, made[id]) if one[1] not in unknown_types()]
        assert (plan, found) == (plan, [])


def test_the_deltas_of_a_message_are_its_text(lifecycles: Mapping[str, Lifecycle]) -> None:
    for lifecycle in lifecycles.values():
        ended, said = {}, dict[str, str]()
        for name, data in follow(lifecycle):
            if name == "thread.message.delta":
                said[data.id] = said.get(data.id, "") + data.text
            elif name in {"thread.message.completed", "thread.message.incomplete"}:
                ended[data.id] = "".join(part.text.value for part in data.text_messages)
        assert {id: text for id, text in said.items() if id in ended} == ended
