"""A connection that fails is recorded, and fails again in replay as each client knows it."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiohttp
import httpx
import httpx2
import openai
import pytest
import requests
import urllib3
from counting import counting
from recording.serving import EVENTS, READERS, STREAM_HEAD, Answer, Read, framed, reset, serving

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import storage

Get = Callable[[str, float], object]
LONG = 30.0
SHORT = 0.2
"""How many seconds a client waits for a server that never answers."""
ERRORS = (
    OSError,
    http.client.HTTPException,
    httpx.TransportError,
    httpx2.TransportError,
    urllib3.exceptions.HTTPError,
    aiohttp.ClientError,
    openai.APIConnectionError,
)


def get_httpx(url: str, patience: float = LONG) -> object:
    return httpx.get(url, timeout=patience).content


def get_httpx2(url: str, patience: float = LONG) -> object:
    return httpx2.get(url, timeout=patience).content


def get_httpx2_async(url: str, patience: float = LONG) -> object:
    async def get() -> bytes:
        async with httpx2.AsyncClient(timeout=patience) as client:
            return (await client.get(url)).content

    return asyncio.run(get())


def get_requests(url: str, patience: float = LONG) -> object:
    return requests.get(url, timeout=patience).content


def get_urllib3(url: str, patience: float = LONG) -> object:
    with urllib3.PoolManager() as pool:
        return pool.request("GET", url, timeout=patience, retries=False).data


def get_urllib(url: str, patience: float = LONG) -> object:
    with urllib.request.urlopen(url, timeout=patience) as response:
        return response.read()


def get_aiohttp(url: str, patience: float = LONG) -> object:
    return asyncio.run(_get_aiohttp(url, aiohttp.ClientTimeout(sock_read=patience)))


def get_aiohttp_in_all(url: str, patience: float = LONG) -> object:
    return asyncio.run(_get_aiohttp(url, aiohttp.ClientTimeout(total=patience)))


async def _get_aiohttp(url: str, timeout: aiohttp.ClientTimeout) -> bytes:
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
        return await response.read()


def get_openai(url: str, patience: float = LONG) -> object:
    with openai.OpenAI(base_url=url, api_key="none", max_retries=0, timeout=patience) as client:
        return client.beta.threads.retrieve("t")


CLIENTS: list[Get] = [
    get_httpx,
    get_httpx2,
    get_httpx2_async,
    get_requests,
    get_urllib3,
    get_urllib,
    get_aiohttp,
    get_aiohttp_in_all,
    get_openai,
]


def name_of(get: Get | Read) -> str:
    return get.__name__.split("_", 1)[1]  # type: ignore[attr-defined, no-any-return, unused-ignore]


def send_half(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n" + b'{"id": ')


def hang_up(connection: socket.socket) -> None:
    """Close without a word."""


def break_off(connection: socket.socket) -> None:
    send_half(connection)
    reset(connection)


@contextmanager
def refusing() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}/v1/x"


@contextmanager
def silent() -> Iterator[str]:
    over = threading.Event()
    with serving(lambda connection: [over.wait(20)].clear()) as url:
        yield url
        over.set()


FAULTS = {
    "refuses": (refusing, "connect", LONG),
    "hangs up": (lambda: serving(hang_up), "protocol", LONG),
    "half": (lambda: serving(send_half), "protocol", LONG),
    "breaks off": (lambda: serving(break_off), "read", LONG),
    "silent": (silent, "read_timeout", SHORT),
}


def failing(get: Get, url: str, patience: float = LONG) -> type[BaseException]:
    try:
        get(url, patience)
    except ERRORS as error:
        return type(error)
    raise AssertionError("nothing failed")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("get", CLIENTS, ids=name_of)
def test_it_fails_again_as_it_did(get: Get, fault: str, tmp_path: Path) -> None:
    server, kind, patience = FAULTS[fault]
    with server() as url, use_cassette(tmp_path / "fault.json", record_mode="once"):
        live = failing(get, url, patience)
    failures = [exchange.response.failure for exchange in storage.read(tmp_path / "fault.json").exchanges]
    assert {failure and failure.kind for failure in failures} == {kind}
    with counting() as counts, use_cassette(tmp_path / "fault.json"):
        assert failing(get, url, patience) is live
    assert [address for address in counts.connections if isinstance(address, tuple)] == []


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("recorder", [get_httpx2, get_requests, get_aiohttp], ids=name_of)
def test_it_fails_for_another_client_as_that_client_would_have_seen_it(
    recorder: Get, fault: str, tmp_path: Path
) -> None:
    server, _, patience = FAULTS[fault]
    with server() as url:
        live = {get: failing(get, url, patience) for get in (get_httpx, get_requests, get_urllib3, get_aiohttp)}
        with use_cassette(tmp_path / "fault.json", record_mode="once"):
            failing(recorder, url, patience)
    for get, error in live.items():
        with use_cassette(tmp_path / "fault.json"):
            assert failing(get, url) is error


@pytest.mark.parametrize("read", READERS, ids=name_of)
def test_a_stream_that_broke_off_gives_what_came_and_breaks_off_again(read: Read, tmp_path: Path) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(STREAM_HEAD + framed(EVENTS[0]))
        seen.wait(20)
        reset(connection)

    def saw(chunk: bytes) -> bool:
        chunks.append(chunk)
        seen.set()
        return True

    seen, chunks = threading.Event(), list[bytes]()
    with serving(answer) as url, use_cassette(tmp_path / "stream.json", record_mode="once"):
        live = failing(lambda url, _: read(url, saw), url)
    with use_cassette(tmp_path / "stream.json"):
        assert failing(lambda url, _: read(url, saw), url) is live
    assert chunks == EVENTS[:1] * 2


@pytest.mark.parametrize(("fault", "error"), [("refuses", "APIConnectionError"), ("silent", "APITimeoutError")])
def test_the_retries_of_openai_are_exchanges_of_their_own(fault: str, error: str, tmp_path: Path) -> None:
    def get(url: str, patience: float) -> object:
        with openai.OpenAI(base_url=url, api_key="none", max_retries=1, timeout=patience) as client:
            return client.beta.threads.create()

    server, _, patience = FAULTS[fault]
    with server() as url, use_cassette(tmp_path / "fault.json", record_mode="once"):
        assert failing(get, url, patience).__name__ == error
    assert sum(one.times for one in storage.read(tmp_path / "fault.json").exchanges) == 2
    with counting() as counts, use_cassette(tmp_path / "fault.json") as cassette:
        assert failing(get, url, patience).__name__ == error
    assert cassette.answered == 2
    assert (counts.sleeps, counts.connections) == ([], [])


def test_what_failed_once_and_was_answered_then_replays_so(tmp_path: Path) -> None:
    answers: list[Answer] = [
        hang_up,
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
    ]

    def get(url: str) -> object:
        with urllib3.PoolManager(retries=1) as pool:
            return pool.request("GET", url).data

    with (
        serving(lambda connection: answers.pop(0)(connection)) as url,
        use_cassette(tmp_path / "retried.json", record_mode="once"),
    ):
        assert get(url) == b"{}"
    with use_cassette(tmp_path / "retried.json") as cassette:
        assert get(url) == b"{}"
        assert cassette.answered == 2


def test_an_interrupt_is_no_failure_of_the_connection(tmp_path: Path) -> None:
    def interrupted(request: httpx2.Request) -> httpx2.Response:
        raise KeyboardInterrupt

    with (
        use_cassette(tmp_path / "none.json", record_mode="once") as cassette,
        httpx2.Client(transport=httpx2.MockTransport(interrupted)) as client,
    ):
        with pytest.raises(KeyboardInterrupt):
            client.get("https://h/v1/x")
        assert cassette.exchanges == []


def test_a_connection_of_the_standard_library_fails_again(tmp_path: Path) -> None:
    def get(url: str, patience: float) -> object:
        port = httpx2.URL(url).port
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=patience)) as connection:
            connection.request("GET", "/v1/x")
            with closing(connection.getresponse()) as response:
                return response.read()

    for fault, (server, _, patience) in FAULTS.items():
        with server() as url, use_cassette(tmp_path / f"{fault}.json", record_mode="once"):
            live = failing(get, url, patience)
        with use_cassette(tmp_path / f"{fault}.json"):
            assert failing(get, url, patience) is live
