"""The fields that a factory's caller may set, typed, so that a slip of the pen is found before a test runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from pytest_runsreplay.models import MessageStatus, RunStatus, RunStepStatus

STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


@with_config(STRICT)
class UsageOverrides(TypedDict, total=False):
    """Token counts; a total that is not given follows from the other two."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_token_details: Mapping[str, int]
    completion_tokens_details: Mapping[str, int]


@with_config(STRICT)
class LastErrorOverrides(TypedDict, total=False):
    """Why a run or a step failed."""

    code: str
    message: str


@with_config(STRICT)
class IncompleteDetailsOverrides(TypedDict, total=False):
    """Why a run or a message ended before it was done."""

    reason: str


@with_config(STRICT)
class TruncationOverrides(TypedDict, total=False):
    """Which messages of the thread the run saw."""

    type: str
    last_messages: int | None


@with_config(STRICT)
class RunOverrides(TypedDict, total=False):
    """Fields of a run. Times are Unix seconds; objects are merged into what the factory makes, key by key."""

    id: str
    created_at: int
    assistant_id: str
    thread_id: str
    status: RunStatus
    started_at: int | None
    expires_at: int | None
    cancelled_at: int | None
    failed_at: int | None
    completed_at: int | None
    required_action: Mapping[str, Any] | None
    last_error: LastErrorOverrides | None
    model: str
    instructions: str | None
    tools: Sequence[Mapping[str, Any]]
    file_ids: Sequence[str]
    tool_resources: Mapping[str, Any] | None
    metadata: Mapping[str, str] | None
    temperature: float | None
    top_p: float | None
    reasoning_effort: str | None
    max_completion_tokens: int | None
    max_prompt_tokens: int | None
    truncation_strategy: TruncationOverrides | None
    incomplete_details: IncompleteDetailsOverrides | None
    usage: UsageOverrides | None
    response_format: str | Mapping[str, Any] | None
    tool_choice: str | Mapping[str, Any] | None
    parallel_tool_calls: bool | None


@with_config(STRICT)
class RunStepOverrides(TypedDict, total=False):
    """Fields of a run step. Times are Unix seconds; objects are merged into what the factory makes, key by key."""

    id: str
    created_at: int
    run_id: str
    assistant_id: str
    thread_id: str
    type: str
    status: RunStepStatus
    cancelled_at: int | None
    completed_at: int | None
    expires_at: int | None
    expired_at: int | None
    failed_at: int | None
    last_error: LastErrorOverrides | None
    step_details: Mapping[str, Any]
    metadata: Mapping[str, str] | None
    usage: UsageOverrides | None


@with_config(STRICT)
class MessageOverrides(TypedDict, total=False):
    """Fields of a message. Times are Unix seconds; ``status`` and its times belong to messages in streams."""

    id: str
    created_at: int
    assistant_id: str | None
    thread_id: str
    run_id: str | None
    status: MessageStatus
    incomplete_details: IncompleteDetailsOverrides | None
    incomplete_at: int | None
    completed_at: int | None
    role: Literal["user", "assistant"]
    content: Sequence[Mapping[str, Any]]
    file_ids: Sequence[str]
    attachments: Sequence[Mapping[str, Any]] | None
    metadata: Mapping[str, str] | None


@with_config(STRICT)
class ThreadOverrides(TypedDict, total=False):
    """Fields of a thread. Times are Unix seconds; objects are merged into what the factory makes, key by key."""

    id: str
    created_at: int
    metadata: Mapping[str, str] | None
    tool_resources: Mapping[str, Any] | None


@with_config(STRICT)
class AssistantOverrides(TypedDict, total=False):
    """Fields of an assistant. Times are Unix seconds; objects are merged into what the factory makes, key by key."""

    id: str
    created_at: int
    name: str | None
    description: str | None
    model: str
    instructions: str | None
    tools: Sequence[Mapping[str, Any]]
    file_ids: Sequence[str]
    top_p: float | None
    temperature: float | None
    reasoning_effort: str | None
    tool_resources: Mapping[str, Any] | None
    metadata: Mapping[str, str] | None
    response_format: str | Mapping[str, Any] | None
