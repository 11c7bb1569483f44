"""Recordings in the working folder that were saved, or whose process was killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import RunsCassette, storage

URL = "https://h/v1/threads"


@contextmanager
def recorded(name: str, *requests: str, mode: str = "once", answer: str = "answer") -> Iterator[RunsCassette]:
    """The cassette in which these requests were recorded, before it is saved."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text=f"{answer} to {request.url.path}"))
    with httpx2.Client(transport=transport) as http, use_cassette(name, record_mode=mode) as cassette:
        for one in requests:
            method, _, path = one.partition(" ")
            http.request(method, f"{URL}/{path}")
        yield cassette


def record(name: str, *requests: str, mode: str = "once", answer: str = "answer") -> None:
    """Record these requests, each method and path."""
    with recorded(name, *requests, mode=mode, answer=answer):
        pass


def leave_journal(name: str, *requests: str, mode: str = "once", answer: str = "answer") -> Path:
    """The journal of a recording whose process was killed before it saved."""
    path = Path(name)
    before = path.read_bytes() if path.exists() else None
    with recorded(name, *requests, mode=mode, answer=answer) as cassette:
        assert cassette.journal.path is not None
        journal, content = cassette.journal.path, cassette.journal.path.read_bytes()
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)
    journal.write_bytes(content)
    return journal


def asked(name: str) -> list[str]:
    """The requests in a cassette."""
    requests = [exchange.request for exchange in storage.read(Path(name)).exchanges]
    return [f"{one.method} {one.url.removeprefix(URL)[1:]}" for one in requests]


def files() -> list[str]:
    """The files in the working folder."""
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())
