"""Many threads at once: nothing goes to the network in replay, nothing is lost while recording."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx2
import pytest
import requests
import urllib3

from pytest_runsreplay import RunsService, use_cassette
from pytest_runsreplay.recording import storage

Get = Callable[[str], int]


def get_httpx2(url: str) -> int:
    return httpx2.get(url, verify=False).status_code


def get_requests(url: str) -> int:
    return requests.get(url, timeout=5).status_code


def get_urllib3(url: str) -> int:
    with urllib3.PoolManager() as pool:
        return pool.request("GET", url).status


def get_http_client(url: str) -> int:
    parts = httpx2.URL(url)
    with closing(http.client.HTTPConnection(parts.host, parts.port)) as connection:
        connection.request("GET", parts.path)
        with closing(connection.getresponse()) as response:
            return response.status


CLIENTS: list[Get] = [get_httpx2, get_requests, get_urllib3, get_http_client]


@pytest.mark.parametrize("get", CLIENTS, ids=lambda get: get.__name__)
def test_threads_record_everything_and_replay_everything(get: Get, tmp_path: Path) -> None:
    with RunsService() as service, ThreadPoolExecutor(8) as pool:
        urls = [f"{service.base_url}/threads/thread_{number}" for number in range(80)]
        with use_cassette(tmp_path / "many.json", record_mode="once"):
            live = list(pool.map(get, urls))
        assert len(storage.read(tmp_path / "many.json").exchanges) == 80
        asked = len(service.requests)
        with use_cassette(tmp_path / "many.json") as cassette:
            assert list(pool.map(get, urls)) == live
        assert cassette.answered == 80
        assert len(service.requests) == asked


def test_connections_over_tls_can_be_made_while_recording(tmp_path: Path) -> None:
    with use_cassette(tmp_path / "none.json", record_mode="once"):
        connection = http.client.HTTPSConnection("127.0.0.1", 9, timeout=1)
        with pytest.raises(ConnectionRefusedError):
            connection.request("GET", "/")
    (exchange,) = storage.read(tmp_path / "none.json").exchanges
    assert exchange.response.failure is not None
    assert exchange.response.failure.kind == "connect"
