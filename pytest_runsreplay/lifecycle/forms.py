"""The forms in which objects were sent: which keys, in which order, and what fills them (wire.md §2.1, §3.1, §8)."""

from __future__ import annotations

from typing import Any

from .bodies import JsonObject
from .states import RUN_LIFETIME


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


RUN_HEAD = (
    "id object created_at assistant_id thread_id status started_at expires_at cancelled_at failed_at completed_at"
)
RUN_V1 = f"{RUN_HEAD} required_action last_error model instructions tools file_ids metadata"
RUN_V2 = f"{RUN_HEAD} required_action last_error model instructions tools tool_resources metadata"
OPTIONS = "max_completion_tokens max_prompt_tokens truncation_strategy incomplete_details"
TAIL = "usage response_format tool_choice"

RUN_2023 = _keys(RUN_V1)
RUN_2024_03 = _keys(f"{RUN_V1} usage")
RUN_2024_V1 = _keys(f"{RUN_V1} temperature top_p {OPTIONS} {TAIL}")
RUN_2024_04 = _keys(f"{RUN_V2} temperature top_p {OPTIONS} {TAIL}")
RUN_2024 = _keys(f"{RUN_V2} temperature top_p {OPTIONS} {TAIL} parallel_tool_calls")
RUN_2025 = _keys(f"{RUN_V2} temperature top_p reasoning_effort {OPTIONS} {TAIL} parallel_tool_calls")
RUN_SPEC_V2 = tuple(key for key in RUN_2024 if key != "tool_resources")

STEP_HEAD = "id object created_at run_id assistant_id thread_id type status cancelled_at completed_at"
STEP_2023 = _keys(f"{STEP_HEAD} expires_at failed_at last_error step_details")
STEP_2024 = _keys(f"{STEP_HEAD} expires_at failed_at last_error step_details usage")
STEP_0215 = _keys(f"{STEP_HEAD} expired_at failed_at last_error step_details metadata")
STEP_SPEC = _keys(f"{STEP_HEAD} expired_at failed_at last_error step_details metadata usage")

MESSAGE_HEAD = "id object created_at assistant_id thread_id run_id"
MESSAGE_STATE = "status incomplete_details incomplete_at completed_at"
MESSAGE_2023 = _keys("id object created_at thread_id role content file_ids assistant_id run_id metadata")
MESSAGE_V1 = _keys(f"{MESSAGE_HEAD} role content file_ids metadata")
MESSAGE_V2 = _keys(f"{MESSAGE_HEAD} role content attachments metadata")
STREAMED_V1 = _keys(f"{MESSAGE_HEAD} {MESSAGE_STATE} role content file_ids metadata")
STREAMED_V2 = _keys(f"{MESSAGE_HEAD} {MESSAGE_STATE} role content attachments metadata")

THREAD_V1 = _keys("id object created_at metadata")
THREAD_V2 = _keys("id object created_at metadata tool_resources")

ASSISTANT_HEAD = "id object created_at name description model instructions tools"
ASSISTANT_V1 = _keys(f"{ASSISTANT_HEAD} file_ids metadata")
ASSISTANT_V2 = _keys(f"{ASSISTANT_HEAD} top_p temperature tool_resources metadata response_format")
ASSISTANT_2025 = _keys(f"{ASSISTANT_HEAD} top_p temperature reasoning_effort tool_resources metadata response_format")


def run_expiry(run: JsonObject) -> int:
    """When a run expires, after its end too: schemas before March 2024, and Azure's, want it (wire.md §8, row 2)."""
    expires: int = run["created_at"] + RUN_LIFETIME
    return expires


def usage_in_any_state(body: JsonObject) -> JsonObject:
    """Token counts, nought where none are known yet: what some clients want of a run under way (wire.md §6.2)."""
    usage: JsonObject | None = body["usage"]
    return usage or {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def plain_usage(usage: JsonObject | None) -> JsonObject | None:
    """Token counts without the details that servers sent from 2026 on (wire.md §2.7)."""
    return usage and {key: value for key, value in usage.items() if not key.endswith("_details")}


def step_expiry(step: JsonObject) -> int | None:
    """When a step expired, as schemas have it; servers never sent it (wire.md §3.1)."""
    expired = step.get("expired_at")
    if expired is None and step["status"] == "expired":
        expired = step["created_at"] + RUN_LIFETIME
    return expired


def listed(value: Any) -> list[Any]:
    """A list where the body of 2026 has none, such as ``file_ids``, which the first version had beside the tools."""
    return list(value or ())


def mapped(value: Any) -> JsonObject:
    """An object where the body of 2026 has none, such as the metadata that schemas want of a step."""
    return dict(value or {})


def text(value: Any) -> str:
    """A text where servers often sent null (wire.md §8, row 3)."""
    return "" if value is None else str(value)


def attached_files(message: JsonObject) -> list[str]:
    """The files of a message of the first version: those that are attachments in the second."""
    attached = [one["file_id"] for one in message.get("attachments") or () if one.get("file_id")]
    return list(message.get("file_ids") or attached)


def message_status(message: JsonObject) -> str:
    """The status that schemas want of any message; servers told it in streams alone (wire.md §8, row 17)."""
    return str(message.get("status") or "completed")


def message_end(message: JsonObject) -> int | None:
    """When a message was completed: where it does not tell, as it was created."""
    told: int | None = message.get("completed_at")
    return message["created_at"] if told is None and message_status(message) == "completed" else told
