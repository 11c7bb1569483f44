"""The official client, sync and async, in process and over the socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import openai
import pytest
import pytest_asyncio
from openai import AssistantEventHandler

from pytest_runsreplay.lifecycle import code, message, tool_call
from pytest_runsreplay.service import RunsService

pytestmark = pytest.mark.filterwarnings("ignore:The Assistants API is deprecated:DeprecationWarning")

WHERE = ["in process", "over the socket"]


@pytest.fixture(params=WHERE)
def client(service: RunsService, request: pytest.FixtureRequest) -> Iterator[openai.OpenAI]:
    if request.param == WHERE[0]:
        yield service.client()
    else:
        with openai.OpenAI(api_key=service.api_key, base_url=service.base_url) as client:
            yield client


@pytest_asyncio.fixture(params=WHERE)
async def async_client(service: RunsService, request: pytest.FixtureRequest) -> AsyncIterator[openai.AsyncOpenAI]:
    if request.param == WHERE[0]:
        yield service.async_client()
    else:
        async with openai.AsyncOpenAI(api_key=service.api_key, base_url=service.base_url) as client:
            yield client


def begin(client: openai.OpenAI, **options: Any) -> dict[str, str]:
    """An assistant and a thread with a question on it."""
    assistant = client.beta.assistants.create(model="gpt-4o-mini", instructions="Help.", **options)
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "What is 6 × 7?"}])
    return {"assistant_id": assistant.id, "thread_id": thread.id}


def outputs_for(run: Any, **outputs: str) -> Any:
    calls = run.required_action.submit_tool_outputs.tool_calls
    return [{"tool_call_id": call.id, "output": outputs[call.function.name]} for call in calls]


def test_a_run_is_polled_to_its_end(service: RunsService, client: openai.OpenAI) -> None:
    service.script(code("6*7", "42"), message("It is 42."))
    ids = begin(client, tools=[{"type": "code_interpreter"}])
    run = client.beta.threads.runs.create_and_poll(**ids, poll_interval_ms=1)
    assert run.status == "completed"
    said, asked = client.beta.threads.messages.list(ids["thread_id"])
    assert said.content[0].to_dict() == {"type": "text", "text": {"value": "It is 42.", "annotations": []}}
    assert asked.role == "user"
    steps = list(client.beta.threads.runs.steps.list(run.id, thread_id=ids["thread_id"]))
    assert [step.type for step in steps] == ["message_creation", "tool_calls"]
    one = client.beta.threads.runs.steps.retrieve(steps[1].id, thread_id=ids["thread_id"], run_id=run.id)
    assert one == steps[1]
    assert run.usage is not None
    assert run.usage.total_tokens == sum(step.usage.total_tokens for step in steps if step.usage)


def test_the_default_reply_needs_no_script(client: openai.OpenAI) -> None:
    ids = begin(client)
    client.beta.threads.runs.create_and_poll(**ids, poll_interval_ms=1)
    reply = next(iter(client.beta.threads.messages.list(ids["thread_id"])))
    assert reply.content[0].to_dict()["text"]["value"] == "You said: What is 6 × 7?"


def test_functions_called_in_parallel_wait_for_all_outputs(service: RunsService, client: openai.OpenAI) -> None:
    service.script(tool_call("weather", city="Oslo") & tool_call("time"), message("3 °C at noon."))
    ids = begin(client)
    runs = client.beta.threads.runs
    run = runs.create_and_poll(**ids, poll_interval_ms=1)
    assert run.status == "requires_action"
    outputs = outputs_for(run, weather="3", time="12")
    with pytest.raises(openai.BadRequestError, match="Expected tool outputs for call_ids"):
        runs.submit_tool_outputs(run.id, thread_id=run.thread_id, tool_outputs=outputs[:1])
    run = runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs, poll_interval_ms=1
    )
    assert run.status == "completed"
    step: Any = next(iter(runs.steps.list(run.id, thread_id=run.thread_id, order="asc")))
    assert [call.function.output for call in step.step_details.tool_calls] == ["3", "12"]


class Listener(AssistantEventHandler):
    """Notes what the client makes of a stream."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def on_text_delta(self, delta: Any, snapshot: Any) -> None:
        self.heard.append(delta.value)

    def on_tool_call_done(self, tool_call: Any) -> None:
        self.heard.append(tool_call.function.name)

    def on_end(self) -> None:
        self.heard.append("end")


def test_an_event_handler_follows_a_run_through_its_pause(service: RunsService, client: openai.OpenAI) -> None:
    service.script(tool_call("f", x=1) & tool_call("g"), message("It is done."))
    ids, runs, first, second = begin(client), client.beta.threads.runs, Listener(), Listener()
    with runs.stream(**ids, event_handler=first) as stream:
        stream.until_done()
        run = stream.get_final_run()
        (step,) = stream.get_final_run_steps()
    assert (run.status, step.status) == ("requires_action", "in_progress")
    assert [item for item in first.heard if item in "fg"] == ["f", "g"]
    with runs.submit_tool_outputs_stream(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs_for(run, f="1", g="2"), event_handler=second
    ) as stream:
        stream.until_done()
        assert stream.get_final_run().status == "completed"
        (said,) = stream.get_final_messages()
    assert second.heard == ["It", " is", " done.", "end"]
    assert said.to_dict()["status"] == "completed"


