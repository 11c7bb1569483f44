"""A loopback server whose every byte a test decides, and clients that read a stream chunk by chunk."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aiohttp
import httpx
import httpx2
import openai
import requests
import urllib3

Answer = Callable[[socket.socket], None]
Saw = Callable[[bytes], bool]
Read = Callable[[str, Saw], None]

STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
EVENTS = [b'event: thread.message.delta\ndata: {"id":"msg_%d"}\n\n' % number for number in range(3)]


def framed(chunk: bytes) -> bytes:
    """A chunk as it is sent."""
    return b"%x\r\n%b\r\n" % (len(chunk), chunk)


def reset(connection: socket.socket) -> None:
    """Break a connection without a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def serving(answer: Answer, bodies: list[bytes] | None = None) -> Iterator[str]:
    """The URL of a server that reads the request of each connection, lets ``answer`` write, and closes it.

    The bodies that it was sent are added to ``bodies``.
    """
    received = [] if bodies is None else bodies
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, answer, received), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1/x"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listener: socket.socket, answer: Answer, bodies: list[bytes]) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                bodies.append(_read_request(connection))
                answer(connection)


def _read_request(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as file:
        head = [line.lower().strip() for line in iter(file.readline, b"\r\n")]
        if b"transfer-encoding: chunked" in head:
            sizes = iter(lambda: int(file.readline(), 16), 0)
            body = b"".join(file.read(size + 2)[:-2] for size in sizes)
            return body + file.readline()[2:]
        lengths = [int(line.split(b":")[1]) for line in head if line.startswith(b"content-length:")]
        return file.read(sum(lengths))


@contextmanager
def saying(body: bytes, asked: list[str] | None = None) -> Iterator[str]:
    """The URL of a server that answers every request with ``body`` and keeps connections alive.

    The paths it was asked for are added to ``asked``.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if asked is not None:
                asked.append(self.path)
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/x"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serving_held() -> Iterator[tuple[str, threading.Event]]:
    """A server of a stream that sends its second chunk only when it is told that the first one was seen."""
    seen = threading.Event()

    def answer(connection: socket.socket) -> None:
        connection.sendall(STREAM_HEAD + framed(EVENTS[0]))
        if seen.wait(20):
            connection.sendall(b"".join(map(framed, [*EVENTS[1:], b""])))

    with serving(answer) as url:
        yield url, seen


def _read_all(chunks: Iterator[bytes], saw: Saw) -> None:
    for chunk in chunks:
        if chunk and not saw(chunk):
            return


async def _read_all_async(chunks: AsyncIterator[bytes], saw: Saw) -> None:
    async for chunk in chunks:
        if not saw(chunk):
            return


def read_httpx(url: str, saw: Saw) -> None:
    with httpx.stream("GET", url) as response:
        _read_all(response.iter_raw(), saw)


def read_httpx2(url: str, saw: Saw) -> None:
    with httpx2.stream("GET", url) as response:
        _read_all(response.iter_raw(), saw)


def read_httpx_async(url: str, saw: Saw) -> None:
    async def read() -> None:
        async with httpx.AsyncClient() as client, client.stream("GET", url) as response:
            await _read_all_async(response.aiter_raw(), saw)

    asyncio.run(read())


def read_httpx2_async(url: str, saw: Saw) -> None:
    async def read() -> None:
        async with httpx2.AsyncClient() as client, client.stream("GET", url) as response:
            await _read_all_async(response.aiter_raw(), saw)

    asyncio.run(read())


def read_requests(url: str, saw: Saw) -> None:
    with requests.Session() as session, session.get(url, stream=True) as response:
        _read_all(response.iter_content(None), saw)


def read_urllib3(url: str, saw: Saw) -> None:
    with urllib3.PoolManager() as pool:
        response = pool.request("GET", url, preload_content=False, retries=False)
        _read_all(response.stream(), saw)
        response.close()


def read_aiohttp(url: str, saw: Saw) -> None:
    async def read() -> None:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            await _read_all_async(response.content.iter_any(), saw)

    asyncio.run(read())


READERS: list[Read] = [
    read_httpx,
    read_httpx2,
    read_httpx_async,
    read_httpx2_async,
    read_requests,
    read_urllib3,
    read_aiohttp,
]


def _as_chunk(event: Any) -> bytes:
    return b'event: %b\ndata: {"id":"%b"}\n\n' % (event.event.encode(), event.data.id.encode())


def read_openai(url: str, saw: Saw) -> None:
    with (
        openai.OpenAI(base_url=url, api_key="none", max_retries=0) as client,
        client.beta.threads.runs.create("t", assistant_id="a", stream=True) as stream,
    ):
        _read_all(map(_as_chunk, stream), saw)


def read_openai_async(url: str, saw: Saw) -> None:
    async def read() -> None:
        async with (
            openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client,
            await client.beta.threads.runs.create("t", assistant_id="a", stream=True) as stream,
        ):
            await _read_all_async((_as_chunk(event) async for event in stream), saw)

    asyncio.run(read())
