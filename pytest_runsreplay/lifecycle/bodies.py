"""Run, step and message bodies as servers of 2026 sent them, key order included (wire.md §2.1, §3.1, §9.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .states import RUN_LIFETIME

JsonObject = dict[str, Any]


def run_body(**fields: Any) -> JsonObject:
    """A run just created; ``expires_at`` follows from ``created_at`` unless given."""
    body: JsonObject = {
        "id": "",
        "object": "thread.run",
        "created_at": 0,
        "assistant_id": "",
        "thread_id": "",
        "status": "queued",
        "started_at": None,
        "expires_at": fields.get("created_at", 0) + RUN_LIFETIME,
        "cancelled_at": None,
        "failed_at": None,
        "completed_at": None,
        "required_action": None,
        "last_error": None,
        "model": "gpt-4o-mini",
        "instructions": None,
        "tools": [],
        "tool_resources": {},
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
        "reasoning_effort": None,
        "max_completion_tokens": None,
        "max_prompt_tokens": None,
        "truncation_strategy": {"type": "auto", "last_messages": None},
        "incomplete_details": None,
        "usage": None,
        "response_format": "auto",
        "tool_choice": "auto",
        "parallel_tool_calls": True,
    }
    return body | fields


def step_body(run: Mapping[str, Any], *, id: str, created_at: int, details: JsonObject) -> JsonObject:
    """A step just created in ``run``."""
    return {
        "id": id,
        "object": "thread.run.step",
        "created_at": created_at,
        "run_id": run["id"],
        "assistant_id": run["assistant_id"],
        "thread_id": run["thread_id"],
        "type": details["type"],
        "status": "in_progress",
        "cancelled_at": None,
        "completed_at": None,
        "expires_at": run["expires_at"],
        "failed_at": None,
        "last_error": None,
        "step_details": details,
        "usage": None,
    }


def message_body(
    *,
    id: str,
    created_at: int,
    thread_id: str,
    role: str,
    content: Sequence[JsonObject],
    assistant_id: str | None = None,
    run_id: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> JsonObject:
    """A message as lists and retrievals show it."""
    return {
        "id": id,
        "object": "thread.message",
        "created_at": created_at,
        "assistant_id": assistant_id,
        "thread_id": thread_id,
        "run_id": run_id,
        "role": role,
        "content": list(content),
        "attachments": [],
        "metadata": dict(metadata or {}),
    }


def streamed_message(body: JsonObject, status: str) -> JsonObject:
    """The same message as a stream shows it: with the status fields that only streams send (wire.md §8, row 17)."""
    reason = {"reason": "max_tokens"} if status == "incomplete" else None
    state = {"status": status, "incomplete_details": reason, "incomplete_at": None, "completed_at": None}
    front = {key: body[key] for key in list(body)[: list(body).index("role")]}
    return {**front, **state, **body}


def text_content(text: str) -> JsonObject:
    """A text part of a message."""
    return {"type": "text", "text": {"value": text, "annotations": []}}


def usage_body(prompt: int, completion: int) -> JsonObject:
    """Token counts with the details that servers have sent since 2025 (wire.md §2.7)."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_token_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }


def total_usage(usages: Sequence[Mapping[str, Any]]) -> JsonObject:
    """The usage of a run whose steps used this much (wire.md §4.4, rule 1)."""
    return usage_body(sum(one["prompt_tokens"] for one in usages), sum(one["completion_tokens"] for one in usages))
