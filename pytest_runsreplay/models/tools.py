"""The tools an assistant or a run may use (wire.md §2.8)."""

from typing import Annotated, Literal

from pydantic import Field

from .base import WireModel
from .foundry_tools import (
    AzureAISearchTool,
    AzureFunctionTool,
    BingCustomSearchTool,
    BingGroundingTool,
    BrowserAutomationTool,
    ComputerUseTool,
    ConnectedAgentTool,
    DeepResearchTool,
    FabricTool,
    McpTool,
    OpenApiTool,
    SharepointTool,
)
from .functions import FunctionDefinition


class CodeInterpreterTool(WireModel):
    """Schema ``AssistantToolsCode``."""

    type: Literal["code_interpreter"]


class RetrievalTool(WireModel):
    """Schema ``AssistantToolsRetrieval``; the first version of the API only."""

    type: Literal["retrieval"]


class FileSearchRankingOptions(WireModel):
    """Schema ``FileSearchRankingOptions``: which hits of a search count; the threshold is from 0 to 1."""

    ranker: str | None
    score_threshold: int | float


class FileSearchSettings(WireModel):
    """How many hits a search gives, from 1 to 50, and which."""

    max_num_results: int | None
    ranking_options: FileSearchRankingOptions | None


class FileSearchTool(WireModel):
    """Schema ``AssistantToolsFileSearch``."""

    type: Literal["file_search"]
    file_search: FileSearchSettings | None


class FunctionTool(WireModel):
    """Schema ``AssistantToolsFunction``."""

    type: Literal["function"]
    function: FunctionDefinition


class OtherTool(WireModel):
    """A tool of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownTool = Annotated[
    CodeInterpreterTool
    | RetrievalTool
    | FileSearchTool
    | FunctionTool
    | AzureAISearchTool
    | AzureFunctionTool
    | BingGroundingTool
    | BingCustomSearchTool
    | BrowserAutomationTool
    | ComputerUseTool
    | ConnectedAgentTool
    | DeepResearchTool
    | FabricTool
    | McpTool
    | OpenApiTool
    | SharepointTool,
    Field(discriminator="type"),
]
Tool = Annotated[KnownTool | OtherTool, Field(union_mode="left_to_right")]
