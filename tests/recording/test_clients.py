"""Every client records from a real socket and replays with the server gone; what one recorded replays for another."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import httpx
import httpx2
import openai
import pytest
import requests
import urllib3
from counting import counting

from pytest_runsreplay import CassetteMiss, RunsService, use_cassette
from pytest_runsreplay.lifecycle import message

HEADERS = {"OpenAI-Beta": "assistants=v2", "Content-Type": "application/json"}
Answer = tuple[int, bytes]
Ask = Callable[[str, str, bytes | None, dict[str, str]], Answer]


def ask_httpx2(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    response = httpx2.request(method, url, content=body, headers=headers)
    return response.status_code, response.content


def ask_httpx2_stream(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    with httpx2.stream(method, url, content=body, headers=headers) as response:
        return response.status_code, b"".join(response.iter_bytes())


def ask_httpx2_async(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    async def ask() -> Answer:
        async with httpx2.AsyncClient() as client:
            response = await client.request(method, url, content=body, headers=headers)
            return response.status_code, response.content

    return asyncio.run(ask())


def ask_httpx(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    response = httpx.request(method, url, content=body, headers=headers)
    return response.status_code, response.content


def ask_httpx_async_stream(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    async def ask() -> Answer:
        async with httpx.AsyncClient() as client, client.stream(method, url, content=body, headers=headers) as response:
            return response.status_code, b"".join([part async for part in response.aiter_bytes()])

    return asyncio.run(ask())


def ask_requests(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    with requests.Session() as session:
        response = session.request(method, url, data=body, headers=headers)
        return response.status_code, response.content


def ask_requests_stream(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    with (
        requests.Session() as session,
        session.request(method, url, data=body, headers=headers, stream=True) as response,
    ):
        return response.status_code, b"".join(response.iter_content(64))


def ask_urllib3(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    with urllib3.PoolManager() as pool:
        response = pool.request(method, url, body=body, headers=headers)
        return response.status, response.data


def ask_urllib(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    with urllib.request.urlopen(request) as response:
        return response.status, response.read()


def ask_aiohttp(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    async def ask() -> Answer:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, data=body, headers=headers) as response,
        ):
            return response.status, await response.read()

    return asyncio.run(ask())


CLIENTS: list[Ask] = [
    ask_httpx2,
    ask_httpx2_stream,
    ask_httpx2_async,
    ask_httpx,
    ask_httpx_async_stream,
    ask_requests,
    ask_requests_stream,
    ask_urllib3,
    ask_urllib,
    ask_aiohttp,
]


@pytest.fixture
def service() -> Iterator[RunsService]:
    with RunsService(seed="clients") as service:
        service.always(message("It is 3 °C in Oslo."))
        yield service


def converse(ask: Ask, base_url: str, api_key: str) -> list[Answer]:
    """A conversation with a polled run and a streamed one; gives all answers."""
    answers: list[Answer] = []

    def call(method: str, path: str, **body: object) -> dict[str, str]:
        content = json.dumps(body).encode() if body else None
        answers.append(ask(method, base_url + path, content, {**HEADERS, "Authorization": f"Bearer {api_key}"}))
        status, answer = answers[-1]
        assert status == 200, answer
        return {} if answer.startswith(b"event: ") else json.loads(answer)

    assistant = call("POST", "/assistants", model="gpt-4o-mini")["id"]
    thread = call("POST", "/threads", messages=[{"role": "user", "content": "How warm is it in Oslo?"}])["id"]
    run = call("POST", f"/threads/{thread}/runs", assistant_id=assistant)
    while run["status"] != "completed":
        run = call("GET", f"/threads/{thread}/runs/{run['id']}")
    call("GET", f"/threads/{thread}/messages?order=asc&limit=5")
    call("POST", f"/threads/{thread}/runs", assistant_id=assistant, stream=True)
    return answers


@pytest.mark.parametrize("ask", CLIENTS, ids=lambda ask: ask.__name__)
def test_it_records_and_replays_the_same_bytes_without_the_server(
    ask: Ask, service: RunsService, tmp_path: Path
) -> None:
    url, key = service.base_url, service.api_key
    with use_cassette(tmp_path / "talk.json", record_mode="once"):
        live = converse(ask, url, key)
    service.close()

    assert key not in (tmp_path / "talk.json").read_text(encoding="utf-8")
    with counting() as counts, use_cassette(tmp_path / "talk.json") as cassette:
        assert converse(ask, url, "another key") == live
    assert [address for address in counts.connections if isinstance(address, tuple)] == []
    assert all(cassette.tape.used)


@pytest.mark.parametrize("recorder", [ask_httpx2, ask_requests, ask_aiohttp], ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("ask", CLIENTS, ids=lambda ask: ask.__name__)
def test_what_one_client_recorded_replays_for_another(
    recorder: Ask, ask: Ask, service: RunsService, tmp_path: Path
) -> None:
    url = service.base_url
    with use_cassette(tmp_path / "talk.json", record_mode="once"):
        live = converse(recorder, url, service.api_key)
    service.close()
    with use_cassette(tmp_path / "talk.json"):
        assert converse(ask, url, "none") == live


@pytest.mark.parametrize("ask", CLIENTS, ids=lambda ask: ask.__name__)
def test_a_miss_is_a_miss_with_every_client(ask: Ask, tmp_path: Path, service: RunsService) -> None:
    with use_cassette(tmp_path / "talk.json", record_mode="once"):
        ask_httpx2("GET", f"{service.base_url}/assistants", None, {})
    with pytest.raises(CassetteMiss, match=r"no answer for GET .*/v1/threads/t1"), use_cassette(tmp_path / "talk.json"):
        ask("GET", f"{service.base_url}/threads/t1", None, {})


def test_the_poll_helper_of_openai_replays_without_waiting(service: RunsService, tmp_path: Path) -> None:
    def ask(base_url: str, api_key: str) -> str:
        with openai.OpenAI(base_url=base_url, api_key=api_key, max_retries=0) as client:
            assistant = client.beta.assistants.create(model="gpt-4o-mini")
            thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
            run = client.beta.threads.runs.create(thread.id, assistant_id=assistant.id)
            return client.beta.threads.runs.poll(run.id, thread_id=thread.id, poll_interval_ms=interval).status

    interval = 1
    url = service.base_url
    with use_cassette(tmp_path / "poll.json", record_mode="once"):
        assert ask(url, service.api_key) == "completed"
    interval = 60_000
    with counting() as counts, use_cassette(tmp_path / "poll.json"):
        assert ask(url, "none") == "completed"
    assert (counts.sleeps, counts.connections) == ([], [])
