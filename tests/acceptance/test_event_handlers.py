"""The openai client's event handlers come to the run, the steps and the messages that a lifecycle holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from acceptance.following import Heard, follow, follow_async
from acceptance.plans import lifecycle_in, plans_in
from acceptance.presets import FOUNDRY, STREAMING

from pytest_runsreplay import Lifecycle

JsonObject = dict[str, Any]
Followed = Mapping[str, tuple[Lifecycle, list[Heard]]]
"""Lifecycles by their plans, and what a client heard of each: an account for each request it made."""

FOLLOWERS: Mapping[str, Callable[[Lifecycle], list[Heard]]] = {
    "sync": follow,
    "async": lambda lifecycle: asyncio.run(follow_async(lifecycle)),
}
CASES = [
    *((era, "sync") for era in STREAMING if era not in FOUNDRY),
    *((era, "async") for era in ("real_v1_2024", "real_v2_2026")),
]
STREAMED_ONLY = {"status", "incomplete_details", "incomplete_at", "completed_at"}


@pytest.fixture(scope="module", params=CASES, ids=", ".join)
def followed(request: pytest.FixtureRequest) -> Followed:
    era, way = request.param
    lifecycles = {plan: lifecycle_in(era, plan) for plan in plans_in(era)}
    return {plan: (lifecycle, FOLLOWERS[way](lifecycle)) for plan, lifecycle in lifecycles.items()}


def test_it_comes_to_the_final_run(followed: Followed) -> None:
    assert {plan: heard[-1].run for plan, (_, heard) in followed.items()} == {
        plan: lifecycle.run.wire() for plan, (lifecycle, _) in followed.items()
    }
    assert {one.run["status"] for _, heard in followed.values() for one in heard[:-1]} == {"requires_action"}


def test_it_hears_how_each_step_ended(followed: Followed) -> None:
    # A step loses its expiry when its run ends, which is after it was told of.
    for plan, (lifecycle, heard) in followed.items():
        ended = [step.wire() for step in lifecycle.steps if step.status != "in_progress"]
        told = [without(step, "expires_at") for one in heard for step in one.ended_steps]
        assert (plan, told) == (plan, [without(step, "expires_at") for step in ended])


def test_it_builds_the_details_of_each_step_from_deltas(followed: Followed) -> None:
    for plan, (lifecycle, heard) in followed.items():
        built = {step["id"]: told(step["step_details"]) for one in heard for step in one.steps}
        assert (plan, built) == (plan, {step.id: told(step.wire()["step_details"]) for step in lifecycle.steps})


def test_it_comes_to_the_final_messages(followed: Followed) -> None:
    for plan, (lifecycle, heard) in followed.items():
        said = [message for one in heard for message in one.messages]
        made = [message.wire() for message in lifecycle.messages]
        # What is being written is not shown before it is done.
        pairs = [(one, other) for one, other in zip(said, made, strict=True) if one["status"] != "in_progress"]
        assert (plan, [{name: one.get(name) for name in other} for one, other in pairs]) == (
            plan,
            [other for _, other in pairs],
        )
        assert {name for one, other in pairs for name in one.keys() - other.keys()} <= STREAMED_ONLY


def test_it_hears_how_each_message_ended(followed: Followed) -> None:
    for one in (one for _, heard in followed.values() for one in heard):
        assert one.ended_messages == [message for message in one.messages if message["status"] != "in_progress"]


def test_it_hears_each_word_once(followed: Followed) -> None:
    for one in (one for _, heard in followed.values() for one in heard):
        parts = [part["text"]["value"] for message in one.messages for part in message["content"]]
        assert one.text == "".join(parts)


def without(body: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in body.items() if name not in names}


def told(details: JsonObject) -> JsonObject:
    """What deltas tell of a step's details: neither what a search found, nor the outputs that are submitted later."""
    if details["type"] != "tool_calls":
        return details
    return {**details, "tool_calls": [told_of(call) for call in details["tool_calls"]]}


def told_of(call: JsonObject) -> JsonObject:
    payload = call[call["type"]]
    untold = {"function": {**payload, "output": None}, "file_search": {}, "retrieval": {}}
    outputs = [without(output, "index") for output in payload.get("outputs", ())]
    return {**without(call, "index"), call["type"]: untold.get(call["type"], {**payload, "outputs": outputs})}
