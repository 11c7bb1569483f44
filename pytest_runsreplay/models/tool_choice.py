"""Which tool a run was told to use (wire.md §2.5)."""

from .base import WireModel


class ChosenFunction(WireModel):
    """The function that the model has to call."""

    name: str


class NamedToolChoice(WireModel):
    """Schema ``AssistantsNamedToolChoice``: the type of the tool, and the function where that is its type."""

    type: str
    function: ChosenFunction | None


ToolChoice = str | NamedToolChoice
