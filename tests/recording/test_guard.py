"""In replay nothing leaves the machine, however it is tried, and whoever swallows the refusal."""

from __future__ import annotations

import _socket
import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import httpx2
import openai
import pytest
import requests
import urllib3
from reaching import ACTS, ADDRESS, FAR, FAR_6, NAME, Act, connect, connect_over_tls, send_to
from recording.serving import saying

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import Exchange, storage
from pytest_runsreplay.recording.exchanges import Request, Response


@pytest.fixture(autouse=True)
def wire(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What reaches the real sockets and look-ups; none of it goes further unless it is for this machine."""
    reached: list[Any] = []

    def watched(real: Callable[..., Any], place: int, *far: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            reached.append(args[place])
            if any(one in repr(args) for one in far) and "AI_NUMERICHOST" not in repr(args):
                raise AssertionError(f"{real.__name__} was about to leave the machine: {args}")
            return real(*args, **options)

        return call

    for name in ("connect", "connect_ex", "sendto", "sendmsg"):
        monkeypatch.setattr(socket.socket, name, watched(getattr(socket.socket, name), -1, FAR, FAR_6, NAME))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(_socket, name, watched(getattr(_socket, name), 0, NAME))
    monkeypatch.setattr(_socket, "gethostbyaddr", watched(_socket.gethostbyaddr, 0, NAME, FAR))
    monkeypatch.setattr(_socket, "getnameinfo", watched(_socket.getnameinfo, 0, f"{(*ADDRESS,)}, 0"))
    for name in ("gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo"):
        monkeypatch.setattr(socket, name, getattr(_socket, name))  # the same, as it is in real life
    return reached


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    """A cassette of one exchange."""
    request = Request.read("GET", "https://h/v1/x", (), b"")
    storage.write(tmp_path / "tape.json", [Exchange(request, Response.read(200, (), [b"hi"]))], {})
    return tmp_path / "tape.json"


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_is_refused_though_it_is_swallowed(act: Act, tape: Path) -> None:
    refused = pytest.raises(CassetteMiss, match="Nothing leaves this machine in replay")
    with refused, use_cassette(tape), suppress(BaseException):
        act()


URL = f"http://{FAR}:9/v1/x"


async def get_with_aiohttp() -> None:
    async with aiohttp.ClientSession() as session, session.get(URL):
        pass


async def get_with_httpx2() -> None:
    async with httpx2.AsyncClient() as client:
        await client.get(URL)


def ask_openai() -> None:
    with openai.OpenAI(base_url=f"http://{NAME}/v1", api_key="none") as client:
        client.beta.threads.create()


CLIENTS: dict[str, Act] = {
    "httpx": lambda: httpx.get(URL),
    "httpx2": lambda: httpx2.get(URL),
    "httpx2, asynchronous": lambda: asyncio.run(get_with_httpx2()),
    "requests": lambda: requests.get(URL, timeout=1),
    "requests to a name": lambda: requests.get(f"https://{NAME}", timeout=1),
    "urllib3": lambda: urllib3.request("GET", URL),
    "aiohttp": lambda: asyncio.run(get_with_aiohttp()),
    "openai": ask_openai,
}


@pytest.mark.parametrize("network", ["block", "loopback", "allow"])
@pytest.mark.parametrize("ask", CLIENTS.values(), ids=CLIENTS)
def test_a_request_over_http_is_a_miss_and_makes_no_connection(
    ask: Act, network: str, tape: Path, wire: list[Any]
) -> None:
    missed = pytest.raises(CassetteMiss, match="The cassette has no answer")
    with missed, use_cassette(tape, network=network), suppress(BaseException):
        ask()
    assert wire == []


def test_what_is_refused_is_told_with_address_and_remedy(tape: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/test_agent.py::test_it (call)")
    with use_cassette(tape) as cassette:
        with pytest.raises(CassetteMiss) as told:
            connect_over_tls()
        cassette.misses.clear()
    text = str(told.value)
    assert f"refused: connect to {FAR} port 9 ({NAME})\n" in text
    assert "  asked at  " in text
    assert "  test      tests/test_agent.py::test_it\n" in text
    assert f"  cassette  {tape}\n" in text
    assert "network='allow'" in text
    assert str(told.value.request) == f"connect to {FAR} port 9 ({NAME})"


def test_this_machine_can_be_reached(tape: Path, wire: list[Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, use_cassette(tape):
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost", "LOCALHOST", "0.0.0.0"):
            socket.create_connection((host, port)).close()
        send_to(b"x", ("127.0.0.1", port))
        left, right = socket.socketpair()
        left.close()
        right.close()
        assert socket.getaddrinfo("::1", port)[0][4][0] == "::1"
        assert socket.getaddrinfo("::ffff:127.0.0.1", port)
        assert socket.getnameinfo(ADDRESS, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV) == (FAR, "9")
        assert socket.getaddrinfo(None, port, flags=socket.AI_PASSIVE)
        assert asyncio.run(open_and_close(port)) is None
    assert wire


def test_an_address_that_is_only_read_asks_nobody(tape: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with use_cassette(tape):
        assert socket.getaddrinfo(FAR, 9, type=socket.SOCK_STREAM)[0][4] == ADDRESS
        assert socket.gethostbyname(FAR) == FAR
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo(NAME, 9, flags=socket.AI_NUMERICHOST)


async def open_and_close(port: int) -> None:
    _, writer = await asyncio.open_connection("localhost", port)
    writer.close()
    await writer.wait_closed()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no sockets in the file system")
def test_a_socket_of_the_file_system_can_be_reached(tape: Path) -> None:
    path = str(tape.parent / "s")
    with closing(socket.socket(socket.AF_UNIX)) as server, closing(socket.socket(socket.AF_UNIX)) as client:
        server.bind(path)
        server.listen()
        with use_cassette(tape):
            client.connect(path)


def test_the_name_of_this_machine_is_that_of_localhost_and_nobody_is_asked(tape: Path, wire: list[Any]) -> None:
    with use_cassette(tape):
        socket.getfqdn()
        assert socket.gethostbyname(socket.gethostname()) == "127.0.0.1"
    assert set(wire) == {"localhost"}


def test_sockets_are_left_alone_where_the_network_is_allowed_and_while_recording(tape: Path) -> None:
    for settings in ({"network": "allow"}, {"record_mode": "all"}):
        with use_cassette(tape, **settings), pytest.raises(AssertionError, match="about to leave"):
            connect()


def test_a_server_on_this_machine_answers_what_is_not_recorded_where_that_is_allowed(tape: Path) -> None:
    before, asked = tape.read_bytes(), list[str]()
    with saying(b"live", asked) as url, use_cassette(tape, network="loopback") as cassette:
        assert httpx2.get("https://h/v1/x").text == "hi"
        assert [httpx.get(url).text, requests.get(url, timeout=20).text] == ["live", "live"]
        assert httpx2.get(url.replace("127.0.0.1", "localhost")).text == "live"
        assert asyncio.run(text_by_aiohttp(url)) == "live"
        assert len(cassette.exchanges) == 1
    assert len(asked) == 4
    assert tape.read_bytes() == before


async def text_by_aiohttp(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()


def test_a_miss_for_a_server_on_this_machine_says_how_to_let_it_through(tape: Path) -> None:
    with saying(b"live") as url, use_cassette(tape) as cassette:
        with pytest.raises(CassetteMiss, match="network='loopback'"):
            httpx2.get(f"{url}/other")
        cassette.misses.clear()


def test_what_is_recorded_and_used_up_is_a_miss_on_this_machine_too(tmp_path: Path) -> None:
    with saying(b"live") as url:
        with use_cassette(tmp_path / "a.json", record_mode="once"):
            httpx2.post(url)
        with use_cassette(tmp_path / "a.json", network="loopback") as cassette:
            httpx2.post(url)
            with pytest.raises(CassetteMiss, match="all of its answers have been given"):
                httpx2.post(url)
            cassette.misses.clear()


def test_who_was_there_before_is_guarded_while_the_cassette_is_open_and_free_afterwards(tape: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        with use_cassette(tape) as cassette:
            with pytest.raises(CassetteMiss):
                pool.submit(connect).result()
            cassette.misses.clear()
        with pytest.raises(AssertionError, match="about to leave"):
            pool.submit(connect).result()


def test_a_look_up_under_an_imported_name_is_refused(tape: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = type(socket)("look_ups_of_a_user")
    module.find = module.gethostbyname = socket.gethostbyname  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "look_ups_of_a_user", module)
    with use_cassette(tape) as cassette:
        with pytest.raises(CassetteMiss):
            module.gethostbyname(NAME)
        cassette.misses.clear()
    assert module.gethostbyname is socket.gethostbyname


def test_everything_is_back_afterwards(tape: Path) -> None:
    owners: tuple[Any, ...] = (socket.socket, socket, _socket, asyncio.BaseEventLoop, threading.Thread)
    before = [dict(vars(owner)) for owner in owners]
    with use_cassette(tape):
        assert [dict(vars(owner)) for owner in owners] != before
    assert [dict(vars(owner)) for owner in owners] == before
