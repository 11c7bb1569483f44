"""Recording by a script: what is asked, and what the server does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import storage

H = "https://h/v1"
OPTION = "(to save it all the same: --runsreplay-allow-loss, in a script allow_loss=True)"
REPLACING = pytest.mark.parametrize("mode", ["all", "rewrite"])
EVENTS = [b'event: thread.run.completed\ndata: {"id":"run_1"}\n\n', b"event: done\ndata: [DONE]\n\n"]
Answer = int | type[Exception] | Sequence[bytes]
Script = Sequence[tuple[str, str, Answer]]
"""What is asked, as method and path or URL, and what the server does: a status, a failure, or chunks of events."""


class Chunks(httpx2.SyncByteStream):
    """A stream of events; an empty chunk breaks the connection."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if not chunk:
                raise httpx2.ReadError("reset by peer")
            yield chunk


def respond(answer: Answer) -> httpx2.Response:
    if isinstance(answer, int):
        return httpx2.Response(answer, stream=Chunks([b"%d" % answer]))
    if isinstance(answer, type):
        raise answer("no route")
    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Chunks(answer))


def record(path: Path, script: Script, mode: str = "once", chunks_read: int = 9, **settings: Any) -> str:
    """Ask what the script says, as code does that goes on whatever happens; gives what became of it."""
    answers = iter([answer for _, _, answer in script])
    transport = httpx2.MockTransport(lambda request: respond(next(answers)))
    with httpx2.Client(transport=transport) as http, use_cassette(path, record_mode=mode, **settings) as cassette:
        for method, url, _ in script:
            try:
                with http.stream(method, url if "://" in url else H + url) as response:
                    for _, _ in zip(range(chunks_read), response.iter_raw(), strict=False):
                        pass
            except httpx2.HTTPError:
                pass
    return cassette.told


def good(path: Path) -> set[str]:
    """The requests of a cassette that have a good answer."""
    return {str(one.request) for one in storage.read(path).exchanges if one.response.good}
