"""What a cassette puts in the place of the clients' own parts is off again afterwards, and minds who else does so."""

from __future__ import annotations

import gc
import http.client
import sys
import threading
import time
import weakref
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp
import httpx2
import pytest
import requests
import urllib3.connection
from recording.serving import saying

from pytest_runsreplay import use_cassette

TARGETS: list[Any] = [
    http.client.HTTPConnection,
    http.client.HTTPSConnection,
    urllib3.connection.HTTPConnection,
    urllib3.connection.HTTPSConnection,
    aiohttp.BaseConnector,
    httpx2.HTTPTransport,
    httpx2.MockTransport,
    threading.Thread,
    time,
]


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


def test_it_is_recorded_once_though_somebody_put_a_replacement_of_ours_back(tmp_path: Path) -> None:
    theirs = pytest.MonkeyPatch()
    with use_cassette("golden:v2/tool_call"):
        theirs.setattr(httpx2.MockTransport, "handle_request", lambda self, request: httpx2.Response(500))
    theirs.undo()  # which puts ours back, though no cassette is open
    with (
        use_cassette(tmp_path / "a.json", record_mode="once") as cassette,
        httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200))) as client,
    ):
        assert client.get("https://h/v1/threads").status_code == 200
    assert len(cassette.exchanges) == 1
    assert cassette.exchanges[0].times == 1


def test_a_replacement_of_ours_that_somebody_put_back_is_off_after_the_next_cassette(tmp_path: Path) -> None:
    before, theirs = time.sleep, pytest.MonkeyPatch()
    with use_cassette("golden:v2/tool_call"):
        theirs.setattr(time, "sleep", lambda seconds: None)
    with use_cassette("golden:v2/tool_call"):  # which finds theirs there
        pass
    theirs.undo()
    with use_cassette("golden:v2/tool_call"):
        pass
    assert time.sleep is before


def test_of_two_cassettes_that_overlap_the_last_one_takes_the_patch_off(tmp_path: Path) -> None:
    before = [dict(vars(target)) for target in TARGETS]
    first, second = (use_cassette(tmp_path / name, record_mode="once") for name in ("a.json", "b.json"))
    with saying(b"hi") as url:
        first.__enter__()
        cassette = second.__enter__()
        first.__exit__(None, None, None)
        assert requests.get(url, timeout=5).text == "hi"
        second.__exit__(None, None, None)
    assert len(cassette.exchanges) == 1
    assert [dict(vars(target)) for target in TARGETS] == before


def test_an_error_in_the_middle_takes_the_patch_off() -> None:
    before = [dict(vars(target)) for target in TARGETS]
    with pytest.raises(KeyboardInterrupt), use_cassette("golden:v2/tool_call"):
        raise KeyboardInterrupt
    assert [dict(vars(target)) for target in TARGETS] == before


def test_a_module_that_is_not_to_be_touched_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def __getattr__(self, name: str) -> None:
            raise RuntimeError(name)

        @property
        def __dict__(self) -> dict[str, Any]:
            raise RuntimeError

    class Lazy(ModuleType):
        def __getattr__(self, name: str) -> None:
            raise RuntimeError(name)

        def __setattr__(self, name: str, value: object) -> None:
            raise RuntimeError(name)

    lazy = Lazy("lazy")
    vars(lazy)["sleep"] = time.sleep
    for number, module in enumerate([Closed(), lazy, None, 3]):
        monkeypatch.setitem(sys.modules, f"odd_module_{number}", module)  # type: ignore[arg-type]
    before = time.sleep
    with use_cassette("golden:v2/tool_call"):
        assert time.sleep is not before
    assert time.sleep is before


def test_a_session_outlives_its_cassettes_and_is_not_kept_by_them(tmp_path: Path) -> None:
    session = requests.Session()
    with saying(b"hi") as url:
        for name in ("a", "b"):
            with use_cassette(tmp_path / f"{name}.json", record_mode="once"):
                assert session.get(url).text == "hi"
        assert session.get(url).text == "hi"
        pool = weakref.ref(session.get_adapter(url).poolmanager.connection_from_url(url))  # type: ignore[attr-defined]
        session.close()
        del session
        gc.collect()
        assert pool() is None
