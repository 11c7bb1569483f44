"""Tapes of short lines, each a request and the status in its answer, and what they show when asked."""

from __future__ import annotations

import json

from pytest_runsreplay.recording.exchanges import Exchange, Request, Response
from pytest_runsreplay.recording.matching import Matching
from pytest_runsreplay.recording.series import Lookup, Tape

RUN = "/v1/threads/t1/runs/r1"
STEPS = f"{RUN}/steps"
JSON_TYPE = (("content-type", "application/json"),)


def ask(line: str) -> Request:
    method, path = line.split(" ")
    return Request.read(method, f"https://runs.example{path}", JSON_TYPE, b"")


def tape(*lines: tuple[str, str | None] | tuple[str, str | None, int]) -> Tape:
    """A tape of exchanges, each the request, the status in its answer, and how often it was given."""
    exchanges = []
    for line, state, *times in lines:
        content = json.dumps({} if state is None else {"status": state}).encode()
        exchanges.append(Exchange(ask(line), Response.read(200, JSON_TYPE, [content]), *times))
    return Tape(exchanges, Matching())


def states(tape: Tape, line: str, times: int) -> list[str | None]:
    return [state(tape, tape.take(ask(line))) for _ in range(times)]


def state(tape: Tape, lookup: Lookup) -> str | None:
    return None if lookup.position is None else tape.exchanges[lookup.position].response.state
