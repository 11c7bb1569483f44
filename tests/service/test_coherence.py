"""Every body that the service tells keeps the rules of a run's life, and the official client's models take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai.types.beta import Assistant, Thread
from openai.types.beta.threads import Message, Run
from openai.types.beta.threads.runs import RunStep
from service.asker import Asker

from pytest_runsreplay.lifecycle import code, incoherences, message, search, tool_call, tools_of
from pytest_runsreplay.models import MessageObject, RunObject, RunStepObject, parse, parse_stream
from pytest_runsreplay.service import RunsService

ENDINGS = ["completed", "incomplete", "failed", "cancelled", "expired"]
STEPS = [
    message("It is 3 °C."),
    message(""),
    code("print(1)", "1"),
    code("pass"),
    search("a.md", "b.md"),
    search(),
    tool_call("f"),
    tool_call("f", x=1) & tool_call("g", y=[None, "é"]),
    tool_call("f").returning("known"),
]
TOOLS = tools_of(STEPS)
ACTIONS = ["poll", "poll", "poll", "submit", "cancel", "advance", "wait"]
SECONDS = {"advance": 2, "wait": 596}
MODELS = {"thread.run": Run, "thread.run.step": RunStep, "thread.message": Message, "thread": Thread}


def coherent(ask: Asker, path: str, run: dict[str, Any]) -> None:
    """The run, its steps and messages as the service shows them now break no rule and validate."""
    steps = ask.get(f"{path}/steps?limit=100&order=asc")["data"]
    messages = ask.get(f"/threads/{run['thread_id']}/messages?run_id={run['id']}")["data"]
    broken = incoherences(
        RunObject.model_validate(run),
        [RunStepObject.model_validate(step) for step in steps],
        [MessageObject.model_validate(said) for said in messages],
        era="real_v2_2026",
    )
    assert [str(one) for one in broken] == []
    Run.model_validate(run)
    for step in steps:
        RunStep.model_validate(step)
    for said in messages:
        # Real servers leave the status out of messages that are not in a stream; the client's model wants it.
        Message.model_validate({**said, "status": "completed"})


def act(ask: Asker, service: RunsService, path: str, action: str) -> dict[str, Any]:
    if action in SECONDS:
        service.advance(SECONDS[action])
    elif action == "cancel":
        ask("POST", f"{path}/cancel")
    run: dict[str, Any] = ask.get(path)
    if action == "submit" and run["required_action"]:
        calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
        outputs = [{"tool_call_id": call["id"], "output": "ok"} for call in calls]
        run = ask.post(f"{path}/submit_tool_outputs", tool_outputs=outputs)
    return run


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=4),
    ending=st.sampled_from(ENDINGS),
    actions=st.lists(st.sampled_from(ACTIONS), max_size=12),
)
def test_whatever_is_done_to_a_run_it_stays_coherent(steps: list[Any], ending: Any, actions: list[str]) -> None:
    service = RunsService(seed="coherent")
    ask = Asker(service.handle, service.api_key)
    service.script(*steps, ending=ending)
    path, run = ask.run(tools=TOOLS)
    coherent(ask, path, run)
    for action in actions:
        coherent(ask, path, act(ask, service, path, action))
    service.advance(1200)
    run = ask.get(path)
    assert run["status"] in ENDINGS
    coherent(ask, path, run)
    open_steps = [step for step in ask.get(f"{path}/steps")["data"] if step["status"] == "in_progress"]
    assert run["status"] != "completed" or not open_steps


def streams(ask: Asker, service: RunsService, steps: list[Any], ending: Any) -> Iterator[bytes]:
    service.script(*steps, ending=ending)
    thread = ask.thread("Hi")
    answer = ask("POST", f"/threads/{thread}/runs", {"assistant_id": ask.assistant(tools=TOOLS), "stream": True})
    yield answer.content
    path = f"/threads/{thread}/runs"
    run = ask.get(path)["data"][0]
    while run["status"] == "requires_action":
        calls = run["required_action"]["submit_tool_outputs"]["tool_calls"]
        outputs = [{"tool_call_id": call["id"], "output": "ok"} for call in calls]
        body = {"tool_outputs": outputs, "stream": True}
        yield ask("POST", f"{path}/{run['id']}/submit_tool_outputs", body).content
        run = ask.get(path)["data"][0]
    assert run["status"] == ending
    coherent(ask, f"{path}/{run['id']}", run)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_event_of_a_stream_validates_and_deltas_add_up(service: RunsService, ask: Asker, ending: str) -> None:
    for content in streams(ask, service, STEPS, ending):
        told: dict[str, str] = {}
        for event in parse_stream(content)[:-1]:
            body = event.data.wire()
            if body["object"] in MODELS:
                MODELS[body["object"]].model_validate(body)
            if event.event == "thread.message.delta":
                told[body["id"]] = told.get(body["id"], "") + body["delta"]["content"][0]["text"]["value"]
            if event.event == "thread.message.completed":
                assert told.pop(body["id"], "") == body["content"][0]["text"]["value"]
        assert told == {}


def test_all_other_bodies_validate_too(ask: Asker) -> None:
    tools = [{"type": "file_search"}, {"type": "function", "function": {"name": "f"}}]
    Assistant.model_validate(ask.get(f"/assistants/{ask.assistant(tools=tools)}"))
    Thread.model_validate(ask.get(f"/threads/{ask.thread('Hi')}"))
    assert parse(ask.get("/assistants")).wire() == ask.get("/assistants")


def test_a_run_that_is_being_cancelled_when_it_would_expire_is_cancelled(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("f"), message("Hi"), ending="cancelled")
    path, _ = ask.run(tools=TOOLS)
    service.advance(597)
    act(ask, service, path, "submit")
    statuses = [act(ask, service, path, "poll")["status"] for _ in range(3)]
    assert statuses == ["in_progress", "cancelling", "cancelled"]
    coherent(ask, path, ask.get(path))
