"""The Assistant, as far as runs need it."""

from datetime import datetime

from .base import WireModel
from .response_formats import ResponseFormat
from .times import Time
from .tool_resources import ToolResources
from .tools import Tool


class AssistantObject(WireModel):
    """What a run executes: schema ``AssistantObject``; ``file_ids`` belongs to the first version of the API."""

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
    tool_resources: ToolResources | None
    metadata: dict[str, str] | None
    response_format: ResponseFormat | None

    created_time = Time[datetime]("created_at")
