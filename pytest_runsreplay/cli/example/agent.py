"""A small agent on the Assistants API: it looks the weather up, computes, and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from openai import OpenAI

WEATHER = {"Oslo": "3 °C, rain"}
GET_WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city right now.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def ask(client: OpenAI, question: str) -> str:
    """Let an assistant answer a question about the weather, and look it up when the assistant asks for it."""
    assistant = client.beta.assistants.create(
        name="weather",
        model="gpt-4o-mini",
        instructions="Answer in one sentence.",
        tools=[{"type": "function", "function": GET_WEATHER}],
    )
    thread = client.beta.threads.create(messages=[{"role": "user", "content": question}])
    run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
    while run.status == "requires_action" and run.required_action is not None:
        calls = run.required_action.submit_tool_outputs.tool_calls
        cities = {call.id: json.loads(call.function.arguments)["city"] for call in calls}
        run = client.beta.threads.runs.submit_tool_outputs_and_poll(
            run_id=run.id,
            thread_id=thread.id,
            tool_outputs=[{"tool_call_id": id, "output": WEATHER[city]} for id, city in cities.items()],
        )
    [answer] = client.beta.threads.messages.list(thread.id, run_id=run.id).data
    return answer.content[0].text.value


def compute(client: OpenAI, question: str) -> Iterator[str]:
    """Let an assistant with a code interpreter answer, and give its answer word by word as it arrives."""
    assistant = client.beta.assistants.create(name="maths", model="gpt-4o-mini", tools=[{"type": "code_interpreter"}])
    thread = client.beta.threads.create(messages=[{"role": "user", "content": question}])
    with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
        yield from stream.text_deltas
