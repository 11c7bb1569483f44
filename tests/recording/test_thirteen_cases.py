"""The thirteen ways to ask that stock vcrpy can record and replay: with ours too, with the server stopped."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import httpx2
import openai
import pytest
import requests
from counting import counting
from recording.serving import serving

from pytest_runsreplay import RunsService, use_cassette
from pytest_runsreplay.lifecycle import message

Case = Callable[[str, str], object]
JSON = {"OpenAI-Beta": "assistants=v2"}


def _headers(key: str) -> dict[str, str]:
    return {**JSON, "Authorization": f"Bearer {key}"}


def _client(url: str, key: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=url, api_key=key, max_retries=0)


def _prepared(client: openai.OpenAI) -> dict[str, Any]:
    assistant = client.beta.assistants.create(model="gpt-4o-mini")
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "Hello"}])
    return {"thread_id": thread.id, "assistant_id": assistant.id}


def openai_raw_get(url: str, key: str) -> object:
    with _client(url, key) as client:
        return client.beta.assistants.with_raw_response.list(limit=3).http_response.content


def openai_create_and_poll(url: str, key: str) -> object:
    with _client(url, key) as client:
        run = client.beta.threads.runs.create_and_poll(**_prepared(client), poll_interval_ms=1)
        return run.to_dict()


def openai_stream(url: str, key: str) -> object:
    with _client(url, key) as client, client.beta.threads.runs.create(**_prepared(client), stream=True) as stream:
        return [event.to_dict() for event in stream]


def openai_stream_async(url: str, key: str) -> object:
    async def ask() -> object:
        with _client(url, key) as client:
            known = _prepared(client)
        async with (
            openai.AsyncOpenAI(base_url=url, api_key=key, max_retries=0) as client,
            await client.beta.threads.runs.create(**known, stream=True) as stream,
        ):
            return [event.to_dict() async for event in stream]

    return asyncio.run(ask())


def httpx_get(url: str, key: str) -> object:
    return httpx.get(f"{url}/assistants", headers=_headers(key)).json()


def httpx_stream(url: str, key: str) -> object:
    with httpx.stream("GET", f"{url}/assistants", headers=_headers(key)) as response:
        return b"".join(response.iter_bytes())


def httpx_stream_async(url: str, key: str) -> object:
    async def ask() -> bytes:
        async with (
            httpx.AsyncClient(headers=_headers(key)) as client,
            client.stream("GET", f"{url}/assistants") as response,
        ):
            return b"".join([chunk async for chunk in response.aiter_bytes()])

    return asyncio.run(ask())


def httpx2_stream(url: str, key: str) -> object:
    with httpx2.stream("GET", f"{url}/assistants", headers=_headers(key)) as response:
        return list(response.iter_lines())


def requests_get(url: str, key: str) -> object:
    return requests.get(f"{url}/assistants", headers=_headers(key), timeout=5).json()


def requests_stream(url: str, key: str) -> object:
    with requests.get(f"{url}/assistants", headers=_headers(key), timeout=5, stream=True) as response:
        return list(response.iter_lines())


def aiohttp_get(url: str, key: str) -> object:
    async def ask() -> object:
        async with (
            aiohttp.ClientSession(headers=_headers(key)) as session,
            session.get(f"{url}/assistants") as response,
        ):
            return await response.json()

    return asyncio.run(ask())


def aiohttp_stream(url: str, key: str) -> object:
    async def ask() -> object:
        async with (
            aiohttp.ClientSession(headers=_headers(key)) as session,
            session.get(f"{url}/assistants") as response,
        ):
            return [line async for line in response.content]

    return asyncio.run(ask())


CASES: list[Case] = [
    openai_raw_get,
    openai_create_and_poll,
    openai_stream,
    openai_stream_async,
    httpx_get,
    httpx_stream,
    httpx_stream_async,
    httpx2_stream,
    requests_get,
    requests_stream,
    aiohttp_get,
    aiohttp_stream,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_it_replays_without_the_server(case: Case, tmp_path: Path) -> None:
    with RunsService(seed="thirteen") as service:
        service.always(message("Hello."))
        url, key = service.base_url, service.api_key
        with use_cassette(tmp_path / "case.json", record_mode="once"):
            live = case(url, key)
    with counting() as counts, use_cassette(tmp_path / "case.json") as cassette:
        assert case(url, "none") == live
    assert (counts.sleeps, [one for one in counts.connections if isinstance(one, tuple)]) == ([], [])
    assert all(cassette.tape.used)


def ask_httpx(url: str) -> object:
    return httpx.get(url).json()


def ask_httpx2(url: str) -> object:
    return httpx2.get(url).json()


def ask_requests(url: str) -> object:
    return requests.get(url, timeout=5).json()


def ask_aiohttp(url: str) -> object:
    async def ask() -> object:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return await response.json()

    return asyncio.run(ask())


ASKERS = [ask_httpx, ask_httpx2, ask_requests, ask_aiohttp]


@pytest.mark.parametrize("recorder", ASKERS, ids=lambda ask: ask.__name__)
def test_the_thirteenth_a_compressed_answer_is_recorded_readably_for_every_client(
    recorder: Callable[[str], object], tmp_path: Path
) -> None:
    def answer(connection: socket.socket) -> None:
        packed = gzip.compress(b'{"status":"completed"}')
        head = f"content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed)}"
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + packed)

    with serving(answer) as url, use_cassette(tmp_path / "gzip.json", record_mode="once"):
        assert recorder(url) == {"status": "completed"}
    document = json.loads((tmp_path / "gzip.json").read_text(encoding="utf-8"))
    assert document["exchanges"][0]["response"]["json"] == {"status": "completed"}
    for ask in ASKERS:
        with use_cassette(tmp_path / "gzip.json"):
            assert ask(url) == {"status": "completed"}
