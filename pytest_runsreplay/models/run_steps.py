"""The Run Step (wire.md §3)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import WireModel
from .runs import LastError
from .tool_calls import ToolCall
from .usage import Usage

RunStepStatus = Literal["in_progress", "cancelled", "failed", "completed", "expired"]


class MessageCreation(WireModel):
    """Which message a step wrote."""

    message_id: str


class MessageCreationDetails(WireModel):
    """Schema ``RunStepDetailsMessageCreationObject``."""

    type: Literal["message_creation"]
    message_creation: MessageCreation


class ToolCallsDetails(WireModel):
    """Schema ``RunStepDetailsToolCallsObject``; the list is empty while the step is being created."""

    type: Literal["tool_calls"]
    tool_calls: list[ToolCall]


class OtherDetails(WireModel):
    """Step details of a type this package does not know; their payload is kept as extra keys."""

    type: str


KnownStepDetails = Annotated[MessageCreationDetails | ToolCallsDetails, Field(discriminator="type")]
StepDetails = Annotated[KnownStepDetails | OtherDetails, Field(union_mode="left_to_right")]


class RunStepObject(WireModel):
    """One step of a run: schema ``RunStepObject``, fields in the order servers send them. Times are Unix seconds.

    Servers send ``expires_at`` where the schema has ``expired_at``, and no ``metadata`` (wire.md §3.1, §3.2).
    """

    id: str
    object: str
    created_at: int
    run_id: str
    assistant_id: str
    thread_id: str
    type: str
    status: RunStepStatus | str
    cancelled_at: int | None
    completed_at: int | None
    expires_at: int | None
    expired_at: int | None
    failed_at: int | None
    last_error: LastError | None
    step_details: StepDetails
    metadata: dict[str, str] | None
    usage: Usage | None
