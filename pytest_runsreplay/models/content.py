"""The content parts of a message (wire.md §4.1)."""

from typing import Annotated, Literal

from pydantic import Field

from .annotations import Annotation
from .base import WireModel


class Text(WireModel):
    """The text of a content part, and what it cites."""

    value: str
    annotations: list[Annotation]


class TextContent(WireModel):
    """Schema ``MessageContentTextObject``."""

    type: Literal["text"]
    text: Text


class ImageFile(WireModel):
    """A picture that was uploaded; the detail is auto, low or high."""

    file_id: str
    detail: str | None


class ImageFileContent(WireModel):
    """Schema ``MessageContentImageFileObject``."""

    type: Literal["image_file"]
    image_file: ImageFile


class ImageUrl(WireModel):
    """A picture elsewhere; the detail is auto, low or high."""

    url: str
    detail: str | None


class ImageUrlContent(WireModel):
    """Schema ``MessageContentImageUrlObject``."""

    type: Literal["image_url"]
    image_url: ImageUrl


class RefusalContent(WireModel):
    """Schema ``MessageContentRefusalObject``: why the model did not answer."""

    type: Literal["refusal"]
    refusal: str


class OtherContent(WireModel):
    """A content part of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownContent = Annotated[TextContent | ImageFileContent | ImageUrlContent | RefusalContent, Field(discriminator="type")]
MessageContent = Annotated[KnownContent | OtherContent, Field(union_mode="left_to_right")]
