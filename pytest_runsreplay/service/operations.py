"""The operations on assistants, threads, messages and steps; those on runs have a module of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..lifecycle import message_body, text_content
from .errors import ApiError, thread_is_busy
from .paging import page_of
from .store import Store, Thread

JsonObject = dict[str, Any]

ASSISTANT_DEFAULTS: Mapping[str, Any] = {
    "name": None,
    "description": None,
    "model": "",
    "instructions": None,
    "tools": (),
    "top_p": 1.0,
    "temperature": 1.0,
    "reasoning_effort": None,
    "tool_resources": None,
    "metadata": {},
    "response_format": "auto",
}
RESOURCES_OF_TOOLS: Mapping[str, JsonObject] = {
    "code_interpreter": {"file_ids": []},
    "file_search": {"vector_store_ids": []},
}


@dataclass(frozen=True, slots=True)
class Call:
    """A request understood: the ids in its path, its query, and its body, checked, without what was null."""

    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: JsonObject


def create_assistant(store: Store, call: Call) -> JsonObject:
    """``POST /assistants``"""
    head = {"id": store.new_id("asst_"), "object": "assistant", "created_at": store.now}
    assistant = {**head, **ASSISTANT_DEFAULTS, "tools": [], "metadata": {}, **call.body}
    if assistant["tool_resources"] is None:
        assistant["tool_resources"] = _resources_for(assistant["tools"])
    store.assistants[assistant["id"]] = assistant
    return assistant


def list_assistants(store: Store, call: Call) -> JsonObject:
    """``GET /assistants``"""
    return page_of(store.assistants.values(), call.query, "assistant")


def get_assistant(store: Store, call: Call) -> JsonObject:
    """``GET /assistants/{assistant_id}``"""
    return store.assistant(*call.ids)


def modify_assistant(store: Store, call: Call) -> JsonObject:
    """``POST /assistants/{assistant_id}``"""
    changed = {**store.assistant(*call.ids), **call.body}
    store.assistants[changed["id"]] = changed
    return changed


def delete_assistant(store: Store, call: Call) -> JsonObject:
    """``DELETE /assistants/{assistant_id}``"""
    store.assistant(*call.ids)
    del store.assistants[call.ids[0]]
    return _deleted(call.ids[0], "assistant")


def create_thread(store: Store, call: Call) -> JsonObject:
    """``POST /threads``"""
    return add_thread(store, call.body).body


def get_thread(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}``"""
    return store.thread(*call.ids).body


def modify_thread(store: Store, call: Call) -> JsonObject:
    """``POST /threads/{thread_id}``"""
    thread = store.thread(*call.ids)
    thread.body = {**thread.body, **call.body}
    return thread.body


def delete_thread(store: Store, call: Call) -> JsonObject:
    """``DELETE /threads/{thread_id}``"""
    store.thread(*call.ids)
    del store.threads[call.ids[0]]
    return _deleted(call.ids[0], "thread")


def create_message(store: Store, call: Call) -> JsonObject:
    """``POST /threads/{thread_id}/messages``"""
    thread = store.thread(*call.ids)
    if thread.active_run is not None:
        raise thread_is_busy(call.ids[0], thread.active_run.body["id"])
    require_words([call.body])
    return add_message(store, thread, call.body)


def list_messages(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}/messages``; ``run_id`` leaves only what that run wrote."""
    messages = list(store.thread(*call.ids).messages.values())
    if "run_id" in call.query:
        messages = [message for message in messages if message["run_id"] == call.query["run_id"]]
    return page_of(messages, call.query, "message")


def get_message(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}/messages/{message_id}``"""
    return store.message(*call.ids)


def modify_message(store: Store, call: Call) -> JsonObject:
    """``POST /threads/{thread_id}/messages/{message_id}``"""
    changed = {**store.message(*call.ids), **call.body}
    store.thread(call.ids[0]).messages[changed["id"]] = changed
    return changed


def delete_message(store: Store, call: Call) -> JsonObject:
    """``DELETE /threads/{thread_id}/messages/{message_id}``"""
    store.message(*call.ids)
    del store.thread(call.ids[0]).messages[call.ids[1]]
    return _deleted(call.ids[1], "thread.message")


def list_steps(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}/runs/{run_id}/steps``; time stands still."""
    return page_of(store.run(*call.ids).steps, call.query, "run step")


def get_step(store: Store, call: Call) -> JsonObject:
    """``GET /threads/{thread_id}/runs/{run_id}/steps/{step_id}``; time stands still."""
    return store.step(*call.ids)


def add_thread(store: Store, wanted: JsonObject) -> Thread:
    """Make a thread with the messages wanted in it."""
    require_words(wanted.get("messages", []))
    id = store.new_id("thread_")
    head = {"id": id, "object": "thread", "created_at": store.now}
    kept = {"metadata": wanted.get("metadata", {}), "tool_resources": wanted.get("tool_resources", {})}
    thread = store.threads[id] = Thread({**head, **kept})
    for message in wanted.get("messages", []):
        add_message(store, thread, message)
    return thread


def add_message(store: Store, thread: Thread, wanted: JsonObject) -> JsonObject:
    """Put a message that a user wrote into a thread."""
    message = message_body(
        id=store.new_id("msg_"),
        created_at=store.now,
        thread_id=thread.body["id"],
        role=wanted["role"],
        content=_content(wanted["content"]),
        metadata=wanted.get("metadata"),
    )
    message["attachments"] = wanted.get("attachments", [])
    thread.messages[message["id"]] = message
    return message


def require_words(messages: Iterable[JsonObject]) -> None:
    """Raise ApiError if one of the messages wanted has nothing in it."""
    if any(not message["content"] for message in messages):
        raise ApiError("Message content must be non-empty.")


def _content(wanted: Any) -> list[JsonObject]:
    if isinstance(wanted, str):
        return [text_content(wanted)]
    return [text_content(part["text"]) if part["type"] == "text" else part for part in wanted]


def _resources_for(tools: list[JsonObject]) -> JsonObject:
    kinds = dict.fromkeys(tool["type"] for tool in tools)
    return {kind: dict(RESOURCES_OF_TOOLS[kind]) for kind in kinds if kind in RESOURCES_OF_TOOLS}


def _deleted(id: str, kind: str) -> JsonObject:
    return {"id": id, "object": f"{kind}.deleted", "deleted": True}
