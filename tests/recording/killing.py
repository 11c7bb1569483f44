"""Processes that record until they are killed, and what is found of their recordings then."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from unittest import mock

import httpx2

from pytest_runsreplay import use_cassette
from pytest_runsreplay.cli import main
from pytest_runsreplay.recording import storage

MODES = {"adding": "new_episodes", "rewritten": "rewrite", "failing": "new_episodes", "fresh": "once"}
"""The cassettes by what becomes of them, each with its record mode; a ``fresh`` one is another file each time."""
TOUCHED = re.compile(r"open|os\.(rename|remove|mkdir|scandir|listdir|chmod|truncate)|fcntl\.flock")
"""Audit events of what is done to files."""
ASKED = re.compile(r"https://h/v1/threads/(\w+)-(\d+)-(\d+)-(\d+)")

PRELOADED = ["aiohttp", "httpx", "pytest_runsreplay.recording.patching", "tornado", "urllib3.connection", __name__]
"""What each process would take long to import, this module last."""

Target = Callable[[Path, int, Connection], None]


@dataclass(frozen=True)
class Asked:
    """One exchange: of which cassette, in which of its recordings, and which of how many there."""

    cassette: str
    round: int
    number: int
    of: int

    @property
    def url(self) -> str:
        return f"https://h/v1/threads/{self.cassette}-{self.round}-{self.number}-{self.of}"


@dataclass(frozen=True)
class Outcome:
    """What is found after a kill: how many exchanges were reported as finished, those that are lost, and files that are
    torn or should not be there; and whether it came in the middle of a recording, or of saving one."""

    reported: int
    lost: list[Asked]
    torn: list[str]
    recording: bool
    saving: bool


def record_on_and_on(folder: Path, seed: int, report: Connection) -> None:
    """Record one cassette after the other, and report each exchange that is finished and each file that is saved."""
    random = Random(seed)
    for turn in count():
        for kind in MODES:
            _record(folder, kind, turn, random, report)


def record_once(folder: Path, touches: int, report: Connection) -> None:
    """Record each kind of cassette once, and die at the given touch of a file."""
    left = count(touches, -1)

    def die(event: str, arguments: object) -> None:
        if TOUCHED.fullmatch(event) and not next(left):
            os.kill(os.getpid(), signal.SIGKILL)

    for kind in MODES:
        _record(folder, kind, 0, Random(0), report)
    sys.addaudithook(die)
    for kind in MODES:
        _record(folder, kind, 1, Random(1), report)
    os._exit(0)


def kill(target: Target, folder: Path, argument: int, after: float | None = None) -> Outcome | None:
    """Let a process record, kill it so many seconds after its first report, or let it die by itself, and look what is
    there. None if it did not die."""
    receive, send = multiprocessing.Pipe(duplex=False)
    process = _context().Process(target=target, args=(folder, argument, send))
    process.start()
    send.close()
    if after is not None:
        receive.poll(60)
        time.sleep(after)
        process.kill()
    reports: list[tuple[str, Asked]] = []
    with contextlib.suppress(EOFError), receive:
        while True:
            reports.append(receive.recv())
    process.join()
    return None if process.exitcode == 0 else _outcome(folder, reports)


def _record(folder: Path, kind: str, turn: int, random: Random, report: Connection) -> None:
    name = f"{kind}{turn}" if kind == "fresh" else kind
    asked = [Asked(name, turn, number, size) for size in [random.randint(1, 4)] for number in range(size)]
    with (
        httpx2.Client(transport=httpx2.MockTransport(_answer)) as http,
        contextlib.suppress(ZeroDivisionError),
        use_cassette(folder / f"{name}.json", record_mode=MODES[kind]),
    ):
        for one in asked:
            http.post(one.url, json={"text": "x" * random.choice((1, 1_000, 100_000))})
            report.send(("finished", one))
        if kind == "failing":
            raise ZeroDivisionError
    report.send(("saved", asked[0]))


def _answer(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"asked": str(request.url)})


def _context() -> multiprocessing.context.BaseContext:
    """Processes that have imported all of it already, where there is such a thing."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with mock.patch.dict(os.environ, {"PYTHONPATH": os.pathsep.join(sys.path)}):
        forkserver.ensure_running()
    return context


def _outcome(folder: Path, reports: list[tuple[str, Asked]]) -> Outcome:
    torn = [path.name for path in folder.glob("*.json") if not _is_whole(path)]
    finished = [one for what, one in reports if what == "finished"]
    saved = [one.round for what, one in reports if what == "saved" and one.cassette == "rewritten"]
    torn += _mixed(folder, max(saved, default=-1))
    suffixes = {path.suffix for path in folder.iterdir()}
    with contextlib.redirect_stdout(io.StringIO()) as told:
        code = main(["recover", str(folder)])
        there = {one for path in folder.glob("*.json") for one in _asked(path)}
        code = code or main(["recover", "--apply", str(folder)])
        added = {one for path in folder.glob("*.json") for one in _asked(path)}
    torn += [f"exit code {code}: {told.getvalue()}"] if code else []
    torn += [path.name for path in folder.iterdir() if path.suffix != ".json" or ".unsaved" in path.suffixes]
    latest = [one for one in finished if one.cassette != "rewritten" or one.round > max(saved, default=-1)]
    lost = [one for one in latest if one not in there & added]
    return Outcome(len(finished), lost, torn, ".journal" in suffixes, ".tmp" in suffixes)


def _is_whole(path: Path) -> bool:
    json.loads(path.read_text(encoding="utf-8"))
    return bool(storage.read(path, to_write=True).exchanges)


def _mixed(folder: Path, saved: int) -> list[str]:
    """What is wrong with the file that is rewritten: it holds all of one recording, the last saved or the next one."""
    path = folder / "rewritten.json"
    asked = _asked(path) if path.exists() else []
    rounds = {one.round for one in asked}
    whole = not asked or len(asked) == asked[0].of
    return [] if whole and rounds <= {saved, saved + 1} and (asked or saved < 0) else [f"{path.name}: {asked}"]


def _asked(path: Path) -> list[Asked]:
    found = [ASKED.fullmatch(exchange.request.url) for exchange in storage.read(path).exchanges]
    return [Asked(match[1], *map(int, match.groups()[1:])) for match in found if match]
