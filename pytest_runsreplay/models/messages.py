"""Messages and their content parts (wire.md §1.3, §4.1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import WireModel
from .runs import IncompleteDetails


class Text(WireModel):
    """The text of a content part, and what it cites."""

    value: str
    annotations: list[dict[str, Any]]


class TextContent(WireModel):
    """Schema ``MessageContentTextObject``."""

    type: Literal["text"]
    text: Text


class ImageFileContent(WireModel):
    """Schema ``MessageContentImageFileObject``."""

    type: Literal["image_file"]
    image_file: dict[str, Any]


class OtherContent(WireModel):
    """A content part of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownContent = Annotated[TextContent | ImageFileContent, Field(discriminator="type")]
MessageContent = Annotated[KnownContent | OtherContent, Field(union_mode="left_to_right")]


class MessageObject(WireModel):
    """A message of a thread: schema ``MessageObject``. Times are Unix seconds.

    Only messages inside streams carry ``status`` and its times (wire.md §8, row 17).
    """

    id: str
    object: str
    created_at: int
    assistant_id: str | None
    thread_id: str
    run_id: str | None
    status: str
    incomplete_details: IncompleteDetails | None
    incomplete_at: int | None
    completed_at: int | None
    role: str
    content: list[MessageContent]
    file_ids: list[str]
    attachments: list[dict[str, Any]] | None
    metadata: dict[str, str] | None

    @property
    def text(self) -> str:
        """The text parts of the message, joined by newlines."""
        return "\n".join(part.text.value for part in self.content if isinstance(part, TextContent))
