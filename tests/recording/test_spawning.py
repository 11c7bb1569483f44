"""What a test starts belongs to it: threads, pools and tasks find its cassette, and it does not wait for theirs."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep as nap

import anyio
import httpx2
import pytest
from counting import counting

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import Exchange, storage
from pytest_runsreplay.recording.exchanges import Request, Response

RUN = "https://h/v1/threads/t1/runs/{}"
STATES = ("queued", "in_progress", "in_progress", "completed")


def write_polls(path: Path, *runs: str) -> Path:
    """A cassette of runs that are polled until they are completed."""
    asked = {run: Request.read("GET", RUN.format(run), (), b"") for run in runs}
    bodies = [(run, json.dumps({"id": run, "status": state}).encode()) for state in STATES for run in runs]
    answers = [(run, Response.read(200, (("content-type", "application/json"),), [body])) for run, body in bodies]
    storage.write(path, [Exchange(asked[run], answer) for run, answer in answers], {})
    return path


@pytest.fixture
def polled(tmp_path: Path) -> Path:
    return write_polls(tmp_path / "polled.json", "r1")


def state(run: str = "r1") -> str:
    return str(httpx2.get(RUN.format(run), verify=False).json()["status"])


async def state_async(run: str = "r1") -> str:
    async with httpx2.AsyncClient(verify=False) as client:
        return str((await client.get(RUN.format(run))).json()["status"])


async def in_a_thread() -> str:
    return await asyncio.to_thread(state)


async def in_a_pool() -> str:
    return await asyncio.get_running_loop().run_in_executor(None, state)


async def in_a_task() -> str:
    return await asyncio.create_task(state_async())


async def with_a_limit() -> str:
    return await asyncio.wait_for(state_async(), 10)


async def in_a_worker_of_anyio() -> str:
    return await anyio.to_thread.run_sync(state)


Ask = Callable[[], Awaitable[str]]


@pytest.mark.parametrize("ask", [in_a_thread, in_a_pool, in_a_task, with_a_limit, in_a_worker_of_anyio])
def test_who_polls_through_another_task_or_thread_does_not_sleep(polled: Path, ask: Ask) -> None:
    async def loop() -> None:
        while await ask() != "completed":
            await asyncio.sleep(30)

    with counting() as counts, use_cassette(polled):
        asyncio.run(loop())
    assert counts.sleeps == []


def test_who_polls_through_a_pool_does_not_sleep(polled: Path) -> None:
    with counting() as counts, use_cassette(polled), ThreadPoolExecutor(1) as pool:
        while pool.submit(state).result() != "completed":
            time.sleep(30)
    assert counts.sleeps == []


@pytest.mark.parametrize("library", ["asyncio", "uvloop"])
def test_a_task_beside_the_poll_sleeps_as_always(polled: Path, library: str) -> None:
    loops = pytest.importorskip(library, reason=f"{library} is not installed")

    async def beat(polling: asyncio.Task[str]) -> None:
        while not polling.done():
            await asyncio.sleep(0.001)

    async def poll() -> str:
        while await state_async() != "completed":
            await asyncio.sleep(30)
        return "completed"

    async def main() -> None:
        polling = asyncio.create_task(poll())
        await asyncio.gather(polling, beat(polling))

    with counting() as counts, use_cassette(polled):
        loops.run(main())
    assert counts.sleeps
    assert set(counts.sleeps) == {0.001}


def test_two_runs_polled_at_once_are_waited_for_until_both_have_ended(tmp_path: Path) -> None:
    write_polls(tmp_path / "both.json", "r1", "r2")

    async def main() -> None:
        open_runs = {"r1", "r2"}
        while open_runs:
            states = await asyncio.gather(*(state_async(run) for run in sorted(open_runs)))
            open_runs -= {run for run, now in zip(sorted(open_runs), states, strict=True) if now == "completed"}
            if open_runs:
                await asyncio.sleep(30)
        await asyncio.sleep(0.001)

    with counting() as counts, use_cassette(tmp_path / "both.json"):
        asyncio.run(main())
    assert counts.sleeps == [0.001]


def test_a_sleep_handed_to_a_pool_while_the_run_is_polled_is_no_sleep(polled: Path) -> None:
    async def loop() -> None:
        while await state_async() != "completed":
            await asyncio.to_thread(time.sleep, 30)

    with counting() as counts, use_cassette(polled):
        asyncio.run(loop())
    assert counts.sleeps == []


def test_sleep_under_an_imported_name_is_skipped_too(polled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = type(json)("loops_of_a_user")
    module.sleep = nap  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "loops_of_a_user", module)
    started = time.monotonic()
    with use_cassette(polled):
        while state() != "completed":
            module.sleep(3600)
    assert module.sleep is nap
    assert time.monotonic() - started < 3600


def test_parallel_cassettes_with_pools_of_their_own_each_see_their_own_requests(tmp_path: Path) -> None:
    def replay(run: str) -> list[str]:
        with use_cassette(write_polls(tmp_path / f"{run}.json", run)) as cassette, ThreadPoolExecutor(4) as pool:
            seen = list(pool.map(state, [run] * 40))
        assert cassette.answered == 40
        return seen

    runs = [f"r{number}" for number in range(6)]
    with ThreadPoolExecutor(6) as tests:
        assert [seen[-1] for seen in tests.map(replay, runs)] == ["completed"] * 6


def test_a_thread_asks_the_cassette_of_who_started_it(tmp_path: Path) -> None:
    outer, inner = write_polls(tmp_path / "outer.json", "r1"), write_polls(tmp_path / "inner.json", "r2")
    go = threading.Event()
    seen: list[str] = []

    def ask_when_told() -> None:
        go.wait()
        seen.append(state("r1"))

    with use_cassette(outer) as first:
        thread = threading.Thread(target=ask_when_told)
        thread.start()
        with use_cassette(inner):
            go.set()
            thread.join()
        assert first.answered == 1
    assert seen == ["queued"]


def test_a_worker_older_than_the_cassette_asks_the_cassette_of_who_hands_it_work(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        with use_cassette(write_polls(tmp_path / "first.json", "r1")):
            assert pool.submit(state, "r1").result() == "queued"
        with use_cassette(write_polls(tmp_path / "second.json", "r2")) as second:
            assert pool.submit(state, "r2").result() == "queued"
        assert second.answered == 1


def test_afterwards_threads_pools_and_tasks_are_started_as_before(polled: Path) -> None:
    before = threading.Thread.start, ThreadPoolExecutor.submit, asyncio.BaseEventLoop.create_task
    with use_cassette(polled):
        assert state() == "queued"
    assert (threading.Thread.start, ThreadPoolExecutor.submit, asyncio.BaseEventLoop.create_task) == before
