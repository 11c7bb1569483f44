"""The Run (wire.md §2)."""

from datetime import datetime
from typing import Literal

from .base import WireModel
from .required_actions import RequiredAction, SubmitToolOutputsAction
from .response_formats import ResponseFormat
from .times import Time
from .tool_calls import FunctionToolCall
from .tool_choice import ToolChoice
from .tool_resources import ToolResources
from .tools import Tool
from .usage import Usage

RunStatus = Literal[
    "queued",
    "in_progress",
    "requires_action",
    "cancelling",
    "cancelled",
    "failed",
    "completed",
    "incomplete",
    "expired",
]


class LastError(WireModel):
    """Why a run or a step failed; known codes are server_error, rate_limit_exceeded and invalid_prompt."""

    code: str
    message: str


class IncompleteDetails(WireModel):
    """Why a run ended before it was done: max_completion_tokens or max_prompt_tokens."""

    reason: str


class TruncationStrategy(WireModel):
    """Schema ``TruncationObject``: which messages of the thread the run saw."""

    type: str
    last_messages: int | None


class RunObject(WireModel):
    """One execution of an assistant on a thread: schema ``RunObject``, fields in the order servers send them.

    Times are Unix seconds. ``file_ids`` belongs to the first version of the API, ``tool_resources`` to the second
    (wire.md §2.1).
    """

    id: str
    object: str
    created_at: int
    assistant_id: str
    thread_id: str
    status: RunStatus | str
    started_at: int | None
    expires_at: int | None
    cancelled_at: int | None
    failed_at: int | None
    completed_at: int | None
    required_action: RequiredAction | None
    last_error: LastError | None
    model: str
    instructions: str | None
    tools: list[Tool]
    file_ids: list[str]
    tool_resources: ToolResources | None
    metadata: dict[str, str] | None
    temperature: int | float | None
    top_p: int | float | None
    reasoning_effort: str | None
    max_completion_tokens: int | None
    max_prompt_tokens: int | None
    truncation_strategy: TruncationStrategy | None
    incomplete_details: IncompleteDetails | None
    usage: Usage | None
    response_format: ResponseFormat | None
    tool_choice: ToolChoice | None
    parallel_tool_calls: bool | None

    created_time = Time[datetime]("created_at")
    started_time = Time[datetime | None]("started_at")
    expires_time = Time[datetime | None]("expires_at")
    cancelled_time = Time[datetime | None]("cancelled_at")
    failed_time = Time[datetime | None]("failed_at")
    completed_time = Time[datetime | None]("completed_at")

    @property
    def function_calls(self) -> list[FunctionToolCall]:
        """The function calls whose outputs the run waits for; empty when it waits for none."""
        action = self.required_action
        if not isinstance(action, SubmitToolOutputsAction):
            return []
        calls = getattr(action.submit_tool_outputs, "tool_calls", None)
        return [call for call in calls if isinstance(call, FunctionToolCall)] if isinstance(calls, list) else []
