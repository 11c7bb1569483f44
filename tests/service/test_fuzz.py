"""Whatever arrives, the engine answers."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from service.asker import HEADERS, Asker

from pytest_runsreplay.lifecycle import tool_call
from pytest_runsreplay.service import Request, Response, RunsService

PATHS = [
    "/assistants",
    "/assistants/{assistant}",
    "/threads",
    "/threads/runs",
    "/threads/{thread}",
    "/threads/{thread}/messages",
    "/threads/{thread}/messages/{message}",
    "/threads/{thread}/runs",
    "/threads/{thread}/runs/{run}",
    "/threads/{thread}/runs/{run}/cancel",
    "/threads/{thread}/runs/{run}/submit_tool_outputs",
    "/threads/{thread}/runs/{run}/steps",
]
NAMES = [
    *("assistant_id", "model", "tools", "metadata", "temperature", "stream", "thread", "messages", "role", "content"),
    *("type", "function", "name", "text", "additional_messages", "tool_outputs", "tool_call_id", "output", "x"),
    *("truncation_strategy", "tool_choice", "response_format", "max_prompt_tokens", "tool_resources", "attachments"),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=()), max_size=5),
    st.sampled_from(["user", "auto", "text", "function", "asst_1", 10**400]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode())
METHODS = st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD", ""])
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
FUZZ = settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def world() -> tuple[RunsService, dict[str, str]]:
    service = RunsService(seed="fuzz", api_key="k")
    service.always(tool_call("f"))
    ask = Asker(service.handle, "k")
    path, run = ask.run()
    ask.poll(path)
    said = ask.get(f"/threads/{run['thread_id']}/messages")["data"][0]["id"]
    ids = {"assistant": run["assistant_id"], "thread": run["thread_id"], "run": run["id"], "message": said}
    return service, ids


def sound(answer: Response) -> None:
    assert answer.status == 200 or 400 <= answer.status < 500
    assert answer.content.decode()
    if answer.headers["content-type"] == "application/json":
        assert ("error" in answer.json()) == (answer.status != 200)


@FUZZ
@given(method=METHODS, path=ANY_TEXT, query=ANY_TEXT, key=ANY_TEXT, body=st.binary(max_size=20))
def test_any_request_is_answered(method: str, path: str, query: str, key: str, body: bytes) -> None:
    service, _ = world()
    for headers in ({"authorization": f"Bearer {key}"}, {"api-key": "k"}):
        sound(service.handle(Request(method, path, query, headers, body)))
        sound(service.handle(Request(method, f"/threads/{path}", query, headers, body)))


@FUZZ
@given(
    method=METHODS, path=st.sampled_from(PATHS), query=ANY_TEXT, body=BODIES, prefix=st.sampled_from(["/v1", "/openai"])
)
@example("POST", "/assistants", "", b'{"model": "m", "tool_resources": {"a": 1' + b"0" * 400 + b"}}", "/v1")
def test_any_body_at_any_endpoint_is_answered(method: str, path: str, query: str, body: bytes, prefix: str) -> None:
    service, ids = world()
    headers = {**HEADERS, "api-key": "k"}
    sound(service.handle(Request(method, prefix + path.format(**ids), query, headers, body)))
    sound(service.handle(Request("GET", "/v1/assistants", headers=headers)))
    sound(service.handle(Request("GET", "/v1" + PATHS[7].format(**ids), headers=headers)))


@FUZZ
@given(fields=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5))
def test_any_fields_of_a_run_are_answered(fields: dict[str, Any]) -> None:
    service, ids = world()
    ask = Asker(service.handle, "k")
    ask("POST", "/threads/{thread}/runs/{run}/cancel".format(**ids))
    ask.poll("/threads/{thread}/runs/{run}".format(**ids))
    known = {"assistant_id": ids["assistant"]}
    sound(ask("POST", f"/threads/{ids['thread']}/runs", {**fields, **known}))
    sound(ask("POST", "/threads/runs", {"instructions": "x", **fields, **known}))
