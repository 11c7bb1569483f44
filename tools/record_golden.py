"""Records the golden cassettes: conversations of the real openai client with our own service.

Run it as ``python tools/record_golden.py``; what it writes to ``cassettes/`` comes with the package. The service
answers from a seed, so that a new recording differs from the old one only in its date and its clients.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import openai
from openai.types.beta import FunctionToolParam

from pytest_runsreplay import RunsService, use_cassette
from pytest_runsreplay.lifecycle import code, message, tool_call

FOLDER = Path(__file__).parents[1] / "cassettes"
GET_WEATHER: FunctionToolParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city right now.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def tool_call_conversation(client: openai.OpenAI) -> str:
    """A run that asks for the weather in two cities at once, is given it, and answers; gives the run's id."""
    assistant = client.beta.assistants.create(
        model="gpt-4o-mini",
        name="Weather",
        instructions="Answer in one sentence.",
        tools=[GET_WEATHER],
    )
    thread = client.beta.threads.create()
    client.beta.threads.messages.create(thread.id, role="user", content="Is it warmer in Oslo or in Rome?")
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id, poll_interval_ms=1)
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    run = client.beta.threads.runs.submit_tool_outputs_and_poll(
        run_id=run.id,
        thread_id=thread.id,
        tool_outputs=[
            {"tool_call_id": call.id, "output": degrees} for call, degrees in zip(calls, ("3 °C", "17 °C"), strict=True)
        ],
        poll_interval_ms=1,
    )
    client.beta.threads.runs.steps.list(run.id, thread_id=thread.id, order="asc")
    client.beta.threads.messages.list(thread.id, order="asc")
    return run.id


def stream_conversation(client: openai.OpenAI) -> str:
    """A run that computes and answers, streamed; gives the run's id."""
    assistant = client.beta.assistants.create(model="gpt-4o-mini", tools=[{"type": "code_interpreter"}])
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "What is 3 to the power of 5?"}])
    with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
        stream.until_done()
        run = stream.current_run
    assert run is not None
    return run.id


CONVERSATIONS: dict[str, Callable[[openai.OpenAI], str]] = {
    "v2/tool_call": tool_call_conversation,
    "v2/stream": stream_conversation,
}


def record(folder: Path) -> None:
    """Record every conversation into this folder."""
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    for name, conversation in CONVERSATIONS.items():
        with RunsService(seed=f"golden:{name}") as service:
            both = tool_call("get_weather", city="Oslo") & tool_call("get_weather", city="Rome")
            service.script(both, message("It is warmer in Rome: 17 °C, against 3 °C in Oslo."), assistant="Weather")
            service.always(code("print(3 ** 5)", "243\n"), message("3 to the power of 5 is 243."))
            with service.client() as client, use_cassette(folder / f"{name}.json", record_mode="rewrite"):
                conversation(client)


if __name__ == "__main__":
    record(FOLDER)
