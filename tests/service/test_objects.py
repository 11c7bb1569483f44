"""Assistants, threads, messages and runs: what they reflect, and how they are listed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from service.asker import Asker

from pytest_runsreplay.service import Request, RunsService


def test_a_run_takes_from_its_assistant_what_the_request_leaves_open(ask: Asker) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    assistant = ask.assistant(model="gpt-4.1", temperature=0.5, top_p=1, tools=[tool], response_format={"type": "text"})
    run = ask.post(f"/threads/{ask.thread('Hi')}/runs", assistant_id=assistant)
    assert (run["model"], run["instructions"], run["tools"]) == ("gpt-4.1", "Help.", [tool])
    assert (run["temperature"], run["response_format"], run["metadata"]) == (0.5, {"type": "text"}, {})
    assert json.dumps(run["top_p"]) == "1.0"
    assert run["truncation_strategy"] == {"type": "auto", "last_messages": None}


def test_what_the_request_says_is_in_the_run(ask: Asker) -> None:
    wanted = {
        "model": "gpt-4o",
        "instructions": "Be brief.",
        "temperature": 1.5,
        "top_p": 0.25,
        "tools": [{"type": "code_interpreter"}],
        "metadata": {"a": "b"},
        "max_prompt_tokens": 1000,
        "max_completion_tokens": 16,
        "tool_choice": {"type": "code_interpreter"},
        "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
        "parallel_tool_calls": False,
        "reasoning_effort": "low",
    }
    _, run = ask.run(**wanted, truncation_strategy={"type": "last_messages", "last_messages": 3})
    assert {name: run[name] for name in wanted} == wanted
    assert run["truncation_strategy"] == {"type": "last_messages", "last_messages": 3}


def test_additional_instructions_and_messages_are_added(ask: Asker) -> None:
    extra = [{"role": "user", "content": [{"type": "text", "text": "And you?"}]}]
    path, run = ask.run("Hi", additional_instructions="Be kind.", additional_messages=extra)
    assert run["instructions"] == "Help.\n\nBe kind."
    ask.poll(path)
    texts = [m["content"][0]["text"]["value"] for m in ask.get(f"/threads/{run['thread_id']}/messages")["data"]]
    assert texts == ["You said: And you?", "And you?", "Hi"]


def test_nulls_in_a_request_count_as_absent(ask: Asker) -> None:
    _, run = ask.run(model=None, temperature=None, metadata=None, tool_choice=None, stream=None)
    assert (run["model"], run["temperature"], run["metadata"], run["tool_choice"]) == ("gpt-4o-mini", 1.0, {}, "auto")


def test_lists_are_newest_first_and_paged_with_one_look_ahead(ask: Asker) -> None:
    thread = ask.thread(*(str(number) for number in range(25)))
    path = f"/threads/{thread}/messages"

    def words(query: str) -> tuple[list[int], bool, dict[str, Any]]:
        page = ask.get(f"{path}{query}")
        if page["data"]:
            assert (page["first_id"], page["last_id"]) == (page["data"][0]["id"], page["data"][-1]["id"])
        return [int(m["content"][0]["text"]["value"]) for m in page["data"]], page["has_more"], page

    newest, more, first = words("")
    assert (newest, more) == (list(range(24, 4, -1)), True)
    rest, more, _ = words(f"?after={first['last_id']}")
    assert (rest, more) == ([4, 3, 2, 1, 0], False)
    assert words(f"?limit=5&after={first['last_id']}")[:2] == ([4, 3, 2, 1, 0], False)
    assert words("?limit=25")[1] is False
    oldest, more, page = words("?order=asc&limit=10")
    assert (oldest, more) == (list(range(10)), True)
    assert words(f"?order=asc&before={page['last_id']}&limit=3")[:2] == ([6, 7, 8], True)
    between = f"?order=asc&after={page['first_id']}&before={page['last_id']}&limit=100"
    assert words(between)[:2] == ([1, 2, 3, 4, 5, 6, 7, 8], False)


def test_an_empty_list_has_null_ids(ask: Asker) -> None:
    page = ask.get(f"/threads/{ask.thread('Hi')}/runs")
    assert page == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


def test_runs_and_assistants_are_listed_newest_first(ask: Asker) -> None:
    path, first = ask.run()
    ask.poll(path)
    runs = path.rpartition("/")[0]
    second = ask.post(runs, assistant_id=first["assistant_id"])
    assert [run["id"] for run in ask.get(runs)["data"]] == [second["id"], first["id"]]
    newer = ask.assistant()
    assert [a["id"] for a in ask.get("/assistants")["data"]] == [newer, first["assistant_id"]]


def test_a_finished_run_can_be_modified(ask: Asker) -> None:
    path, _ = ask.run(metadata={"a": "1"})
    ask.poll(path)
    assert ask.post(path, metadata={"b": "2"})["metadata"] == {"b": "2"}
    assert ask.get(path)["metadata"] == {"b": "2"}


def test_assistants_threads_and_messages_are_modified_and_deleted(ask: Asker) -> None:
    assistant = ask.assistant(tools=[{"type": "code_interpreter"}])
    assert ask.get(f"/assistants/{assistant}")["tool_resources"] == {"code_interpreter": {"file_ids": []}}
    assert ask.post(f"/assistants/{assistant}", name="Ada", tools=[])["name"] == "Ada"
    assert ask.get(f"/assistants/{assistant}")["tools"] == []
    thread = ask.thread("Hi")
    assert ask.post(f"/threads/{thread}", metadata={"k": "v"})["metadata"] == {"k": "v"}
    (message,) = ask.get(f"/threads/{thread}/messages")["data"]
    path = f"/threads/{thread}/messages/{message['id']}"
    assert ask.post(path, metadata={"k": "v"})["metadata"] == {"k": "v"}
    assert ask.get(path)["metadata"] == {"k": "v"}
    for where, kind in ((path, "thread.message"), (f"/threads/{thread}", "thread"), (f"/assistants/{assistant}",) * 2):
        answer = ask("DELETE", where).json()
        assert answer["deleted"] is True
        assert answer["object"] == ("assistant.deleted" if kind == where else f"{kind}.deleted")
        assert ask("GET", where).status == 404


@pytest.mark.parametrize("prefix", ["/v1", "/openai", "/openai/v1", "/api/projects/p", ""])
def test_the_same_service_is_found_under_every_prefix(service: RunsService, prefix: str) -> None:
    headers = {"api-key": service.api_key, "OpenAI-Beta": "assistants=v2"}
    answer = service.handle(Request("POST", f"{prefix}/threads", "api-version=v1", headers))
    assert answer.json()["object"] == "thread"


def test_tools_of_foundry_are_taken_on_its_own_surface_only(service: RunsService, ask: Asker) -> None:
    body = {"model": "gpt-4o", "tools": [{"type": "bing_grounding", "bing_grounding": {"x": 1}}]}
    request = Request("POST", "/api/projects/p/assistants", "", ask.headers, json.dumps(body).encode())
    assert service.handle(request).json()["tools"] == body["tools"]
    assert ask("POST", "/assistants", body).status == 400
