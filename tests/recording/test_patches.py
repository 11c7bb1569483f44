"""What a cassette puts in the place of the clients' own parts is off again afterwards, and minds who else does so."""

from __future__ import annotations

import gc
import http.client
import threading
import weakref
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
import requests
import urllib3.connection
import urllib3.connectionpool

from pytest_runsreplay import use_cassette

TARGETS: list[Any] = [
    http.client,
    urllib3.connection,
    urllib3.connectionpool,
    urllib3.HTTPConnectionPool,
    urllib3.HTTPSConnectionPool,
    httpx2.HTTPTransport,
    httpx2.MockTransport,
    threading.Thread,
]


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Hello) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/threads"
        server.shutdown()
        thread.join()


def test_everything_is_as_it_was_after_each_cassette() -> None:
    before = [dict(vars(target)) for target in TARGETS]
    for _ in range(3):
        with use_cassette("golden:v2/tool_call"):
            assert [dict(vars(target)) for target in TARGETS] != before
        assert [dict(vars(target)) for target in TARGETS] == before


def test_what_somebody_else_replaced_since_the_last_cassette_is_what_is_recorded_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with use_cassette("golden:v2/tool_call"):
        pass
    monkeypatch.setattr(
        httpx2.HTTPTransport, "handle_request", lambda self, request: httpx2.Response(200, content=b"theirs")
    )
    with use_cassette(tmp_path / "a.json", record_mode="once") as cassette:
        assert httpx2.get("https://h/v1/threads").text == "theirs"
    assert len(cassette.exchanges) == 1


def test_a_session_outlives_its_cassettes_and_is_not_kept_by_them(tmp_path: Path, url: str) -> None:
    session = requests.Session()
    for name in ("a", "b"):
        with use_cassette(tmp_path / f"{name}.json", record_mode="once"):
            assert session.get(url).text == "hi"
    assert session.get(url).text == "hi"
    pool = weakref.ref(session.get_adapter(url).poolmanager.connection_from_url(url))  # type: ignore[attr-defined]
    session.close()
    del session
    gc.collect()
    assert pool() is None
