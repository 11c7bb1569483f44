"""The tool calls of a run step (wire.md §3.4)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import WireModel
from .computer_use import ComputerUseToolCall
from .foundry_tool_calls import (
    AzureAISearchToolCall,
    AzureFunctionToolCall,
    BingCustomSearchToolCall,
    BingGroundingToolCall,
    BrowserAutomationToolCall,
    ConnectedAgentToolCall,
    DeepResearchToolCall,
    FabricToolCall,
    McpToolCall,
    OpenApiToolCall,
    SharepointToolCall,
)
from .tools import FileSearchRankingOptions


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


class LogsOutput(WireModel):
    """Schema ``RunStepDetailsToolCallsCodeOutputLogsObject``: what code printed."""

    type: Literal["logs"]
    logs: str


class OutputFile(WireModel):
    """The file that holds an image."""

    file_id: str


class ImageOutput(WireModel):
    """Schema ``RunStepDetailsToolCallsCodeOutputImageObject``: what code drew."""

    type: Literal["image"]
    image: OutputFile


class OtherOutput(WireModel):
    """An output of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownCodeOutput = Annotated[LogsOutput | ImageOutput, Field(discriminator="type")]
CodeOutput = Annotated[KnownCodeOutput | OtherOutput, Field(union_mode="left_to_right")]


class CodeInterpreterCall(WireModel):
    """What the code interpreter was given, and what came out of it."""

    input: str
    outputs: list[CodeOutput]


class CodeInterpreterToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsCodeObject``."""

    id: str
    type: Literal["code_interpreter"]
    code_interpreter: CodeInterpreterCall


class FileSearchToolCallContent(WireModel):
    """A passage that a search found; its type is text."""

    type: str
    text: str


class FileSearchResult(WireModel):
    """Schema ``RunStepDetailsToolCallsFileSearchResultObject``; the score is from 0 to 1.

    ``content`` is there only where the request asked for it.
    """

    file_id: str
    file_name: str
    score: int | float
    content: list[FileSearchToolCallContent] | None


class FileSearchCall(WireModel):
    """How files were searched, and what was found; both absent before August 2024."""

    ranking_options: FileSearchRankingOptions | None
    results: list[FileSearchResult] | None


class FileSearchToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsFileSearchObject``."""

    id: str
    type: Literal["file_search"]
    file_search: FileSearchCall


class RetrievalToolCall(WireModel):
    """Schema ``RunStepDetailsToolCallsRetrievalObject``; the first version of the API only, the payload empty."""

    id: str
    type: Literal["retrieval"]
    retrieval: dict[str, Any]


class OtherToolCall(WireModel):
    """A tool call of a type this package does not know; its payload is kept as extra keys."""

    id: str
    type: str


KnownToolCall = Annotated[
    FunctionToolCall
    | CodeInterpreterToolCall
    | FileSearchToolCall
    | RetrievalToolCall
    | AzureAISearchToolCall
    | AzureFunctionToolCall
    | BingGroundingToolCall
    | BingCustomSearchToolCall
    | BrowserAutomationToolCall
    | ComputerUseToolCall
    | ConnectedAgentToolCall
    | DeepResearchToolCall
    | FabricToolCall
    | McpToolCall
    | OpenApiToolCall
    | SharepointToolCall,
    Field(discriminator="type"),
]
ToolCall = Annotated[KnownToolCall | OtherToolCall, Field(union_mode="left_to_right")]
