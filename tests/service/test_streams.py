"""Streams, the outputs that runs wait for, and the journal."""

from __future__ import annotations

import json

from service.asker import Asker

from pytest_runsreplay.lifecycle import message, tool_call
from pytest_runsreplay.models import parse_stream
from pytest_runsreplay.service import Response, RunsService


def events_of(answer: Response) -> list[tuple[str | None, str]]:
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    return [(event.event, event.text) for event in parse_stream(answer.content)]


def test_a_stream_tells_the_whole_run_in_the_order_of_real_ones(ask: Asker) -> None:
    assistant = ask.assistant()
    body = {"assistant_id": assistant, "stream": True, "thread": {"messages": [{"role": "user", "content": "a b"}]}}
    answer = ask("POST", "/threads/runs", body)
    names = [name for name, _ in events_of(answer)]
    assert names == [
        "thread.created",
        *(f"thread.run.{state}" for state in ("created", "queued", "in_progress")),
        *("thread.run.step.created", "thread.run.step.in_progress"),
        *("thread.message.created", "thread.message.in_progress"),
        *["thread.message.delta"] * 4,
        *("thread.message.completed", "thread.run.step.completed", "thread.run.completed", "done"),
    ]
    assert len(answer.body) == len(names), "one chunk for each event"
    assert all(chunk.startswith(b"event: ") and chunk.endswith(b"\n\n") for chunk in answer.body)
    assert answer.body[-1] == b"event: done\ndata: [DONE]\n\n"


def test_a_stream_leaves_the_service_where_polling_would_have(service: RunsService, ask: Asker) -> None:
    path, run = ask.run("Hi")
    ask.poll(path)
    polled = ask.get(path)["completed_at"] - run["created_at"]
    before = service.now
    answer = ask("POST", path.rpartition("/")[0], {"assistant_id": run["assistant_id"], "stream": True})
    told = json.loads(events_of(answer)[-2][1])
    assert told["status"] == "completed"
    assert service.now - before == polled == told["completed_at"] - told["created_at"]
    assert ask.get(f"{path.rpartition('/')[0]}/{told['id']}") == told
    assert len(ask.get(f"/threads/{run['thread_id']}/messages")["data"]) == 3


def test_a_paused_stream_goes_on_with_the_step_that_waited(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("f", x=1), message("Done."))
    answer = ask("POST", f"/threads/{ask.thread('Hi')}/runs", {"assistant_id": ask.assistant(), "stream": True})
    names = [name for name, _ in events_of(answer)]
    assert names[-2:] == ["thread.run.requires_action", "done"]
    assert "thread.run.step.completed" not in names
    run = json.loads(events_of(answer)[-2][1])
    (call,) = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    body = {"tool_outputs": [{"tool_call_id": call["id"], "output": "7"}], "stream": True}
    answer = ask("POST", f"/threads/{run['thread_id']}/runs/{run['id']}/submit_tool_outputs", body)
    events = events_of(answer)
    names = [name for name, _ in events]
    assert names[:3] == ["thread.run.step.completed", "thread.run.queued", "thread.run.in_progress"]
    assert names[-2:] == ["thread.run.completed", "done"]
    (told,) = json.loads(events[0][1])["step_details"]["tool_calls"]
    assert told["function"] == {"name": "f", "arguments": '{"x": 1}', "output": "7"}


def test_submitting_without_a_stream_answers_queued(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("f"))
    path, _ = ask.run()
    (call,) = ask.poll(path)["required_action"]["submit_tool_outputs"]["tool_calls"]
    run = ask.post(f"{path}/submit_tool_outputs", tool_outputs=[{"tool_call_id": call["id"], "output": ""}])
    assert (run["status"], run["required_action"]) == ("queued", None)
    assert run["started_at"] is not None


def test_the_journal_holds_what_was_asked_without_its_secrets(service: RunsService, ask: Asker) -> None:
    ask.thread("Hi")
    ask("GET", "/threads/thread_1?limit=2", headers={"Api-Key": "sk-secret", "Cookie": "c"})
    asked = [(request.method, request.path, request.query) for request in service.requests]
    assert asked == [("POST", "/v1/threads", ""), ("GET", "/v1/threads/thread_1", "limit=2")]
    assert service.requests[0].json()["messages"][0]["content"] == "Hi"
    written = repr(service.requests)
    assert service.api_key not in written
    assert "sk-secret" not in written
