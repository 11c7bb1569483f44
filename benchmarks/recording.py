"""What recording costs, and what share of it is redaction, in one run.

    python benchmarks/recording.py [exchanges]

CPU time, the median of several alternated rounds: through a transport in memory, which costs next to nothing, and
through a socket on loopback, as recordings are made. Beside them the same requests without a cassette.
"""

from __future__ import annotations

import json
import random
import statistics
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

import httpx2

from pytest_runsreplay import RunFactory, RunsService, use_cassette
from pytest_runsreplay.recording.redaction import Redaction

ROUNDS = 7
BETA = {"openai-beta": "assistants=v2"}
KEY = "a-key-of-nobody"
BODY = json.dumps(RunFactory(seed="recording")().wire(), indent=2).encode()
STREAM = b"".join(
    b'event: thread.message.delta\ndata: {"id":"msg_abc123abc123abc123abc123","object":"thread.message.delta",'
    b'"delta":{"content":[{"index":0,'
    b'"type":"text","text":{"value":" word"}}]}}\n\n'
    for _ in range(300)
)

Work = Callable[[int], None]


def id_of(number: int) -> str:
    """What follows the prefix of an id: 24 letters and digits, as servers make them."""
    return "".join(random.Random(number).choices(string.ascii_letters + string.digits, k=24))


def in_memory(content: bytes, kind: str) -> Work:
    transport = httpx2.MockTransport(
        lambda request: httpx2.Response(200, headers={"content-type": kind}, stream=httpx2.ByteStream(content))
    )

    def work(times: int) -> None:
        with httpx2.Client(transport=transport, headers={"authorization": f"Bearer {KEY}"}) as client:
            for number in range(times):
                client.post(
                    f"https://runs.example/v1/threads/thread_{id_of(number)}/runs",
                    json={"assistant_id": f"asst_{id_of(number)}"},
                )

    return work


@contextmanager
def over_a_socket() -> Iterator[Work]:
    with RunsService() as service:

        def work(times: int) -> None:
            with httpx2.Client(
                base_url=service.base_url, headers={"authorization": f"Bearer {service.api_key}"}
            ) as client:
                for number in range(times):
                    client.post("threads", json={"metadata": {"number": str(number)}}, headers=BETA).raise_for_status()

        yield work


def cpu(work: Work, times: int, *, recorded: bool) -> float:
    """Microseconds of CPU time for an exchange, saving included."""
    with tempfile.TemporaryDirectory() as folder:
        cassette = use_cassette(Path(folder) / "one.json", record_mode="once") if recorded else nullcontext()
        start = time.process_time()
        with cassette:
            work(times)
        return (time.process_time() - start) / times * 1e6


def compare(name: str, work: Work, times: int) -> None:
    figures: dict[str, list[float]] = {"bare": [], "recorded": [], "unredacted": []}
    for _ in range(ROUNDS):
        figures["bare"].append(cpu(work, times, recorded=False))
        figures["recorded"].append(cpu(work, times, recorded=True))
        with patch.object(Redaction, "exchange", lambda self, exchange: exchange):
            figures["unredacted"].append(cpu(work, times, recorded=True))
    bare, recorded, plain = (statistics.median(figures[key]) for key in ("bare", "recorded", "unredacted"))
    share = (recorded - plain) / recorded
    ours = f"recorded {recorded:7.0f} µs   of it redaction {recorded - plain:6.0f} µs, {share:4.0%}"
    print(f"{name:24} bare {bare:7.0f} µs   {ours}")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    compare("run of 2 kB, in memory", in_memory(BODY, "application/json"), times)
    compare("stream of 50 kB", in_memory(STREAM, "text/event-stream"), max(1, times // 10))
    with over_a_socket() as work:
        compare("thread, over a socket", work, times)


if __name__ == "__main__":
    main()
