"""Recordings of the real service, made with vcrpy in 2024, replay with the openai client of today."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from counting import counting
from openai import AsyncOpenAI, OpenAI
from reference import REFERENCE, needs_reference
from reissue import reissue, reissue_async

from pytest_runsreplay import parse, use_cassette

RECORDINGS = sorted((REFERENCE / "recordings" / "vcrpy").glob("*.yaml"))

pytestmark = [
    needs_reference,
    pytest.mark.parametrize("file", RECORDINGS, ids=lambda file: file.stem),
]


def test_it_replays_with_the_sync_client_without_a_sleep_or_a_connection(file: Path) -> None:
    before = file.read_bytes()
    with counting() as counts, use_cassette(file) as cassette:
        results = reissue(OpenAI(api_key="none", max_retries=0), cassette.exchanges)

    assert counts.sleeps == []
    assert counts.connections == []
    assert all(cassette.tape.used)
    assert file.read_bytes() == before
    _check_outcome(cassette.exchanges, results)


def test_it_replays_with_the_async_client_without_a_sleep_or_a_connection(file: Path) -> None:
    async def replay() -> list[Any]:
        async with AsyncOpenAI(api_key="none", max_retries=0) as client:
            return await reissue_async(client, cassette.exchanges)

    with use_cassette(file) as cassette, asyncio.Runner() as runner:
        runner.get_loop()  # its own pair of sockets is none of ours
        with counting() as counts:
            results = runner.run(replay())

    assert counts.sleeps == []
    assert counts.connections == []
    assert all(cassette.tape.used)
    _check_outcome(cassette.exchanges, results)


def test_every_body_comes_back_byte_for_byte(file: Path) -> None:
    with use_cassette(file) as cassette:
        bodies = [exchange.response for exchange in cassette.exchanges if not exchange.response.events]

    assert bodies
    for response in bodies:
        assert parse(response.content).wire() == response.json()


def _check_outcome(exchanges: list[Any], results: list[Any]) -> None:
    """Every run was seen to end, every event of every stream arrived."""
    polled = [result for result in results if getattr(result, "object", "") == "thread.run"]
    streamed = [result for result in results if isinstance(result, list)]
    assert polled or streamed
    assert all(run.status in ("queued", "completed") for run in polled)
    for events, exchange in zip(streamed, [one for one in exchanges if one.response.events], strict=True):
        assert [event.event for event in events] == [name for name, _ in exchange.response.events if name != "done"]
        assert events[-1].data.status == "completed"


def test_the_client_is_the_one_this_environment_is_for(file: Path) -> None:
    """CI sets the major version of openai that it installed, so that no run tests another one by mistake."""
    import openai

    expected = os.environ.get("RUNSREPLAY_TEST_OPENAI", openai.__version__.split(".")[0])
    assert openai.__version__.split(".")[0] == expected
