"""Bodies of requests are recorded as they are sent, and sent as they are: files, forms, generators."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3
from recording.serving import serving

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import storage

Send = Callable[[str, bytes], int]


def pieces(content: bytes) -> Iterator[bytes]:
    yield content[:3]
    yield content[3:]


async def async_pieces(content: bytes) -> AsyncIterator[bytes]:
    for piece in pieces(content):
        yield piece


def httpx_files(url: str, content: bytes) -> int:
    return httpx.post(url, data={"purpose": "assistants"}, files={"file": ("a.txt", io.BytesIO(content))}).status_code


def httpx2_generator(url: str, content: bytes) -> int:
    return httpx2.post(url, content=pieces(content)).status_code


def httpx2_async_generator(url: str, content: bytes) -> int:
    async def send() -> int:
        async with httpx2.AsyncClient() as client:
            return (await client.post(url, content=async_pieces(content))).status_code

    return asyncio.run(send())


def requests_files(url: str, content: bytes) -> int:
    with requests.Session() as session:
        files = {"file": ("a.txt", io.BytesIO(content))}
        return session.post(url, data={"purpose": "assistants"}, files=files).status_code


def requests_generator(url: str, content: bytes) -> int:
    with requests.Session() as session:
        return session.post(url, data=pieces(content)).status_code


def requests_file(url: str, content: bytes) -> int:
    with requests.Session() as session:
        return session.post(url, data=io.BytesIO(content)).status_code


def urllib3_fields(url: str, content: bytes) -> int:
    with urllib3.PoolManager() as pool:
        return pool.request("POST", url, fields={"file": ("a.txt", content)}).status


def aiohttp_form(url: str, content: bytes) -> int:
    form = aiohttp.FormData({"purpose": "assistants"})
    form.add_field("file", io.BytesIO(content), filename="a.txt")
    return asyncio.run(_aiohttp(url, form))


def aiohttp_file(url: str, content: bytes) -> int:
    return asyncio.run(_aiohttp(url, io.BytesIO(content)))


def aiohttp_generator(url: str, content: bytes) -> int:
    return asyncio.run(_aiohttp(url, async_pieces(content)))


def aiohttp_parts(url: str, content: bytes) -> int:
    with aiohttp.MultipartWriter("mixed") as writer:
        writer.append(content)
    return asyncio.run(_aiohttp(url, writer))


async def _aiohttp(url: str, data: object) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=data) as response:
        return response.status


SENDERS: list[Send] = [
    httpx_files,
    httpx2_generator,
    httpx2_async_generator,
    requests_files,
    requests_generator,
    requests_file,
    urllib3_fields,
    aiohttp_form,
    aiohttp_file,
    aiohttp_generator,
    aiohttp_parts,
]


def accept(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n")


@pytest.mark.parametrize("send", SENDERS, ids=lambda send: send.__name__)
def test_a_body_is_sent_whole_and_recorded_as_it_was_sent(send: Send, tmp_path: Path) -> None:
    bodies: list[bytes] = []
    with serving(accept, bodies) as url, use_cassette(tmp_path / "upload.json", record_mode="once"):
        assert send(url, b"what was uploaded") == 201
    assert len(bodies) == 1
    assert b"what was uploaded" in bodies[0]
    (exchange,) = storage.read(tmp_path / "upload.json").exchanges
    assert b"what was uploaded" in exchange.request.content
    with use_cassette(tmp_path / "upload.json"):
        assert send(url, b"what was uploaded") == 201


@pytest.mark.parametrize("send", SENDERS, ids=lambda send: send.__name__)
def test_another_body_is_a_miss(send: Send, tmp_path: Path) -> None:
    with serving(accept) as url, use_cassette(tmp_path / "upload.json", record_mode="once"):
        send(url, b"what was uploaded")
    with pytest.raises(CassetteMiss), use_cassette(tmp_path / "upload.json"):
        send(url, b"what was not uploaded")