def test_a_raw_stream_begins_with_the_thread(client: openai.OpenAI) -> None:
    assistant = begin(client)["assistant_id"]
    thread: Any = {"messages": [{"role": "user", "content": "Hi"}]}
    with client.beta.threads.create_and_run(assistant_id=assistant, thread=thread, stream=True) as stream:
        events = [event.event for event in stream]
    assert (events[0], events[-1]) == ("thread.created", "thread.run.completed")


@pytest.mark.parametrize("ending", ["failed", "incomplete", "cancelled"])
def test_the_poll_helper_stops_at_every_end(service: RunsService, client: openai.OpenAI, ending: Any) -> None:
    service.script(message("Hm."), ending=ending)
    assert client.beta.threads.runs.create_and_poll(**begin(client), poll_interval_ms=1).status == ending


def test_a_run_is_cancelled(service: RunsService, client: openai.OpenAI) -> None:
    service.script(tool_call("f"))
    ids = begin(client)
    run = client.beta.threads.runs.create(**ids)
    assert client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id).status == "cancelling"
    assert client.beta.threads.runs.retrieve(run.id, thread_id=run.thread_id).status == "cancelled"
    with pytest.raises(openai.BadRequestError, match="Cannot cancel run with status 'cancelled'"):
        client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id)


def test_errors_arrive_as_the_clients_own(service: RunsService, client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        client.beta.threads.runs.retrieve("run_1", thread_id="thread_1")
    assert missing.value.request_id == missing.value.response.headers["x-request-id"]
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="sk-wrong").beta.threads.create()
    bad: Any = "hot"
    with pytest.raises(openai.BadRequestError) as refused:
        client.beta.threads.runs.create(**begin(client), temperature=bad)
    assert (refused.value.param, refused.value.code) == ("temperature", "invalid_type")


def test_the_client_pages_through_a_long_list(client: openai.OpenAI) -> None:
    thread = client.beta.threads.create(messages=[{"role": "user", "content": str(n)} for n in range(45)])
    texts = [m.content[0].to_dict()["text"]["value"] for m in client.beta.threads.messages.list(thread.id)]
    assert texts == [str(number) for number in range(44, -1, -1)]


def test_assistants_threads_and_messages_are_kept(client: openai.OpenAI) -> None:
    ids = begin(client, name="Ada", temperature=0.5)
    assistant = client.beta.assistants.retrieve(ids["assistant_id"])
    assert (assistant.name, assistant.temperature) == ("Ada", 0.5)
    assert client.beta.assistants.update(assistant.id, name="Bob").name == "Bob"
    assert client.beta.threads.update(ids["thread_id"], metadata={"a": "b"}).metadata == {"a": "b"}
    said = client.beta.threads.messages.create(ids["thread_id"], role="user", content="Hi", metadata={"c": "d"})
    assert client.beta.threads.messages.retrieve(said.id, thread_id=ids["thread_id"]) == said
    assert client.beta.threads.delete(ids["thread_id"]).deleted
    assert client.beta.assistants.delete(assistant.id).deleted
    assert list(client.beta.assistants.list()) == []


def test_the_poll_helper_obeys_the_services_interval() -> None:
    with RunsService(poll_after_ms=1) as service:
        client = service.client()
        run = client.beta.threads.runs.create_and_poll(**begin(client))
    assert run.status == "completed"
    polls = [request for request in service.requests if request.headers.get("x-stainless-poll-helper")]
    assert len(polls) == 2


@pytest.mark.asyncio
async def test_the_async_client_polls_and_submits(service: RunsService, async_client: openai.AsyncOpenAI) -> None:
    service.script(tool_call("f"), message("Done."))
    threads = async_client.beta.threads
    assistant = await async_client.beta.assistants.create(model="gpt-4o-mini", instructions="Help.")
    run = await threads.create_and_run_poll(assistant_id=assistant.id, poll_interval_ms=1)
    assert run.status == "requires_action"
    run = await threads.runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs_for(run, f="1"), poll_interval_ms=1
    )
    assert run.status == "completed"
    texts = [part.to_dict() async for said in threads.messages.list(run.thread_id) for part in said.content]
    assert texts == [{"type": "text", "text": {"value": "Done.", "annotations": []}}]


@pytest.mark.asyncio
async def test_the_async_client_streams(service: RunsService, async_client: openai.AsyncOpenAI) -> None:
    service.script(message("One two three."))
    threads = async_client.beta.threads
    assistant = await async_client.beta.assistants.create(model="gpt-4o-mini", instructions="Help.")
    thread = await threads.create()
    async with threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id) as stream:
        assert [text async for text in stream.text_deltas] == ["One", " two", " three."]
        assert (await stream.get_final_run()).status == "completed"
