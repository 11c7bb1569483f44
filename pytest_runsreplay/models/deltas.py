"""What a stream sends piece by piece (wire.md §4.1).

``index`` says which part of its list a piece belongs to. A piece holds what grew and little else: all but ``index`` and
``type`` may be absent.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from .annotations import FileCitationAnnotation, FilePathAnnotation, UrlCitationAnnotation
from .base import WireModel
from .content import ImageFileContent, ImageUrlContent, RefusalContent
from .run_steps import MessageCreationDetails, OtherDetails
from .tool_calls import FileSearchCall, ImageOutput, LogsOutput


class Piece(WireModel):
    """A part of a list, or what such a part grew by."""

    index: int


class FileCitationDelta(Piece, FileCitationAnnotation):
    """Schema ``MessageDeltaContentTextAnnotationsFileCitationObject``."""


class FilePathDelta(Piece, FilePathAnnotation):
    """Schema ``MessageDeltaContentTextAnnotationsFilePathObject``."""


class UrlCitationDelta(Piece, UrlCitationAnnotation):
    """Schema ``MessageDeltaTextUrlCitationAnnotation`` of Foundry."""


class OtherAnnotationDelta(Piece):
    """An annotation of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownAnnotationDelta = Annotated[FileCitationDelta | FilePathDelta | UrlCitationDelta, Field(discriminator="type")]
AnnotationDelta = Annotated[KnownAnnotationDelta | OtherAnnotationDelta, Field(union_mode="left_to_right")]


class TextDelta(WireModel):
    """The text that a part grew by; servers send ``annotations`` in the first piece only, or where there are any."""

    value: str | None
    annotations: list[AnnotationDelta] | None


class TextContentDelta(Piece):
    """Schema ``MessageDeltaContentTextObject``."""

    type: Literal["text"]
    text: TextDelta | None


class RefusalContentDelta(Piece, RefusalContent):
    """Schema ``MessageDeltaContentRefusalObject``."""


class ImageFileContentDelta(Piece, ImageFileContent):
    """Schema ``MessageDeltaContentImageFileObject``."""


class ImageUrlContentDelta(Piece, ImageUrlContent):
    """Schema ``MessageDeltaContentImageUrlObject``."""


class OtherContentDelta(Piece):
    """A content part of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownContentDelta = Annotated[
    TextContentDelta | RefusalContentDelta | ImageFileContentDelta | ImageUrlContentDelta, Field(discriminator="type")
]
ContentDelta = Annotated[KnownContentDelta | OtherContentDelta, Field(union_mode="left_to_right")]


class MessageDelta(WireModel):
    """The fields of a message that grew; servers send ``content`` only. ``file_ids`` belongs to the first version."""

    role: str | None
    content: list[ContentDelta] | None
    file_ids: list[str] | None


class MessageDeltaObject(WireModel):
    """Schema ``MessageDeltaObject``; ``id`` is the message's."""

    wraps: ClassVar[bool] = True

    id: str
    object: str
    delta: MessageDelta


class LogsOutputDelta(Piece, LogsOutput):
    """Schema ``RunStepDeltaStepDetailsToolCallsCodeOutputLogsObject``."""


class ImageOutputDelta(Piece, ImageOutput):
    """Schema ``RunStepDeltaStepDetailsToolCallsCodeOutputImageObject``."""


class OtherOutputDelta(Piece):
    """An output of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownOutputDelta = Annotated[LogsOutputDelta | ImageOutputDelta, Field(discriminator="type")]
OutputDelta = Annotated[KnownOutputDelta | OtherOutputDelta, Field(union_mode="left_to_right")]


class CodeInterpreterDelta(WireModel):
    """The code that a call grew by, or what it printed."""

    input: str | None
    outputs: list[OutputDelta] | None


class FunctionDelta(WireModel):
    """``arguments`` is a fragment of JSON text; the name comes with the first."""

    name: str | None
    arguments: str | None
    output: str | None


class ToolCallPiece(Piece):
    """OpenAI sends the id with the first piece of a call only, Foundry with each."""

    id: str | None


class FunctionToolCallDelta(ToolCallPiece):
    """Schema ``RunStepDeltaStepDetailsToolCallsFunctionObject``."""

    type: Literal["function"]
    function: FunctionDelta | None


class CodeInterpreterToolCallDelta(ToolCallPiece):
    """Schema ``RunStepDeltaStepDetailsToolCallsCodeObject``."""

    type: Literal["code_interpreter"]
    code_interpreter: CodeInterpreterDelta | None


class FileSearchToolCallDelta(ToolCallPiece):
    """Schema ``RunStepDeltaStepDetailsToolCallsFileSearchObject``; the payload is empty but for Foundry's."""

    type: Literal["file_search"]
    file_search: FileSearchCall | None


class RetrievalToolCallDelta(ToolCallPiece):
    """Schema ``RunStepDeltaStepDetailsToolCallsRetrievalObject``; the first version of the API only."""

    type: Literal["retrieval"]
    retrieval: dict[str, Any] | None


class OtherToolCallDelta(ToolCallPiece):
    """A piece of another call, such as one of Foundry's; its payload is kept as extra keys."""

    type: str


KnownToolCallDelta = Annotated[
    FunctionToolCallDelta | CodeInterpreterToolCallDelta | FileSearchToolCallDelta | RetrievalToolCallDelta,
    Field(discriminator="type"),
]
ToolCallDelta = Annotated[KnownToolCallDelta | OtherToolCallDelta, Field(union_mode="left_to_right")]


class ToolCallsDelta(WireModel):
    """Schema ``RunStepDeltaStepDetailsToolCallsObject``; Foundry's preview has types of their own for two tools."""

    type: Literal["tool_calls", "mcp", "openapi"]
    tool_calls: list[ToolCallDelta] | None


KnownDetailsDelta = Annotated[MessageCreationDetails | ToolCallsDelta, Field(discriminator="type")]
StepDetailsDelta = Annotated[KnownDetailsDelta | OtherDetails, Field(union_mode="left_to_right")]


class RunStepDelta(WireModel):
    """The fields of a step that grew."""

    step_details: StepDetailsDelta | None


class RunStepDeltaObject(WireModel):
    """Schema ``RunStepDeltaObject``; ``id`` is the step's."""

    wraps: ClassVar[bool] = True

    id: str
    object: str
    delta: RunStepDelta
