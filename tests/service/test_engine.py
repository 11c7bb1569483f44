"""The engine: the form of its answers, its seed, and its clock."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from service.asker import Asker

from pytest_runsreplay.lifecycle import code, message, tool_call
from pytest_runsreplay.service import Engine, Request, Response, RunsService

START = 1_774_963_800


def test_json_answers_are_indented_by_two_unescaped_and_end_without_a_newline(ask: Asker) -> None:
    answer = ask("POST", "/threads", {"metadata": {"city": "Tromsø"}})
    assert answer.content.decode() == json.dumps(answer.json(), indent=2, ensure_ascii=False)


def test_answers_carry_the_headers_of_real_ones(ask: Asker) -> None:
    headers = ask("POST", "/threads").headers
    assert headers["content-type"] == "application/json"
    assert headers["openai-version"] == "2020-10-01"
    assert re.fullmatch(r"req_[0-9a-f]{32}", headers["x-request-id"])
    assert headers["openai-processing-ms"].isdigit()
    assert headers["date"] == "Tue, 31 Mar 2026 13:30:00 GMT"
    assert "openai-poll-after-ms" not in headers


def test_the_client_is_told_how_fast_to_poll_only_if_asked_for() -> None:
    service = RunsService(poll_after_ms=1)
    answer = service.handle(Request("GET", "/v1/threads/thread_1"))
    assert answer.headers["openai-poll-after-ms"] == "1"


def test_ids_have_the_form_of_real_ones(ask: Asker) -> None:
    path, run = ask.run()
    ask.poll(path)
    step = ask.get(f"{path}/steps")["data"][0]
    found = [run["id"], run["thread_id"], run["assistant_id"], step["id"], message_id(step)]
    for id, prefix in zip(found, ("run_", "thread_", "asst_", "step_", "msg_"), strict=True):
        assert re.fullmatch(f"{prefix}[A-Za-z0-9]{{24}}", id)


def message_id(step: dict[str, Any]) -> str:
    return step["step_details"]["message_creation"]["message_id"]


def test_the_same_seed_and_requests_give_the_same_bytes() -> None:
    def story(seed: str) -> list[Response]:
        engine = Engine(seed=seed)
        headers = {"api-key": engine.api_key, "OpenAI-Beta": "assistants=v2"}
        answers = []

        def ask(method: str, path: str, **body: Any) -> Response:
            request = Request(method, path, headers=headers, body=json.dumps(body).encode())
            answers.append(engine.handle(request))
            return answers[-1]

        assistant = ask("POST", "/v1/assistants", model="gpt-4o").json()["id"]
        thread = {"messages": [{"role": "user", "content": "Hi"}]}
        ask("POST", "/v1/threads/runs", assistant_id=assistant, thread=thread, stream=True)
        run = ask("POST", "/v1/threads/runs", assistant_id=assistant, thread=thread).json()
        for _ in range(3):
            ask("GET", f"/v1/threads/{run['thread_id']}/runs/{run['id']}")
        ask("GET", "/v1/nowhere")
        return answers

    assert story("a") == story("a")
    assert story("a") != story("b")


def test_each_poll_of_a_run_is_a_second_and_nothing_else_takes_time(service: RunsService, ask: Asker) -> None:
    service.script(code("1+1", "2"), message("Two."))
    path, run = ask.run()
    assert run["status"] == "queued"
    assert service.now == run["created_at"] == START
    for _ in range(3):
        assert ask.get(f"{path}/steps")["data"] == []
        assert ask.get(path.rpartition("/")[0])["data"][0]["status"] == "queued"
    assert service.now == START
    seen = [ask.get(path)["status"] for _ in range(4)]
    assert seen == ["in_progress", "in_progress", "in_progress", "completed"]
    assert service.now == START + 4
    ask.get(path)
    assert service.now == START + 4, "a run that has ended takes no more time"


def test_polling_one_run_does_not_move_another(ask: Asker) -> None:
    one, _ = ask.run()
    other, _ = ask.run()
    ask.poll(one)
    runs = other.rpartition("/")[0]
    assert ask.get(runs)["data"][0]["status"] == "queued"


def test_steps_are_shown_as_they_are_at_the_runs_time(service: RunsService, ask: Asker) -> None:
    service.script(code("print(1)", "1"), message("One."))
    path, _ = ask.run()
    ask.get(path)
    (step,) = ask.get(f"{path}/steps")["data"]
    assert (step["status"], step["completed_at"], step["usage"]) == ("in_progress", None, None)
    assert step["step_details"] == {"type": "tool_calls", "tool_calls": []}
    assert step["expires_at"] == START + 600
    ask.poll(path)
    newest, oldest = ask.get(f"{path}/steps")["data"]
    assert (newest["type"], oldest["type"]) == ("message_creation", "tool_calls")
    assert oldest["step_details"]["tool_calls"][0]["code_interpreter"]["input"] == "print(1)"
    assert oldest["expires_at"] is None
    assert ask.get(f"{path}/steps/{oldest['id']}") == oldest


def test_a_message_appears_when_it_is_complete_and_without_a_streams_status(ask: Asker) -> None:
    path, run = ask.run("Good morning")
    messages = f"/threads/{run['thread_id']}/messages"
    ask.get(path)
    assert len(ask.get(messages)["data"]) == 1
    ask.poll(path)
    reply, question = ask.get(messages)["data"]
    assert reply["content"][0]["text"]["value"] == "You said: Good morning"
    assert (reply["run_id"], reply["assistant_id"]) == (run["id"], run["assistant_id"])
    assert list(reply) == list(question)
    assert "status" not in reply
    assert ask.get(f"{messages}?run_id={run['id']}")["data"] == [reply]


def test_unfinished_runs_expire_after_600_seconds(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("wait"))
    path, _ = ask.run()
    assert ask.poll(path)["status"] == "requires_action"
    service.advance(600)
    run = ask.get(path)
    assert (run["status"], run["completed_at"], run["required_action"]) == ("expired", START + 600, None)
    assert ask.get(f"{path}/steps")["data"][0]["status"] == "expired"


def test_a_run_that_waits_expires_by_polling_alone(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("wait"))
    path, _ = ask.run()
    ask.poll(path)
    statuses = [ask.get(path)["status"] for _ in range(600)]
    assert statuses[0] == "requires_action"
    assert statuses[-1] == "expired"


def test_time_moves_only_forward(service: RunsService) -> None:
    with pytest.raises(ValueError, match="only moves forward, found -1"):
        service.advance(-1)


def test_a_cancelled_run_is_cancelling_first(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("wait"))
    path, _ = ask.run()
    ask.poll(path)
    assert ask("POST", f"{path}/cancel").json()["status"] == "cancelling"
    run = ask.get(path)
    assert run["status"] == "cancelled"
    assert run["cancelled_at"] == run["created_at"] + 3
    assert ask.get(f"{path}/steps")["data"][0]["status"] == "cancelled"


def test_what_was_to_come_does_not_after_a_cancel(ask: Asker) -> None:
    path, run = ask.run()
    ask("POST", f"{path}/cancel")
    assert ask.poll(path)["status"] == "cancelled"
    assert ask.get(f"{path}/steps")["data"] == []
    assert len(ask.get(f"/threads/{run['thread_id']}/messages")["data"]) == 1
