"""The Run Step (wire.md §3)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from .base import WireModel
from .runs import LastError
from .times import Time
from .tool_calls import ToolCall
from .usage import Usage

RunStepStatus = Literal["in_progress", "cancelled", "failed", "completed", "expired"]
FLATTENED = ("messageId", "message_id")


class MessageCreation(WireModel):
    """Which message a step wrote."""

    message_id: str


class MessageCreationDetails(WireModel):
    """Schema ``RunStepDetailsMessageCreationObject``.

    sttp-openai flattens it, with ``messageId`` in place of the inner object (wire.md §6.1): it is read as if the inner
    object were there, and written as it came.
    """

    type: Literal["message_creation"]
    message_creation: MessageCreation

    def model_post_init(self, context: Any) -> None:
        extra = self.__pydantic_extra__
        if not extra or "message_creation" in self.__pydantic_fields_set__:
            return
        for key in FLATTENED:
            if key in extra:  # not set as an attribute, which would count it among the keys that came
                vars(self)["message_creation"] = MessageCreation(message_id=extra[key])


class ToolCallsDetails(WireModel):
    """Schema ``RunStepDetailsToolCallsObject``; the list is empty while the step is being created."""

    type: Literal["tool_calls"]
    tool_calls: list[ToolCall]


class McpListToolsActivity(WireModel):
    """Schema ``RunStepDetailsActivity``: an MCP server was asked for its tools, told by name."""

    type: Literal["mcp_list_tools"]
    id: str
    server_label: str
    tools: dict[str, Any]


class OtherActivity(WireModel):
    """An activity of a type this package does not know; its payload is kept as extra keys."""

    type: str


Activity = Annotated[McpListToolsActivity | OtherActivity, Field(union_mode="left_to_right")]


class ActivitiesDetails(WireModel):
    """Schema ``RunStepActivityDetails`` of Foundry: what the service did by itself."""

    type: Literal["activities"]
    activities: list[Activity]


class OtherDetails(WireModel):
    """Step details of a type this package does not know; their payload is kept as extra keys."""

    type: str


def _unflattened(details: OtherDetails) -> OtherDetails | MessageCreationDetails:
    """A message creation of sttp-openai may also lack its type."""
    extra = details.model_extra
    if not extra or "type" in details.model_fields_set or extra.keys().isdisjoint(FLATTENED):
        return details
    creation = MessageCreationDetails.model_validate({**extra, "type": "message_creation"})
    creation.model_fields_set.discard("type")
    return creation


KnownStepDetails = Annotated[MessageCreationDetails | ToolCallsDetails | ActivitiesDetails, Field(discriminator="type")]
StepDetails = Annotated[
    KnownStepDetails | Annotated[OtherDetails, AfterValidator(_unflattened)], Field(union_mode="left_to_right")
]


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

    created_time = Time[datetime]("created_at")
    cancelled_time = Time[datetime | None]("cancelled_at")
    completed_time = Time[datetime | None]("completed_at")
    expires_time = Time[datetime | None]("expires_at")
    expired_time = Time[datetime | None]("expired_at")
    failed_time = Time[datetime | None]("failed_at")
