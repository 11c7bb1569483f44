"""What is recorded may be changed or dropped before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from pytest_runsreplay.recording import Exchange, RunsCassette, opened, storage
from pytest_runsreplay.settings import Settings

URL = "https://h/v1/threads/t1"


def record(folder: Path, before_record: Callable[[Exchange], Exchange | None], *paths: str) -> RunsCassette:
    settings = Settings().updated({"record_mode": "once"}, "here")
    cassette = RunsCassette(folder / "a.json", settings, before_record=before_record)
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"asked": request.url.path}))
    with opened(cassette), httpx2.Client(transport=transport) as client:
        for path in paths:
            client.get(f"{URL}{path}")
    cassette.save()
    return cassette


def test_it_is_given_each_exchange_once_and_what_it_returns_is_shown_and_saved(tmp_path: Path) -> None:
    given: list[Exchange] = []

    def rename(exchange: Exchange) -> Exchange:
        given.append(exchange)
        return replace(exchange, request=replace(exchange.request, url=exchange.request.url.replace("t1", "thread_1")))

    cassette = record(tmp_path, rename, "/a", "/b", "/a")
    assert [exchange.request.url for exchange in given] == [f"{URL}/a", f"{URL}/b", f"{URL}/a"]
    saved = storage.read(tmp_path / "a.json").exchanges
    assert [(one.request.parts.path, one.times) for one in saved] == [
        ("/v1/threads/thread_1/a", 2),
        ("/v1/threads/thread_1/b", 1),
    ]
    assert cassette.exchanges == saved
    assert cassette.requests == [one.request for one in saved]


def test_none_drops_an_exchange(tmp_path: Path) -> None:
    cassette = record(tmp_path, lambda one: None if one.request.url.endswith("/b") else one, "/a", "/b")
    assert [request.url for request in cassette.requests] == [f"{URL}/a"]
    assert storage.read(tmp_path / "a.json").exchanges == cassette.exchanges


def test_where_all_is_dropped_no_file_is_written(tmp_path: Path) -> None:
    assert record(tmp_path, lambda exchange: None, "/a").exchanges == []
    assert not (tmp_path / "a.json").exists()


def test_what_it_fails_on_is_not_recorded(tmp_path: Path) -> None:
    def fail(exchange: Exchange) -> Exchange:
        raise RuntimeError("no luck")

    with pytest.raises(RuntimeError, match="no luck"):
        record(tmp_path, fail, "/a")
    assert not (tmp_path / "a.json").exists()
