"""What a test in replay leaves running is refused when it has ended, and keeps nothing for ever."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import httpx2
import pytest
import requests
from overlapping import URL, ask, tape
from recording.serving import saying

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import refusals

pytestmark = pytest.mark.usefixtures("nothing_is_left")


def try_to_connect() -> None:
    with closing(socket.socket()) as one:
        one.connect(("192.0.2.1", 9))


def collect(act: Any, into: list[str], go: threading.Event) -> None:
    go.wait(20)
    try:
        act()
    except CassetteMiss as error:
        into.append(str(error))


@pytest.mark.parametrize("act", [try_to_connect, ask], ids=["socket", "HTTP"])
def test_a_thread_that_outlives_its_cassette_is_refused_and_the_patch_goes_when_it_ends(act: Any) -> None:
    told: list[str] = []
    go = threading.Event()
    real = time.sleep
    thread = threading.Thread(target=collect, args=(act, told, go))
    with use_cassette(tape("a"), unused="ignore"):
        thread.start()
    assert time.sleep is not real
    with saying(b"live") as url:
        assert requests.get(url, timeout=20).text == "live"  # who is no part of it is free
        with use_cassette(tape("b"), unused="ignore") as other:
            go.set()
            thread.join()
        assert other.misses == []
    assert len(told) == 1
    assert " left something running that asked for " in told[0]
    assert os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0] in told[0]
    assert len(refusals.tell_late()) == 1


def test_work_in_a_pool_that_outlives_its_cassette_is_refused_and_later_work_is_free() -> None:
    told: list[str] = []
    go = threading.Event()
    with saying(b"live") as url, ThreadPoolExecutor(1) as pool:
        with use_cassette(tape("a"), unused="ignore"):
            work = pool.submit(collect, ask, told, go)
        later = pool.submit(requests.get, url, timeout=20)
        go.set()
        work.result()
        assert later.result().text == "live"
    assert len(told) == 1


def test_a_task_that_outlives_its_cassette_is_refused() -> None:
    async def outlive(go: asyncio.Event) -> None:
        await go.wait()
        async with httpx2.AsyncClient(verify=False) as client:
            await client.get(URL)

    async def main() -> BaseException | None:
        go = asyncio.Event()
        with use_cassette(tape("a"), unused="ignore"):
            task = asyncio.create_task(outlive(go))
            await asyncio.sleep(0)
        go.set()
        await asyncio.wait([task])
        return task.exception()

    assert isinstance(asyncio.run(main()), refusals.NetworkRefusal)


def test_work_that_was_cancelled_and_tasks_of_a_closed_loop_keep_nothing() -> None:
    release = threading.Event()
    loop = asyncio.new_event_loop()
    with ThreadPoolExecutor(1) as pool:
        with use_cassette(tape("a"), unused="ignore"):
            pool.submit(release.wait, 20)
            waiting = pool.submit(ask)
            task = loop.create_task(asyncio.sleep(60))
            loop.run_until_complete(asyncio.sleep(0))
        assert waiting.cancel()
        release.set()
    task.cancel()
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


def test_a_thread_that_cannot_be_started_keeps_nothing() -> None:
    thread = threading.Thread(target=int)
    with use_cassette(tape("a"), unused="ignore"):
        thread.start()
        thread.join()
        with pytest.raises(RuntimeError):
            thread.start()
    assert "run" not in vars(thread)
