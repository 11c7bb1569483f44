"""Recordings of which the journal is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import RunsCassette

URL = "https://h/v1/threads"


@contextmanager
def recording(path: Path, mode: str = "once") -> Iterator[tuple[httpx2.Client, RunsCassette]]:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"asked": str(request.url)}))
    with httpx2.Client(transport=transport) as http, use_cassette(path, record_mode=mode) as cassette:
        yield http, cassette


def journals(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".journal"]


def written_down(path: Path) -> list[str]:
    """The addresses in a journal, whoever writes it."""
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["exchanges"][0]["request"]["url"] for line in lines]


def left_behind(path: Path, count: int, mode: str = "once") -> Path:
    """The journal of a recording that nobody saved."""
    with recording(path, mode) as (http, _):
        for number in range(count):
            http.post(f"{URL}/{number}")
        (journal,) = journals(path.parent)
        content = journal.read_bytes()
    path.unlink(missing_ok=True)
    for unsaved in path.parent.glob("*.unsaved*"):
        unsaved.unlink()
    journal.write_bytes(content)
    return journal
