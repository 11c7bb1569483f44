"""What a run in status requires_action waits for (wire.md §2.3)."""

from typing import Annotated, Literal

from pydantic import Field

from .base import WireModel
from .computer_use import ComputerUseToolCall
from .foundry_tool_calls import McpToolCall
from .tool_calls import FunctionToolCall, OtherToolCall

KnownRequiredCall = Annotated[FunctionToolCall | McpToolCall | ComputerUseToolCall, Field(discriminator="type")]
RequiredCall = Annotated[KnownRequiredCall | OtherToolCall, Field(union_mode="left_to_right")]


class SubmitToolOutputs(WireModel):
    """The calls whose outputs a run waits for; OpenAI's are all of functions."""

    tool_calls: list[RequiredCall]


class SubmitToolOutputsAction(WireModel):
    """Schema ``RunObject.required_action``: the run goes on when the outputs of its calls are submitted."""

    type: Literal["submit_tool_outputs"]
    submit_tool_outputs: SubmitToolOutputs


class SubmitToolApproval(WireModel):
    """Schema ``SubmitToolApprovalDetails`` of Foundry: the calls that someone has to approve."""

    tool_calls: list[RequiredCall]


class SubmitToolApprovalAction(WireModel):
    """Schema ``SubmitToolApprovalAction`` of Foundry: the run goes on when its calls are approved."""

    type: Literal["submit_tool_approval"]
    submit_tool_approval: SubmitToolApproval


class OtherRequiredAction(WireModel):
    """An action of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownRequiredAction = Annotated[SubmitToolOutputsAction | SubmitToolApprovalAction, Field(discriminator="type")]
RequiredAction = Annotated[KnownRequiredAction | OtherRequiredAction, Field(union_mode="left_to_right")]
