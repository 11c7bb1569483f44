"""Scripts: what runs do is what the test said."""

from __future__ import annotations

from typing import Any

import pytest
from service.asker import Asker

from pytest_runsreplay.lifecycle import code, message, search, tool_call
from pytest_runsreplay.service import RunsService


def steps_of(ask: Asker, path: str) -> list[Any]:
    return [step["step_details"] for step in ask.get(f"{path}/steps?order=asc")["data"]]


def test_a_script_is_taken_by_the_next_run_only(service: RunsService, ask: Asker) -> None:
    service.script(message("First."))
    service.script(message("Second."))
    for expected in ("First.", "Second.", "You said: Hello"):
        path, run = ask.run()
        ask.poll(path)
        reply = ask.get(f"/threads/{run['thread_id']}/messages")["data"][0]
        assert reply["content"][0]["text"]["value"] == expected


def test_a_standing_script_is_for_all_runs_that_take_no_other(service: RunsService, ask: Asker) -> None:
    service.always(message("Always."))
    service.script(message("Once."))
    texts = []
    for _ in range(3):
        path, run = ask.run()
        ask.poll(path)
        texts.append(ask.get(f"/threads/{run['thread_id']}/messages")["data"][0]["content"][0]["text"]["value"])
    assert texts == ["Once.", "Always.", "Always."]
    service.always(ending="failed")
    assert ask.poll(ask.run()[0])["status"] == "failed"


def test_a_script_can_wait_for_an_assistant_by_id_or_name(service: RunsService, ask: Asker) -> None:
    ada, bob = ask.assistant(name="Ada"), ask.assistant(name="Bob")
    service.script(ending="failed", assistant="Ada")
    service.script(ending="incomplete", assistant=bob)

    def ending(assistant: str) -> str:
        thread = ask.thread("Hi")
        run = ask.post(f"/threads/{thread}/runs", assistant_id=assistant)
        return ask.poll(f"/threads/{thread}/runs/{run['id']}")["status"]

    assert [ending(one) for one in (bob, bob, ada, ada)] == ["incomplete", "completed", "failed", "completed"]


def test_scripts_that_no_run_took_are_listed(service: RunsService, ask: Asker) -> None:
    taken, left = service.script(message("a")), service.script(message("b"))
    assert service.unused_scripts == [taken, left]
    ask.run()
    assert service.unused_scripts == [left]


@pytest.mark.parametrize("ending", ["completed", "incomplete", "failed", "cancelled", "expired"])
def test_a_run_ends_as_scripted(service: RunsService, ask: Asker, ending: str) -> None:
    service.script(message("Hm."), ending=ending)
    path, _ = ask.run()
    assert ask.poll(path)["status"] == ending


def test_the_error_and_the_reason_are_the_scripts(service: RunsService, ask: Asker) -> None:
    service.script(ending="failed", error=("rate_limit_exceeded", "Too fast."))
    service.script(ending="incomplete", reason="max_prompt_tokens")
    assert ask.poll(ask.run()[0])["last_error"] == {"code": "rate_limit_exceeded", "message": "Too fast."}
    assert ask.poll(ask.run()[0])["incomplete_details"] == {"reason": "max_prompt_tokens"}


def test_every_kind_of_step_is_told(service: RunsService, ask: Asker) -> None:
    service.script(code("6*7", "42"), search("a.pdf", "b.pdf"), message("See a.pdf."))
    path, _ = ask.run()
    ask.poll(path)
    ran, found, said = steps_of(ask, path)
    assert ran["tool_calls"][0]["code_interpreter"] == {"input": "6*7", "outputs": [{"type": "logs", "logs": "42"}]}
    assert [hit["file_name"] for hit in found["tool_calls"][0]["file_search"]["results"]] == ["a.pdf", "b.pdf"]
    assert said["type"] == "message_creation"


def test_calls_wait_for_the_client_also_where_the_plan_knows_an_output(service: RunsService, ask: Asker) -> None:
    service.script(tool_call("f").returning("planned"), message("Done."))
    path, _ = ask.run()
    run = ask.poll(path)
    assert run["status"] == "requires_action"
    (call,) = run["required_action"]["submit_tool_outputs"]["tool_calls"]
    ask.post(f"{path}/submit_tool_outputs", tool_outputs=[{"tool_call_id": call["id"], "output": "submitted"}])
    assert ask.poll(path)["status"] == "completed"
    assert steps_of(ask, path)[0]["tool_calls"][0]["function"]["output"] == "submitted"


def test_what_is_no_step_or_no_ending_is_refused_at_once(service: RunsService) -> None:
    with pytest.raises(TypeError, match="tool_call, code, search, call and message, found 'hello'"):
        service.script("hello")
    with pytest.raises(ValueError, match="cannot end in 'done'; it ends in one of completed"):
        service.always(message("x"), ending="done")
    assert service.unused_scripts == []
