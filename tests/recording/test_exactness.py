"""Whatever was recorded comes out of the file as it went in."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from cassette_values import EVENTS, ODD_BODIES, exchanges
from hypothesis import given

from pytest_runsreplay.recording import Exchange, Request, Response, storage

ASK = Request.read("GET", "https://h/v1/threads/t1", (), b"")


def through_a_file(recorded: list[Exchange]) -> list[Exchange]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.json"
        storage.write(path, recorded, {})
        return storage.read(path).exchanges


@given(exchanges)
def test_exchanges_come_back_as_they_were(recorded: list[Exchange]) -> None:
    again = through_a_file(recorded)

    assert again == recorded
    assert [one.request.content for one in again] == [one.request.content for one in recorded]
    assert [one.response.chunks for one in again] == [one.response.chunks for one in recorded]
    assert [one.response.times for one in again] == [one.response.times for one in recorded]


@pytest.mark.parametrize("content", ODD_BODIES, ids=lambda content: repr(content[:20]))
def test_the_bytes_of_an_odd_body_come_back(content: bytes) -> None:
    (again,) = through_a_file([Exchange(ASK, Response.read(200, (), [content]))])
    assert again.response.content == content


@pytest.mark.parametrize("content", EVENTS, ids=repr)
def test_the_chunks_of_an_odd_stream_come_back_with_their_times(content: bytes) -> None:
    chunks = [content[:3], content[3:] or b"x", *EVENTS]
    head = (("content-type", "text/event-stream"),)
    (again,) = through_a_file([Exchange(ASK, Response.read(200, head, chunks, times=range(len(chunks))))])
    assert list(again.response.chunks) == chunks
    assert again.response.times == tuple(range(len(chunks)))


def test_a_body_of_five_megabytes_comes_back() -> None:
    content = json.dumps({"data": [{"id": f"run_{number}", "note": "é" * 40} for number in range(28_000)]}, indent=2)
    (again,) = through_a_file([Exchange(ASK, Response.read(200, (), [content.encode()]))])
    assert len(content) > 5_000_000
    assert again.response.content == content.encode()


def test_a_deep_body_near_the_end_of_the_stack_does_not_cost_the_recording() -> None:
    def deeper(levels: int) -> list[Exchange]:
        return deeper(levels - 1) if levels else through_a_file([Exchange(ASK, Response.read(200, (), [content]))])

    content = b"[" * 101 + b"]" * 101
    assert deeper(300)[0].response.content == content


def test_times_are_facts_and_not_compared() -> None:
    head = (("content-type", "text/event-stream"),)
    once, again = (Response.read(200, head, [EVENTS[0]], times=[time]) for time in (0, 7))
    assert once == again
    assert once.times != again.times


def test_times_that_are_not_one_for_each_chunk_are_refused() -> None:
    with pytest.raises(ValueError, match="a time for each of 1 chunks, found 2"):
        Response.read(200, (), [b"x"], times=[0, 1])
