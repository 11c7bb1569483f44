"""The tools an assistant or a run may use (wire.md §2.8)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import WireModel


class CodeInterpreterTool(WireModel):
    """Schema ``AssistantToolsCode``."""

    type: Literal["code_interpreter"]


class RetrievalTool(WireModel):
    """Schema ``AssistantToolsRetrieval``; the first version of the API only."""

    type: Literal["retrieval"]


class FileSearchTool(WireModel):
    """Schema ``AssistantToolsFileSearch``."""

    type: Literal["file_search"]
    file_search: dict[str, Any]


class FunctionDefinition(WireModel):
    """Schema ``FunctionObject``: a function the model may call."""

    name: str
    description: str
    parameters: dict[str, Any]
    strict: bool | None


class FunctionTool(WireModel):
    """Schema ``AssistantToolsFunction``."""

    type: Literal["function"]
    function: FunctionDefinition


class OtherTool(WireModel):
    """A tool of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownTool = Annotated[CodeInterpreterTool | RetrievalTool | FileSearchTool | FunctionTool, Field(discriminator="type")]
Tool = Annotated[KnownTool | OtherTool, Field(union_mode="left_to_right")]
