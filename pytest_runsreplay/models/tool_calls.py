"""The tool calls of a run step (wire.md §3.4)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import WireModel


class FunctionCall(WireModel):
    """The payload of a function tool call; ``arguments`` is JSON text, ``output`` null until it was submitted."""

    name: str
    arguments: str
    output: str | None


class FunctionToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsFunctionObject``, and ``RunToolCallObject`` where the output is lacking."""

    id: str
    type: Literal["function"]
    function: FunctionCall


class CodeOutput(WireModel):
    """Schemas ``RunStepDetailsToolCallsCodeOutputLogsObject`` and ``…ImageObject``, told apart by ``type``."""

    type: str
    logs: str
    image: dict[str, Any]


class CodeInterpreterCall(WireModel):
    """What the code interpreter was given, and what it printed."""

    input: str
    outputs: list[CodeOutput]


class CodeInterpreterToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsCodeObject``."""

    id: str
    type: Literal["code_interpreter"]
    code_interpreter: CodeInterpreterCall


class FileSearchToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsFileSearchObject``."""

    id: str
    type: Literal["file_search"]
    file_search: dict[str, Any]


class RetrievalToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsRetrievalObject``; the first version of the API only."""

    id: str
    type: Literal["retrieval"]
    retrieval: dict[str, Any]


class OtherToolCall(WireModel):
    """A tool call of a type this package does not know; its payload is kept as extra keys."""

    id: str
    type: str


KnownToolCall = Annotated[
    FunctionToolCall | CodeInterpreterToolCall | FileSearchToolCall | RetrievalToolCall, Field(discriminator="type")
]
ToolCall = Annotated[KnownToolCall | OtherToolCall, Field(union_mode="left_to_right")]
