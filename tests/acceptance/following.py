"""The openai client's event handlers, sync and async, as they follow the streams of a lifecycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import openai
from openai import AssistantEventHandler, AsyncAssistantEventHandler

from pytest_runsreplay import Lifecycle, render_stream

HTTPX = import_module("httpx2" if int(openai.__version__.partition(".")[0]) >= 3 else "httpx")
"""The library that this openai client is built on."""


@dataclass
class Heard:
    """What a handler made of one stream; objects are JSON, as the client gives them back."""

    events: list[str] = field(default_factory=list)
    text: str = ""
    ended_steps: list[Any] = field(default_factory=list)
    ended_messages: list[Any] = field(default_factory=list)
    run: Any = None
    steps: list[Any] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)

    def note_event(self, event: Any) -> None:
        self.events.append(event.event)

    def note_text(self, delta: Any) -> None:
        self.text += delta.value

    def note_step(self, step: Any) -> None:
        self.ended_steps.append(step.to_dict(warnings=False))

    def note_message(self, message: Any) -> None:
        self.ended_messages.append(message.to_dict(warnings=False))


class Listener(AssistantEventHandler):
    def __init__(self) -> None:
        super().__init__()
        self.heard = Heard()

    def on_event(self, event: Any) -> None:
        self.heard.note_event(event)

    def on_text_delta(self, delta: Any, snapshot: Any) -> None:
        self.heard.note_text(delta)

    def on_run_step_done(self, run_step: Any) -> None:
        self.heard.note_step(run_step)

    def on_message_done(self, message: Any) -> None:
        self.heard.note_message(message)

    def final(self) -> Heard:
        self.heard.run = self.get_final_run().to_dict(warnings=False)
        # The client raises where there was none.
        if "thread.run.step.created" in self.heard.events:
            self.heard.steps = [step.to_dict(warnings=False) for step in self.get_final_run_steps()]
        if "thread.message.created" in self.heard.events:
            self.heard.messages = [message.to_dict(warnings=False) for message in self.get_final_messages()]
        return self.heard


class AsyncListener(AsyncAssistantEventHandler):
    def __init__(self) -> None:
        super().__init__()
        self.heard = Heard()

    async def on_event(self, event: Any) -> None:
        self.heard.note_event(event)

    async def on_text_delta(self, delta: Any, snapshot: Any) -> None:
        self.heard.note_text(delta)

    async def on_run_step_done(self, run_step: Any) -> None:
        self.heard.note_step(run_step)

    async def on_message_done(self, message: Any) -> None:
        self.heard.note_message(message)

    async def final(self) -> Heard:
        self.heard.run = (await self.get_final_run()).to_dict(warnings=False)
        if "thread.run.step.created" in self.heard.events:
            self.heard.steps = [step.to_dict(warnings=False) for step in await self.get_final_run_steps()]
        if "thread.message.created" in self.heard.events:
            self.heard.messages = [message.to_dict(warnings=False) for message in await self.get_final_messages()]
        return self.heard


def follow(lifecycle: Lifecycle) -> list[Heard]:
    """What a sync client hears that asks for the run, and submits outputs for as long as the run asks for some."""
    http_client = HTTPX.Client(transport=_answering(lifecycle))
    heard: list[Heard] = []
    with openai.OpenAI(api_key="none", max_retries=0, http_client=http_client) as client:
        for _ in lifecycle.streams():
            with _ask(client, lifecycle, heard, Listener()) as stream:
                heard.append(stream.final())
    return heard


async def follow_async(lifecycle: Lifecycle) -> list[Heard]:
    """The same of an async client."""
    http_client = HTTPX.AsyncClient(transport=_answering(lifecycle))
    heard: list[Heard] = []
    async with openai.AsyncOpenAI(api_key="none", max_retries=0, http_client=http_client) as client:
        for _ in lifecycle.streams():
            async with _ask(client, lifecycle, heard, AsyncListener()) as stream:
                heard.append(await stream.final())
    return heard


def _ask(client: Any, lifecycle: Lifecycle, heard: Sequence[Heard], handler: Any) -> Any:
    runs, run = client.beta.threads.runs, lifecycle.run
    if not heard:
        return runs.stream(thread_id=run.thread_id, assistant_id=run.assistant_id, event_handler=handler)
    calls = heard[-1].run["required_action"]["submit_tool_outputs"]["tool_calls"]
    outputs = [{"tool_call_id": call["id"], "output": "any"} for call in calls]
    return runs.submit_tool_outputs_stream(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs, event_handler=handler
    )


def _answering(lifecycle: Lifecycle) -> Any:
    """A transport that answers with the lifecycle's streams, one request after the other."""
    left = iter(lifecycle.streams())

    def answer(request: Any) -> Any:
        return HTTPX.Response(200, headers=STREAM, content=render_stream(next(left)))

    return HTTPX.MockTransport(answer)


STREAM: Mapping[str, str] = {"content-type": "text/event-stream; charset=utf-8"}
