"""What the service refuses, and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from service.asker import Asker

from pytest_runsreplay.lifecycle import tool_call
from pytest_runsreplay.service import Request, RunsService

KIND = "invalid_request_error"


def body(message: str, param: str | None = None, code: str | None = None) -> dict[str, str | None]:
    return {"message": message, "type": KIND, "param": param, "code": code}


def test_errors_have_the_envelope_and_key_order_of_real_ones(ask: Asker) -> None:
    answer = ask("GET", "/threads/thread_1")
    assert answer.content.decode() == (
        '{\n  "error": {\n    "message": "No thread found with id \'thread_1\'.",\n'
        '    "type": "invalid_request_error",\n    "param": null,\n    "code": null\n  }\n}'
    )
    assert answer.headers["content-type"] == "application/json"


def test_no_key_is_401(ask: Asker) -> None:
    answer = ask("GET", "/threads/thread_1", headers={"OpenAI-Beta": "assistants=v2"})
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="OpenAI API"'
    assert answer.json()["error"]["message"].startswith("You didn't provide an API key.")


def test_a_wrong_key_is_401_and_not_echoed(ask: Asker) -> None:
    key = "sk-proj-abcdefghijklmnopqrstuvwxyz"
    answer = ask("GET", "/threads/thread_1", headers={"Authorization": f"Bearer {key}"})
    assert answer.status == 401
    error = answer.json()["error"]
    assert error["code"] == "invalid_api_key"
    assert error["message"].startswith("Incorrect API key provided: ")
    assert all(key[start : start + 4] not in error["message"] for start in range(len(key) - 4))


def test_azure_answers_a_wrong_key_and_path_as_its_gateway_does(service: RunsService) -> None:
    wrong = service.handle(Request("GET", "/openai/threads/thread_1", headers={"api-key": "x"}))
    assert (wrong.status, wrong.json()["error"]["code"]) == (401, "401")
    assert wrong.json()["error"]["message"].startswith("Access denied due to invalid subscription key")
    lost = service.handle(Request("GET", "/openai/deployments/d/threads/t/x", headers={"api-key": service.api_key}))
    assert (lost.status, lost.json()) == (404, {"error": {"code": "404", "message": "Resource not found"}})


def test_openai_asks_for_the_beta_header_and_azure_does_not(service: RunsService) -> None:
    headers = {"Authorization": f"Bearer {service.api_key}"}
    refused = service.handle(Request("POST", "/v1/threads", headers=headers))
    assert refused.status == 400
    assert refused.json()["error"] == body(
        "You must provide the 'OpenAI-Beta' header to access the Assistants API. "
        "Please try again by setting the header 'OpenAI-Beta: assistants=v2'.",
        code="invalid_beta",
    )
    assert service.handle(Request("POST", "/openai/threads", headers=headers)).status == 200


@pytest.mark.parametrize(
    ("path", "kind", "id"),
    [
        ("/assistants/asst_1", "assistant", "asst_1"),
        ("/threads/thread_1", "thread", "thread_1"),
        ("/threads/thread_1/runs/run_1", "thread", "thread_1"),
        ("/threads/{thread}/messages/msg_1", "message", "msg_1"),
        ("/threads/{thread}/runs/run_1", "run", "run_1"),
        ("/threads/{thread}/runs/{run}/steps/step_123", "run step", "step_123"),
        ("/threads/{thread}/messages?after=msg_9", "message", "msg_9"),
    ],
)
def test_what_is_unknown_is_404(ask: Asker, path: str, kind: str, id: str) -> None:
    _, run = ask.run()
    where = path.format(thread=run["thread_id"], run=run["id"])
    assert ask.error("GET", where) == (404, body(f"No {kind} found with id '{id}'."))


def test_a_run_of_another_thread_is_404(ask: Asker) -> None:
    _, run = ask.run()
    other = ask.thread("Hi")
    for method, rest in (("GET", ""), ("GET", "/steps"), ("POST", "/cancel")):
        status, error = ask.error(method, f"/threads/{other}/runs/{run['id']}{rest}")
        assert (status, error["message"]) == (404, f"No run found with id '{run['id']}'.")


def test_an_unknown_assistant_is_404_and_leaves_no_run(ask: Asker) -> None:
    thread = ask.thread("Hi")
    path = f"/threads/{thread}/runs"
    assert ask.error("POST", path, {"assistant_id": "asst_1"}) == (404, body("No assistant found with id 'asst_1'."))
    assert ask.get(path)["data"] == []


def test_an_id_of_no_kind_is_400(ask: Asker) -> None:
    message = "Invalid 'thread_id': 'undefined'. Expected an ID that begins with 'thread'."
    assert ask.error("GET", "/threads/undefined") == (400, body(message))


def test_a_thread_has_one_active_run_and_takes_no_messages_meanwhile(ask: Asker) -> None:
    path, run = ask.run()
    thread, runs = run["thread_id"], path.rpartition("/")[0]
    again = {"assistant_id": run["assistant_id"]}
    said = {"role": "user", "content": "And?"}
    assert ask.error("POST", runs, again) == (400, body(f"Thread {thread} already has an active run {run['id']}."))
    message = f"Can't add messages to {thread} while a run {run['id']} is active."
    assert ask.error("POST", f"/threads/{thread}/messages", said) == (400, body(message))
    ask.poll(path)
    assert ask("POST", f"/threads/{thread}/messages", said).status == 200
    assert ask("POST", runs, again).status == 200


def test_outputs_are_refused_unless_the_run_waits_for_them(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("f"))
    path, _ = ask.run()
    outputs = {"tool_outputs": [{"tool_call_id": "call_1", "output": "x"}]}

    def refusal() -> tuple[int, Any]:
        return ask.error("POST", f"{path}/submit_tool_outputs", outputs)

    assert refusal() == (400, body('Runs in status "queued" do not accept tool outputs.'))
    ask.get(path)
    assert refusal() == (400, body('Runs in status "in_progress" do not accept tool outputs.'))
    ask.poll(path)
    service.advance(600)
    assert refusal() == (400, body('Runs in status "expired" do not accept tool outputs.'))


@pytest.mark.parametrize("handed", [(), (0,), (0, 0), (0, 1, 1)])
def test_all_outputs_are_wanted_once(service: RunsService, ask: Asker, handed: tuple[int, ...]) -> None:
    service.script(tool_call("f") & tool_call("g"))
    path, _ = ask.run()
    calls = ask.poll(path)["required_action"]["submit_tool_outputs"]["tool_calls"]
    ids = [call["id"] for call in calls]
    given = [ids[index] for index in handed]
    outputs = {"tool_outputs": [{"tool_call_id": id, "output": "x"} for id in given]}
    refusal = ask.error("POST", f"{path}/submit_tool_outputs", outputs)
    assert refusal == (400, body(f"Expected tool outputs for call_ids {ids}, got {given}"))
    assert ask.poll(path)["status"] == "requires_action"


def test_a_run_that_has_ended_cannot_be_cancelled(ask: Asker) -> None:
    path, _ = ask.run()
    ask.poll(path)
    refusal = ask.error("POST", f"{path}/cancel")
    assert refusal == (400, body("Cannot cancel run with status 'completed'."))
    path, _ = ask.run()
    ask("POST", f"{path}/cancel")
    assert ask.error("POST", f"{path}/cancel")[1]["message"] == "Cannot cancel run with status 'cancelling'."


def test_a_run_that_goes_on_cannot_be_modified(ask: Asker) -> None:
    path, _ = ask.run()
    ask.get(path)
    refusal = ask.error("POST", path, {"metadata": {"a": "b"}})
    assert refusal == (400, body("Cannot update run with status 'in_progress'."))


def test_a_run_needs_a_users_message_or_instructions(ask: Asker) -> None:
    assistant = ask.assistant(instructions=None)
    thread = ask.thread()
    words = "Run creation requires a Thread with a user message or an assistant with instructions."
    refusal = (400, body(words, code="invalid_thread"))
    assert ask.error("POST", f"/threads/{thread}/runs", {"assistant_id": assistant}) == refusal
    assert ask.error("POST", "/threads/runs", {"assistant_id": assistant}) == refusal
    assert ask("POST", "/threads/runs", {"assistant_id": assistant, "instructions": "Sing."}).status == 200


def test_a_message_must_not_be_empty(ask: Asker) -> None:
    refusal = ask.error("POST", f"/threads/{ask.thread()}/messages", {"role": "user", "content": ""})
    assert refusal == (400, body("Message content must be non-empty."))


@pytest.mark.parametrize(
    "path", ["/chat/completions", "/threads/t/wings", "/threads//runs", "/threads/t/runs/r/steps/s/x"]
)
def test_an_unknown_route_is_404(ask: Asker, path: str) -> None:
    assert ask.error("POST", path, {}) == (404, body(f"Invalid URL (POST /v1{path})"))


def test_a_wrong_method_is_405(ask: Asker) -> None:
    answer = ask("PUT", "/threads/thread_1")
    assert (answer.status, answer.json()["error"]["code"]) == (405, "method_not_supported")
    assert answer.headers["allow"] == "GET, POST, DELETE"


def test_a_refused_request_changes_nothing() -> None:
    """Ids drawn after a refusal are those that would have been drawn without it."""
    ids = []
    for refuse in (False, True):
        service = RunsService(seed="same", api_key="k")
        headers = {"api-key": "k"}
        if refuse:
            service.handle(Request("POST", "/threads", headers=headers, body=b'{"metadata": 1}'))
            empty = b'{"messages": [{"role": "user", "content": ""}]}'
            assert service.handle(Request("POST", "/threads", headers=headers, body=empty)).status == 400
        ids.append(service.handle(Request("POST", "/threads", headers=headers)).json()["id"])
    assert ids[0] == ids[1]
