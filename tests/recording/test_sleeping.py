"""Replay does not wait for a run, and leaves every other sleep alone."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import httpx
import httpx2
import pytest
from counting import counting

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import Exchange, storage
from pytest_runsreplay.recording.exchanges import Request, Response

JSON_TYPE = (("content-type", "application/json"),)
RUN = "https://h/v1/threads/t1/runs/r1"


def answer(state: str, status: int = 200) -> Response:
    return Response.read(status, JSON_TYPE, [json.dumps({"status": state}).encode()])


@pytest.fixture
def polled(tmp_path: Path) -> Path:
    """A cassette of a run that is seen queued, in progress, refused, and completed."""
    ask = Request.read("GET", RUN, (), b"")
    states = [answer("queued"), answer("in_progress"), answer("", 429), answer("completed")]
    storage.write(tmp_path / "polled.json", [Exchange(ask, one) for one in states], {})
    return tmp_path / "polled.json"


def state_of(response: httpx.Response) -> str:
    return str(response.json()["status"])


def poll(sleep: Callable[[float], None]) -> None:
    while True:
        response = httpx2.get(RUN)
        if response.status_code == 200 and response.json()["status"] == "completed":
            return
        sleep(30)


async def poll_async(sleep: Callable[..., object]) -> None:
    async with httpx2.AsyncClient() as client:
        while (await client.get(RUN)).json()["status"] != "completed":
            await sleep(30)  # type: ignore[misc]


def test_a_hand_written_loop_does_not_sleep(polled: Path) -> None:
    with counting() as counts, use_cassette(polled):
        poll(lambda seconds: time.sleep(seconds))
    assert counts.sleeps == []


def test_a_loop_in_a_thread_does_not_sleep(polled: Path) -> None:
    with counting() as counts, use_cassette(polled):
        thread = threading.Thread(target=poll, args=[lambda seconds: time.sleep(seconds)])
        thread.start()
        thread.join()
    assert counts.sleeps == []


@pytest.mark.parametrize("library", [asyncio, anyio])
def test_an_asynchronous_loop_does_not_sleep(polled: Path, library: object) -> None:
    with counting() as counts, use_cassette(polled):
        asyncio.run(poll_async(lambda seconds: library.sleep(seconds)))  # type: ignore[attr-defined]
    assert counts.sleeps == []


def test_sleeps_are_real_again_once_the_run_has_ended(polled: Path) -> None:
    with counting() as counts, use_cassette(polled):
        poll(lambda seconds: time.sleep(seconds))
        time.sleep(0.001)
    assert counts.sleeps == [0.001]


def test_a_thread_that_polls_nothing_sleeps_as_always(polled: Path) -> None:
    with counting() as counts, use_cassette(polled):
        httpx2.get(RUN)
        thread = threading.Thread(target=lambda: time.sleep(0.001))
        thread.start()
        thread.join()
    assert counts.sleeps == [0.001]


def test_a_tool_at_work_for_a_run_that_requires_action_sleeps_as_always(tmp_path: Path) -> None:
    ask = Request.read("GET", RUN, (), b"")
    storage.write(tmp_path / "acting.json", [Exchange(ask, answer(one)) for one in ("queued", "requires_action")], {})
    with counting() as counts, use_cassette(tmp_path / "acting.json"):
        while httpx2.get(RUN).json()["status"] != "requires_action":
            time.sleep(30)
        time.sleep(0.001)
    assert counts.sleeps == [0.001]


def test_sleeping_can_be_left_on(polled: Path) -> None:
    with counting() as counts, use_cassette(polled, skip_sleep=False):
        httpx2.get(RUN)
        time.sleep(0.001)
    assert counts.sleeps == [0.001]


def test_a_loop_in_a_module_that_was_imported_after_the_first_cassette_does_not_sleep(
    polled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loops_of_another_user.py").write_text("from time import sleep")
    monkeypatch.syspath_prepend(tmp_path)
    with counting() as counts:
        with use_cassette(polled):
            httpx2.get(RUN)
        for _ in range(2):
            sys.modules.pop("loops_of_another_user", None)
            module = importlib.import_module("loops_of_another_user")
            with use_cassette(polled):
                poll(module.sleep)
    assert counts.sleeps == []


def test_a_loop_on_trio_does_not_sleep_and_a_task_beside_it_does(polled: Path) -> None:
    trio = pytest.importorskip("trio", reason="trio is not installed")
    beats: list[float] = []

    async def beat() -> None:
        while True:
            started = time.monotonic()
            await trio.sleep(0.01)
            beats.append(time.monotonic() - started)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(beat)
            async with httpx.AsyncClient() as client:
                while (response := await client.get(RUN)).status_code != 200 or state_of(response) != "completed":
                    await trio.sleep(3600)
                    await trio.to_thread.run_sync(threading.Event().wait, 0.02)
            nursery.cancel_scope.cancel()

    with use_cassette(polled):
        trio.run(main)
    assert min(beats) >= 0.009


def test_afterwards_sleep_is_the_real_one(polled: Path) -> None:
    before = time.sleep, asyncio.sleep, anyio.sleep
    with use_cassette(polled):
        httpx2.get(RUN)
        assert time.sleep is not before[0]
    assert (time.sleep, asyncio.sleep, anyio.sleep) == before
