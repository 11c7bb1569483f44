"""The fields that a factory's caller may set, typed, so that a slip of the pen is found before a test runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pytest_runsreplay.models import RunStatus, RunStepStatus


class UsageOverrides(TypedDict, total=False):
    """Token counts; a total that is not given follows from the other two."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_token_details: Mapping[str, int]
    completion_tokens_details: Mapping[str, int]


class LastErrorOverrides(TypedDict, total=False):
    """Why a run or a step failed."""

    code: str
    message: str


class IncompleteDetailsOverrides(TypedDict, total=False):
    """Why a run ended before it was done."""

    reason: str


class TruncationOverrides(TypedDict, total=False):
    """Which messages of the thread the run saw."""

    type: str
    last_messages: int | None


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
    failed_at: int | None
    last_error: LastErrorOverrides | None
    step_details: Mapping[str, Any]
    usage: UsageOverrides | None
