"""Replay beside stock vcrpy, in one run: CPU time per request, per loading and per opening.

    python benchmarks/replay.py [exchanges ...]

Each figure is the median of several alternated rounds; what to quote is the ratio.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import vcr

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import Exchange, Request, Response, storage

JSON_TYPE = (("content-type", "application/json"),)
ROUNDS = 5
BODY = {"id": "run_1", "object": "thread.run", "status": "completed", "metadata": {"note": "x" * 600}}


def url(number: int) -> str:
    return f"https://runs.example/v1/threads/thread_{number}/runs/run_{number}"


def write_cassettes(folder: Path, count: int) -> tuple[Path, Path]:
    """The same exchanges, half GET and half POST, in our format and in vcrpy's JSON."""
    content = json.dumps(BODY, indent=2).encode()
    asked = [Request.read(*_asked(number)) for number in range(count)]
    ours, theirs = folder / f"ours-{count}.json", folder / f"theirs-{count}.json"
    storage.write(ours, [Exchange(request, Response.read(200, JSON_TYPE, [content])) for request in asked], {})
    interactions = [
        {
            "request": {"method": one.method, "uri": one.url, "body": one.content.decode(), "headers": {}},
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"content-type": ["application/json"]},
                "body": {"string": content.decode()},
            },
        }
        for one in asked
    ]
    theirs.write_text(json.dumps({"version": 1, "interactions": interactions}, indent=4))
    return ours, theirs


def _asked(number: int) -> tuple[str, str, tuple[tuple[str, str], ...], bytes]:
    if number % 2:
        return "POST", url(number), JSON_TYPE, json.dumps({"number": number}).encode()
    return "GET", url(number), (), b""


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def replay(open_cassette: Callable[[], AbstractContextManager[object]], count: int, asked: int) -> tuple[float, float]:
    """Microseconds for opening and closing, and for each of ``asked`` requests spread over the cassette."""
    with httpx2.Client() as client:

        def ask() -> None:
            for index in range(asked):
                method, address, headers, content = _asked(index * count // asked)
                client.request(method, address, headers=list(headers), content=content)

        def both() -> None:
            with open_cassette():
                ask()

        def nothing() -> None:
            with open_cassette():
                pass

        opening = cpu(nothing)
        return opening * 1e6, (cpu(both) - opening) / asked * 1e6


def floor(asked: int) -> float:
    """Microseconds for each request to a bare MockTransport."""
    content = json.dumps(BODY, indent=2).encode()
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, headers=dict(JSON_TYPE), content=content))
    with httpx2.Client(transport=transport) as client:
        return cpu(lambda: [client.get(url(number)) for number in range(asked)]) / asked * 1e6


def compare(folder: Path, count: int) -> None:
    ours, theirs = write_cassettes(folder, count)
    asked = min(count, 400)
    recorder = vcr.VCR(serializer="json", record_mode=vcr.mode.NONE)
    contenders = {
        "ours": lambda: use_cassette(ours),
        "vcrpy": lambda: recorder.use_cassette(str(theirs)),
    }
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, open_cassette in contenders.items():
            seen[name].append(replay(open_cassette, count, asked if name == "ours" or count < 2000 else 20))
    bare = statistics.median(floor(asked) for _ in range(ROUNDS))
    for name, figures in seen.items():
        opening, request = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"{count:>7,} {name:<6} open and close {opening:>11,.0f} µs   request {request:>9,.0f} µs")
    print(f"{count:>7,} floor  bare MockTransport {'':>13} request {bare:>9,.0f} µs")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for size in [int(word) for word in sys.argv[1:]] or [1, 10, 1_000, 5_000, 20_000]:
            compare(Path(place), size)
