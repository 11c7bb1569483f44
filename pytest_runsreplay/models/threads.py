"""The Thread, and what a DELETE answers."""

from datetime import datetime

from .base import WireModel
from .times import Time
from .tool_resources import ToolResources


class ThreadObject(WireModel):
    """A conversation that runs work on: schema ``ThreadObject``.

    ``tool_resources`` belongs to the second version of the API.
    """

    id: str
    object: str
    created_at: int
    metadata: dict[str, str] | None
    tool_resources: ToolResources | None

    created_time = Time[datetime]("created_at")


class DeletedObject(WireModel):
    """The answer to a DELETE: schemas ``DeleteThreadResponse``, ``DeleteAssistantResponse`` and their like."""

    id: str
    object: str
    deleted: bool
