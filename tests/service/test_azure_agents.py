"""The client of Azure AI Foundry, over the socket."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay.lifecycle import message, tool_call
from pytest_runsreplay.service import RunsService

agents = pytest.importorskip("azure.ai.agents")


@pytest.fixture
def client(service: RunsService) -> Any:
    from azure.core.credentials import AzureKeyCredential
    from azure.core.pipeline.policies import AzureKeyCredentialPolicy

    credential: Any = AzureKeyCredential(service.api_key)
    # Its own policy sends tokens over TLS only.
    policy = AzureKeyCredentialPolicy(credential, "api-key")
    endpoint = service.base_url.removesuffix("/v1") + "/api/projects/p"
    with agents.AgentsClient(endpoint, credential, authentication_policy=policy) as client:
        yield client


def test_the_foundry_client_runs_an_agent_with_a_function(service: RunsService, client: Any) -> None:
    service.script(tool_call("weather", city="Oslo"), message("3 °C."))
    agent = client.create_agent(model="gpt-4o", name="Ada", instructions="Help.")
    thread = client.threads.create()
    client.messages.create(thread.id, role="user", content="How cold is it?")
    run = client.runs.create(thread.id, agent_id=agent.id)
    while run.status in ("queued", "in_progress"):
        run = client.runs.get(thread.id, run.id)
    (call,) = run.required_action.submit_tool_outputs.tool_calls
    run = client.runs.submit_tool_outputs(thread.id, run.id, tool_outputs=[{"tool_call_id": call.id, "output": "3"}])
    while run.status in ("queued", "in_progress"):
        run = client.runs.get(thread.id, run.id)
    assert run.status == "completed"
    said = next(iter(client.messages.list(thread.id)))
    assert said.text_messages[0].text.value == "3 °C."
    steps = list(client.run_steps.list(thread.id, run.id))
    assert [step.type for step in steps] == ["message_creation", "tool_calls"]


def test_the_foundry_client_reads_a_stream(service: RunsService, client: Any) -> None:
    service.script(message("One two."))
    agent = client.create_agent(model="gpt-4o", name="Ada", instructions="Help.")
    thread = client.threads.create()
    with client.runs.stream(thread.id, agent_id=agent.id) as stream:
        events = [str(event) for event, *_ in stream]
    assert events[0] == "thread.run.created"
    assert "thread.run.completed" in events
