"""Replay beside stock vcrpy, and cassetter where it is installed, in one run.

    python benchmarks/replay.py [exchanges ...]

CPU time, the median of several alternated rounds. What to quote is the ratio, to a bare MockTransport above all. Stock
vcrpy is left out where it would take minutes, for its look-up goes through all exchanges.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from importlib.util import find_spec
from pathlib import Path
from random import Random

import httpx2
import vcr

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import Exchange, Request, Response, storage

JSON_TYPE = (("content-type", "application/json"),)
ROUNDS = 5
ASKED = 400
LEAST = 40
POLLS = 1_000
VCRPY_LIMIT = 5_000
BODY = json.dumps(
    {"id": "run_1", "object": "thread.run", "status": "completed", "metadata": {"note": "x" * 600}}, indent=2
).encode()

Opening = Callable[[], AbstractContextManager[object]]
Asked = tuple[str, str, tuple[tuple[str, str], ...], bytes]


def asked(method: str, number: int) -> Asked:
    address = f"https://runs.example/v1/threads/thread_{number}/runs/run_{number}"
    return (method, address, (), b"") if method == "GET" else (method, address, JSON_TYPE, b'{"number":%d}' % number)


def write_ours(folder: Path, requests: list[Asked]) -> Path:
    path = folder / "ours.json"
    answer = Response.read(200, JSON_TYPE, [BODY])
    storage.write(path, [Exchange(Request.read(*one), answer) for one in requests], {})
    return path


def write_theirs(folder: Path, requests: list[Asked]) -> Path:
    interactions = [
        {
            "request": {"method": method, "uri": address, "body": content.decode(), "headers": {}},
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"content-type": ["application/json"]},
                "body": {"string": BODY.decode()},
            },
        }
        for method, address, _, content in requests
    ]
    path = folder / "theirs.json"
    path.write_text(json.dumps({"version": 1, "interactions": interactions}, indent=4))
    return path


def contenders(folder: Path, requests: list[Asked]) -> Iterator[tuple[str, Opening]]:
    ours = write_ours(folder, requests)
    yield "ours", lambda: use_cassette(ours)
    if len(requests) <= VCRPY_LIMIT:
        theirs = write_theirs(folder, requests)
        yield "vcrpy", lambda: vcr.VCR(serializer="json", record_mode=vcr.mode.NONE).use_cassette(str(theirs))
    if find_spec("cassetter"):
        from cassetter import use_cassette as their_use

        recorded = record_theirs(folder, requests)
        yield "cassetter", lambda: their_use(recorded, record_mode="none", match_on=("method", "uri", "json_body"))


def record_theirs(folder: Path, requests: list[Asked]) -> Path:
    """Let cassetter record the same exchanges, from a transport, in its own format."""
    from cassetter import use_cassette as their_use

    path = folder / "theirs.toml"
    with their_use(path, record_mode="all"), httpx2.Client(transport=answering()) as client:
        ask(client, requests)
    return path


def answering() -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda request: httpx2.Response(200, headers=dict(JSON_TYPE), content=BODY))


def ask(client: httpx2.Client, requests: list[Asked]) -> None:
    for method, address, headers, content in requests:
        client.request(method, address, headers=list(headers), content=content)


def cpu(work: Callable[[], object]) -> float:
    """Microseconds of CPU time."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e6


def replay(opening: Opening, requests: list[Asked]) -> float:
    """Microseconds for each request, opening apart; few requests are made in several openings."""
    times = max(1, LEAST // len(requests))
    spent = 0.0
    with httpx2.Client() as client:
        for _ in range(times):
            with opening():
                spent += cpu(lambda: ask(client, requests))
    return spent / times / len(requests)


def floor(requests: list[Asked]) -> float:
    times = max(1, LEAST // len(requests))
    with httpx2.Client(transport=answering()) as client:
        return sum(cpu(lambda: ask(client, requests)) for _ in range(times)) / times / len(requests)


def open_and_close(opening: Opening, times: int) -> float:
    def work() -> None:
        for _ in range(times):
            with opening():
                pass

    return cpu(work) / times


def miss(opening: Opening) -> float:
    figure = 0.0
    with httpx2.Client() as client:

        def work() -> None:
            with suppress(CassetteMiss, Exception):
                client.get("https://runs.example/v1/threads/thread_x/runs/run_not_recorded")

        with suppress(CassetteMiss), opening():
            work()
            figure = cpu(work)
    return figure


def median(figures: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each, taken in turns."""
    seen: dict[str, list[float]] = {name: [] for name in figures}
    for _ in range(ROUNDS):
        for name, take in figures.items():
            gc.collect()
            seen[name].append(take())
    return {name: statistics.median(values) for name, values in seen.items()}


def tell(what: str, figures: dict[str, float]) -> None:
    least = figures.get("floor") or figures["ours"]
    told = "   ".join(f"{name} {value:>9,.0f} µs ({value / least:.1f})" for name, value in figures.items())
    print(f"{what:<28}{told}", flush=True)


def compare(count: int) -> None:
    """Requests at this number of exchanges, loading, and a miss."""
    for method in ("GET", "POST"):
        requests = [asked(method, number) for number in range(count)]
        chosen = requests[:: max(1, count // ASKED)][:ASKED]
        shuffled = Random(0).sample(chosen, len(chosen))
        with tempfile.TemporaryDirectory() as place:
            openings = dict(contenders(Path(place), requests))
            for order, some in (("forward", chosen), ("shuffled", shuffled)):
                takes = {name: _replay(opening, some, name, count) for name, opening in openings.items()}
                figures = median({**takes, "floor": lambda some=some: floor(some)})
                tell(f"{count:>7,} {method:<5}{order}", figures)
            times = max(1, 200 // count)
            tell(f"{count:>7,} open and close", median({n: _opened(o, times) for n, o in openings.items()}))
            tell(f"{count:>7,} miss", median({n: _missed(o) for n, o in openings.items()}))


def _replay(opening: Opening, some: list[Asked], name: str, count: int) -> Callable[[], float]:
    few = some[:: len(some) // 20] if name == "vcrpy" and count > 100 else some
    return lambda: replay(opening, few)


def _opened(opening: Opening, times: int) -> Callable[[], float]:
    return lambda: open_and_close(opening, times)


def _missed(opening: Opening) -> Callable[[], float]:
    return lambda: miss(opening)


def compare_polls() -> None:
    """One URL asked again and again, recorded once for each poll."""
    polls = [asked("GET", 1)] * POLLS
    with tempfile.TemporaryDirectory() as place:
        openings = dict(contenders(Path(place), polls))
        takes = {name: _replay(opening, polls, name, POLLS) for name, opening in openings.items()}
        tell(f"{POLLS:>7,} polls of one URL", median({**takes, "floor": lambda: floor(polls)}))


if __name__ == "__main__":
    compare_polls()
    for size in [int(word) for word in sys.argv[1:]] or [1, 10, 1_000, 5_000, 20_000]:
        compare(size)
