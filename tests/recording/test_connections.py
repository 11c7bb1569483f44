"""What stands on http.client asks the cassette while one is open, whenever and however its connections were made."""

from __future__ import annotations

import http.client
import select
import socket
import threading
import urllib.error
import urllib.request
import xmlrpc.client
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
import requests
import urllib3
from counting import counting
from recording.serving import saying, serving

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import Exchange, storage
from pytest_runsreplay.recording.exchanges import Request, Response

Get = Callable[[], bytes]


def keep(path: Path, url: str, body: bytes = b"hi", method: str = "GET", content: bytes = b"") -> Path:
    """A cassette of one exchange."""
    answer = Response.read(200, (("content-type", "text/plain"),), [body])
    storage.write(path, [Exchange(Request.read(method, url, (), content), answer)], {})
    return path


def ask(connection: http.client.HTTPConnection) -> bytes:
    connection.request("GET", "/v1/x")
    with closing(connection.getresponse()) as response:
        return response.read()


def connection_to(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", httpx2.URL(url).port, timeout=20)


def test_a_connection_older_than_the_cassette_asks_it_and_is_its_own_again_afterwards(tmp_path: Path) -> None:
    asked: list[str] = []
    with saying(b"live", asked) as url, closing(connection_to(url)) as connection:
        assert ask(connection) == b"live"
        its_socket = connection.sock
        with use_cassette(keep(tmp_path / "a.json", url)):
            assert ask(connection) == b"hi"
        assert len(asked) == 1
        assert connection.sock is its_socket
        assert ask(connection) == b"live"


def test_a_connection_made_for_a_cassette_asks_the_server_afterwards(tmp_path: Path) -> None:
    with saying(b"live") as url:
        with use_cassette(keep(tmp_path / "a.json", url)):
            connection = connection_to(url)
            assert ask(connection) == b"hi"
        with closing(connection):
            assert ask(connection) == b"live"


def test_a_class_derived_from_a_connection_asks_the_cassette(tmp_path: Path) -> None:
    class Elsewhere(http.client.HTTPConnection):
        """As those over a socket of the file system are: it has its own way to connect."""

        def connect(self) -> None:
            self.sock = socket.create_connection(("127.0.0.1", self.port))

    with saying(b"live") as url, closing(Elsewhere("nowhere.invalid", httpx2.URL(url).port)) as connection:
        assert ask(connection) == b"live"
        with use_cassette(tmp_path / "a.json", record_mode="once") as cassette:
            assert ask(connection) == b"live"
        assert cassette.requests[0].url.startswith("http://nowhere.invalid:")
        with use_cassette(tmp_path / "a.json"), closing(Elsewhere("nowhere.invalid", connection.port)) as replayed:
            assert ask(replayed) == b"live"


def test_a_request_that_is_made_piece_by_piece_is_recorded_and_replayed(tmp_path: Path) -> None:
    def post() -> bytes:
        with closing(connection_to(url)) as connection:
            connection.putrequest("POST", "/v1/x")
            connection.putheader("transfer-encoding", "chunked")
            connection.endheaders([b"one, ", b"two"], encode_chunked=True)
            with closing(connection.getresponse()) as response:
                return response.read()

    bodies: list[bytes] = []
    with serving(lambda one: one.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"), bodies) as url:
        with use_cassette(tmp_path / "a.json", record_mode="once") as cassette:
            assert post() == b"ok"
        assert bodies == [b"one, two"]
        assert cassette.requests[0].content == b"one, two"
    with use_cassette(tmp_path / "a.json"):
        assert post() == b"ok"


def test_xmlrpc_asks_the_cassette(tmp_path: Path) -> None:
    answer = xmlrpc.client.dumps((2,), methodresponse=True).encode()
    content = xmlrpc.client.dumps((1,), "increase").encode()
    keep(tmp_path / "a.json", "http://h/RPC2", answer, "POST", content)
    with use_cassette(tmp_path / "a.json"), xmlrpc.client.ServerProxy("http://h") as proxy:
        assert proxy.increase(1) == 2


def get_through_a_proxy() -> bytes:
    return requests.get("https://h/v1/x", proxies={"https": "http://127.0.0.1:9"}, timeout=20).content


def get_over_tls() -> bytes:
    return requests.get("https://h/v1/x", timeout=20).content


def get_by_urllib_through_a_proxy() -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": "http://127.0.0.1:9"}))
    with opener.open("https://h/v1/x") as response:
        content: bytes = response.read()
    return content


@pytest.mark.parametrize("get", [get_through_a_proxy, get_over_tls, get_by_urllib_through_a_proxy])
def test_neither_tls_nor_a_tunnel_is_needed_in_replay(get: Get, tmp_path: Path) -> None:
    with counting() as counts, use_cassette(keep(tmp_path / "a.json", "https://h/v1/x")):
        assert get() == b"hi"
    assert counts.connections == []


@pytest.mark.parametrize("get", [lambda url: requests.get(url).content, lambda url: httpx2.get(url).content])
def test_the_brackets_of_an_address_are_part_of_the_url(get: Callable[[str], bytes], tmp_path: Path) -> None:
    with use_cassette(keep(tmp_path / "a.json", "http://[::1]:9/v1/x")):
        assert get("http://[::1]:9/v1/x") == b"hi"


def test_urlopen_tells_of_a_refused_connection_as_it_does_without_a_cassette(tmp_path: Path) -> None:
    with use_cassette(tmp_path / "a.json", record_mode="once"), pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://127.0.0.1:9/v1/x")
    with use_cassette(tmp_path / "a.json"), pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://127.0.0.1:9/v1/x")


def test_nothing_can_be_read_before_the_answer(tmp_path: Path) -> None:
    with use_cassette(keep(tmp_path / "a.json", "http://h/v1/x")), closing(http.client.HTTPConnection("h")) as one:
        one.putrequest("GET", "/v1/x")
        assert select.select([one.sock], [], [], 0) == ([], [], [])  # as botocore waits for a 100 Continue
        one.endheaders()
        with closing(one.getresponse()) as response:
            assert response.read() == b"hi"


@pytest.mark.parametrize("mode", ["none", "new_episodes"])
def test_a_pool_that_blocks_has_its_connections_back_whenever_they_were_lent(mode: str, tmp_path: Path) -> None:
    with saying(b"hi") as url, closing(urllib3.connection_from_url(url, maxsize=1, block=True)) as pool:

        def get(**options: Any) -> Any:
            return pool.request("GET", "/v1/x", pool_timeout=20, **options)

        keep(tmp_path / "a.json", url)
        for _ in range(2):
            lent_before = get(preload_content=False)
            with use_cassette(tmp_path / "a.json", record_mode=mode):
                assert lent_before.data == b"hi"
                assert get().data == b"hi"
                lent_during = get(preload_content=False)
            assert lent_during.data == b"hi"
            assert get().data == b"hi"


def test_threads_share_a_pool_while_cassettes_come_and_go(tmp_path: Path) -> None:
    errors: list[urllib3.exceptions.HTTPError] = []
    over = threading.Event()

    def ask_on() -> None:
        while not over.is_set():
            try:
                pool.request("GET", url, pool_timeout=20, retries=False)
            except CassetteMiss:
                pass
            except urllib3.exceptions.HTTPError as error:
                errors.append(error)

    with saying(b"hi") as url, urllib3.PoolManager(maxsize=2, block=True) as pool:
        keep(tmp_path / "a.json", url)
        threads = [threading.Thread(target=ask_on, daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(300):
            with use_cassette(tmp_path / "a.json"):
                assert requests.get(url, timeout=20).content == b"hi"
        over.set()
        for thread in threads:
            thread.join(20)
        assert not any(thread.is_alive() for thread in threads)
    assert errors == []
