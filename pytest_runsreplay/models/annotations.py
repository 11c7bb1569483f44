"""What the text of a message cites (wire.md §4.1); indexes count its characters."""

from typing import Annotated, Literal

from pydantic import Field

from .base import WireModel


class FileCitation(WireModel):
    """The file that is cited; ``quote`` belongs to the first version of the API and to Foundry."""

    file_id: str
    quote: str | None


class FileCitationAnnotation(WireModel):
    """Schema ``MessageContentTextAnnotationsFileCitationObject``."""

    type: Literal["file_citation"]
    text: str
    start_index: int | None
    end_index: int | None
    file_citation: FileCitation


class FilePath(WireModel):
    """The file that code wrote."""

    file_id: str


class FilePathAnnotation(WireModel):
    """Schema ``MessageContentTextAnnotationsFilePathObject``."""

    type: Literal["file_path"]
    text: str
    start_index: int | None
    end_index: int | None
    file_path: FilePath


class UrlCitation(WireModel):
    """The page that is cited."""

    url: str
    title: str | None


class UrlCitationAnnotation(WireModel):
    """Schema ``MessageTextUrlCitationAnnotation`` of Foundry."""

    type: Literal["url_citation"]
    text: str
    start_index: int | None
    end_index: int | None
    url_citation: UrlCitation


class OtherAnnotation(WireModel):
    """An annotation of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownAnnotation = Annotated[
    FileCitationAnnotation | FilePathAnnotation | UrlCitationAnnotation, Field(discriminator="type")
]
Annotation = Annotated[KnownAnnotation | OtherAnnotation, Field(union_mode="left_to_right")]
