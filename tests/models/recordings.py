"""The bodies that real servers sent, from the reference beside the checkout.

wire.md's corpus has 520 exchanges. The reference holds those of runs and steps but for 2026, and 7 of 13 streams. What
is lacking is there as one sample per shape, with how many had it: of 2026, and of all messages that came as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, NamedTuple

from reference import REFERENCE

from pytest_runsreplay import parse, use_cassette
from pytest_runsreplay.models import ListMessagesResponse, MessageObject
from pytest_runsreplay.models.dialects import known_dialects


class Recorded(NamedTuple):
    """A body as it was recorded: on which day, of which version of the API, and how many there were of its shape."""

    body: dict[str, Any]
    day: str
    version: str
    times: int = 1

    @property
    def dialect(self) -> str:
        """The schema in force on that day."""
        dated = [(one.source["date"], one.name) for one in known_dialects() if one.name.startswith(self.version)]
        return max(entry for entry in dated if entry[0] <= self.day)[1]


@cache
def recorded(kind: str) -> list[Recorded]:
    """The recorded bodies of one kind."""
    return [one for one in (*_exchanged(), *_streamed()) if one.body["object"] == kind]


@cache
def samples(kind: str, via: str, year: str = "") -> list[Recorded]:
    """One body for each shape that the corpus has of a kind; its day is the last of its month."""
    return [
        Recorded(one["body"], f"{one['dialect_month'].split()[1]}-31", one["dialect_month"][:2], one["count"])
        for one in _real("samples-by-shape.json", "samples")
        if one["object"] == kind and one["via"] in via and year in one["dialect_month"]
    ]


def messages_on_file() -> Iterator[MessageObject]:
    """The messages that came as JSON in the recordings in vcrpy's form; those in Ruby's have none."""
    for file in sorted((REFERENCE / "recordings" / "vcrpy").glob("*.yaml")):
        with use_cassette(file) as cassette:
            answers = [parse(one.response.content) for one in cassette.exchanges if not one.response.events]
        for answer in answers:
            listed = answer.data if isinstance(answer, ListMessagesResponse) else [answer]
            yield from (one for one in listed if isinstance(one, MessageObject))


def _real(name: str, part: str) -> list[dict[str, Any]]:
    return list(json.loads((REFERENCE / "data" / "real" / name).read_text(encoding="utf-8"))[part])


def _exchanged() -> Iterator[Recorded]:
    for one in _real("exchanges-runs.json", "exchanges"):
        yield from _bodies(one["response"].get("body"), one["recorded"], one["request"]["openai_beta"])


def _streamed() -> Iterator[Recorded]:
    for stream in _real("sse-streams.json", "streams"):
        for event in stream["events"]:
            yield from _bodies(event["data"], stream["recorded"], stream["openai_beta"])


def _bodies(body: Any, recorded: str, beta: str) -> Iterator[Recorded]:
    day = parsedate_to_datetime(recorded).date().isoformat()
    listed = body["data"] if isinstance(body, dict) and body.get("object") == "list" else [body]
    yield from (Recorded(one, day, beta[-2:]) for one in listed if isinstance(one, dict) and "object" in one)
