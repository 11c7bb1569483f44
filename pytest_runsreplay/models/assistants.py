"""The Assistant, as far as runs need it."""

from __future__ import annotations

from typing import Any

from .base import WireModel
from .tools import Tool


class AssistantObject(WireModel):
    """What a run executes: schema ``AssistantObject``."""

    id: str
    object: str
    created_at: int
    name: str | None
    description: str | None
    model: str
    instructions: str | None
    tools: list[Tool]
    file_ids: list[str]
    top_p: int | float | None
    temperature: int | float | None
    reasoning_effort: str | None
    tool_resources: dict[str, Any] | None
    metadata: dict[str, str] | None
    response_format: str | dict[str, Any] | None
