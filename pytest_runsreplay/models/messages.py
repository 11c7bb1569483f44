"""Messages (wire.md §1.3, §4.1)."""

from datetime import datetime
from typing import Literal

from .base import WireModel
from .content import MessageContent, TextContent
from .runs import IncompleteDetails
from .times import Time
from .tool_resources import VectorStoreDataSource
from .tools import Tool

MessageStatus = Literal["in_progress", "incomplete", "completed"]


class Attachment(WireModel):
    """A file of a message, and the tools that may read it; only Foundry has ``data_source``."""

    file_id: str | None
    data_source: VectorStoreDataSource | None
    tools: list[Tool]


class MessageObject(WireModel):
    """A message of a thread: schema ``MessageObject``. Times are Unix seconds.

    Only messages inside streams carry ``status`` and its times (wire.md §8, row 17). ``file_ids`` belongs to the first
    version of the API, ``attachments`` to the second.
    """

    id: str
    object: str
    created_at: int
    assistant_id: str | None
    thread_id: str
    run_id: str | None
    status: MessageStatus | str
    incomplete_details: IncompleteDetails | None
    incomplete_at: int | None
    completed_at: int | None
    role: str
    content: list[MessageContent]
    file_ids: list[str]
    attachments: list[Attachment] | None
    metadata: dict[str, str] | None

    created_time = Time[datetime]("created_at")
    incomplete_time = Time[datetime | None]("incomplete_at")
    completed_time = Time[datetime | None]("completed_at")

    @property
    def text(self) -> str:
        """The text parts of the message, joined by newlines."""
        return "\n".join(part.text.value for part in self.content if isinstance(part, TextContent))
