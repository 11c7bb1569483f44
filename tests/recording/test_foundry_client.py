"""The clients of Azure, on requests and on aiohttp, are recorded and replayed without waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest
from counting import counting

from pytest_runsreplay import RunsService, use_cassette
from pytest_runsreplay.lifecycle import message

pytest.importorskip("azure.ai.agents")
Ask = Callable[[str, str, int], object]


def _settings(url: str, key: str) -> dict[str, Any]:
    from azure.core.credentials import AzureKeyCredential
    from azure.core.pipeline.policies import AzureKeyCredentialPolicy

    credential = AzureKeyCredential(key)
    policy: Any = AzureKeyCredentialPolicy(credential, "api-key")
    endpoint = url.removesuffix("/v1") + "/api/projects/p"
    return {"endpoint": endpoint, "credential": credential, "authentication_policy": policy}


def poll(url: str, key: str, interval: int) -> object:
    from azure.ai.agents import AgentsClient

    with AgentsClient(**_settings(url, key)) as client:
        agent = client.create_agent(model="gpt-4o", name="Ada", instructions="Help.")
        thread = client.threads.create()
        run = client.runs.create_and_process(thread.id, agent_id=agent.id, polling_interval=interval)
        return run.as_dict()


def poll_async(url: str, key: str, interval: int) -> object:
    from azure.ai.agents.aio import AgentsClient

    async def ask() -> object:
        async with AgentsClient(**_settings(url, key)) as client:
            agent = await client.create_agent(model="gpt-4o", name="Ada", instructions="Help.")
            thread = await client.threads.create()
            run = await client.runs.create_and_process(
                thread_id=thread.id, agent_id=agent.id, polling_interval=interval
            )
            return run.as_dict()

    return asyncio.run(ask())


def stream(url: str, key: str, interval: int) -> object:
    from azure.ai.agents import AgentsClient

    with AgentsClient(**_settings(url, key)) as client:
        agent = client.create_agent(model="gpt-4o", name="Ada", instructions="Help.")
        thread = client.threads.create()
        with client.runs.stream(thread.id, agent_id=agent.id) as events:
            return [str(event) for event, *_ in events]


def stream_async(url: str, key: str, interval: int) -> object:
    from azure.ai.agents.aio import AgentsClient

    async def ask() -> object:
        async with AgentsClient(**_settings(url, key)) as client:
            agent = await client.create_agent(model="gpt-4o", name="Ada", instructions="Help.")
            thread = await client.threads.create()
            async with await client.runs.stream(thread.id, agent_id=agent.id) as events:
                return [str(event) async for event, *_ in events]

    return asyncio.run(ask())


def azure_openai(url: str, key: str, interval: int) -> object:
    endpoint = url.removesuffix("/v1")
    with openai.AzureOpenAI(
        azure_endpoint=endpoint, api_key=key, api_version="2024-05-01-preview", max_retries=0
    ) as client:
        assistant = client.beta.assistants.create(model="gpt-4o-mini", instructions="Help.")
        thread = client.beta.threads.create()
        run = client.beta.threads.runs.create_and_poll(
            thread_id=thread.id, assistant_id=assistant.id, poll_interval_ms=interval * 1000 or 1
        )
        return run.to_dict()


@pytest.mark.parametrize("ask", [poll, poll_async, stream, stream_async, azure_openai], ids=lambda ask: ask.__name__)
def test_it_replays_without_the_server(ask: Ask, tmp_path: Path) -> None:
    with RunsService(seed="foundry") as service:
        service.always(message("3 °C."))
        url, key = service.base_url, service.api_key
        with use_cassette(tmp_path / "agent.json", record_mode="once"):
            live = ask(url, key, 0)
    assert key not in (tmp_path / "agent.json").read_text(encoding="utf-8")
    with counting() as counts, use_cassette(tmp_path / "agent.json") as cassette:
        assert ask(url, key, 60) == live
    assert (counts.sleeps, [one for one in counts.connections if isinstance(one, tuple)]) == ([], [])
    assert all(cassette.tape.used)
