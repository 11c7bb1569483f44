"""The agent's conversations, recorded once and replayed ever since: no key, no network, no waiting.

To record them again from the fake service: `python record.py`. From a server of yours: set OPENAI_BASE_URL and
OPENAI_API_KEY and run `pytest --runsreplay-record-mode=rewrite`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import agent
import pytest
from openai import OpenAI

from pytest_runsreplay import RunsCassette

pytestmark = pytest.mark.runsreplay(any_host=True)


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    with OpenAI(api_key=os.environ.get("OPENAI_API_KEY", "none needed")) as client:
        yield client


def test_a_tool_call_is_answered(client: OpenAI, runs_cassette: RunsCassette) -> None:
    assert agent.ask(client, "How warm is it in Oslo?") == "It is 3 °C in Oslo and it rains: take a coat."

    [run] = runs_cassette.runs
    assert run.status == "completed"
    assert run.tools[0].function.name == "get_weather"


def test_an_answer_is_streamed(client: OpenAI, runs_cassette: RunsCassette) -> None:
    words = list(agent.compute(client, "What is the 10th Fibonacci number?"))
    assert "".join(words) == "The 10th Fibonacci number is 55."

    [run] = runs_cassette.runs
    assert run.usage is not None
    assert "thread.run.step.delta" in {event.event for event in runs_cassette.events}
