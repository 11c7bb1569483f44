"""The operations on runs (wire.md §1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..lifecycle import run_body
from .errors import not_updatable, nothing_to_do, run_is_active
from .operations import Call, add_message, add_thread, require_words
from .paging import page_of
from .progress import LiveRun
from .store import Store, Thread

JsonObject = dict[str, Any]
Event = tuple[str, JsonObject]

FROM_ASSISTANT = ("model", "instructions", "tools", "temperature", "top_p", "reasoning_effort", "response_format")
FROM_REQUEST = (
    *FROM_ASSISTANT,
    "metadata",
    "tool_resources",
    "max_prompt_tokens",
    "max_completion_tokens",
    "tool_choice",
    "parallel_tool_calls",
)


@dataclass(frozen=True, slots=True)
class Told:
    """The events of a stream, in order, without the final ``done``."""

    events: tuple[Event, ...]


def create_run(store: Store, call: Call) -> JsonObject | Told:
    """``POST /threads/{thread_id}/runs``"""
    thread = store.thread(*call.ids)
    added = call.body.get("additional_messages", [])
    assistant = store.assistant(call.body["assistant_id"])
    if thread.active_run is not None:
        raise run_is_active(call.ids[0], thread.active_run.body["id"])
    require_words(added)
    _require_work(call.body, assistant, [*thread.messages.values(), *added])
    for message in added:
        add_message(store, thread, message)
    return _answer(store, _begin(store, thread, assistant, call.body), call)


def create_thread_and_run(store: Store, call: Call) -> JsonObject | Told:
    """``POST /threads/runs``"""
    assistant = store.assistant(call.body["assistant_id"])
    wanted = call.body.get("thread", {})
    _require_work(call.body, assistant, wanted.get("messages", []))
    thread = add_thread(store, wanted)
    run = _begin(store, thread, assistant, call.body)
    return _answer(store, run, call, before=(("thread.created", thread.body),))


def list_runs(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}/runs``; time stands still."""
    return page_of((run.body for run in store.thread(*call.ids).runs.values()), call.query, "run")


def get_run(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}/runs/{run_id}``: a poll, which takes a second of the time of a run not ended yet."""
    run = store.run(*call.ids)
    if not run.is_final:
        store.pass_time(run, 1)
    return run.body


def modify_run(store: Store, call: Call) -> JsonObject:
    """``POST /threads/{thread_id}/runs/{run_id}``"""
    run = store.run(*call.ids)
    if not run.is_final:
        raise not_updatable(run.status)
    run.modify(**call.body)
    return run.body


def cancel_run(store: Store, call: Call) -> JsonObject:
    """``POST /threads/{thread_id}/runs/{run_id}/cancel``"""
    run = store.run(*call.ids)
    run.cancel()
    return run.body


def submit_tool_outputs(store: Store, call: Call) -> JsonObject | Told:
    """``POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs``"""
    run, start = store.run(*call.ids), store.run(*call.ids).shown
    outputs = call.body["tool_outputs"]
    ids = [str(output["tool_call_id"]) for output in outputs]
    run.submit({output["tool_call_id"]: output.get("output", "") for output in outputs}, ids)
    return _answer(store, run, call, start)


def _begin(store: Store, thread: Thread, assistant: JsonObject, wanted: JsonObject) -> LiveRun:
    body = run_body(
        id=store.new_id("run_"),
        created_at=store.now,
        assistant_id=assistant["id"],
        thread_id=thread.body["id"],
        **_wanted(assistant, wanted),
    )
    plan = store.scripts.take(assistant, _last_words(thread.messages.values()))
    run = thread.runs[body["id"]] = LiveRun(body, plan, store.new_id, thread.messages)
    return run


def _answer(
    store: Store, run: LiveRun, call: Call, start: int = 0, before: tuple[Event, ...] = ()
) -> JsonObject | Told:
    if not call.body.get("stream"):
        return run.body
    store.pass_time(run, run.seconds_ahead())
    return Told((*before, *run.told_since(start)))


def _wanted(assistant: JsonObject, wanted: JsonObject) -> JsonObject:
    fields = {name: assistant[name] for name in FROM_ASSISTANT}
    fields.update((name, wanted[name]) for name in FROM_REQUEST if name in wanted)
    texts = (fields["instructions"], wanted.get("additional_instructions"))
    fields["instructions"] = "\n\n".join(text for text in texts if text) or fields["instructions"]
    if "truncation_strategy" in wanted:
        fields["truncation_strategy"] = {"type": "auto", "last_messages": None, **wanted["truncation_strategy"]}
    return fields


def _require_work(wanted: JsonObject, assistant: JsonObject, messages: Iterable[Mapping[str, Any]]) -> None:
    if _wanted(assistant, wanted)["instructions"] or any(message["role"] == "user" for message in messages):
        return
    raise nothing_to_do()


def _last_words(messages: Iterable[JsonObject]) -> str | None:
    """The text of the user's last message, ``None`` if the user has not said anything."""
    said = [message for message in messages if message["role"] == "user"]
    if not said:
        return None
    return "\n".join(part["text"]["value"] for part in said[-1]["content"] if part["type"] == "text")
