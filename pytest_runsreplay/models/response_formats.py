"""The form that a run's answer has to take (wire.md §2.6)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import WireModel


class ResponseFormatText(WireModel):
    """Schema ``ResponseFormatText``."""

    type: Literal["text"]


class ResponseFormatJsonObject(WireModel):
    """Schema ``ResponseFormatJsonObject``."""

    type: Literal["json_object"]


class AnswerSchema(WireModel):
    """What the answer has to look like."""

    name: str
    description: str | None
    strict: bool | None

    @property
    def schema_(self) -> dict[str, Any] | None:
        """The JSON Schema: key ``schema``, a name that pydantic keeps for itself."""
        return (self.model_extra or {}).get("schema")


class ResponseFormatJsonSchema(WireModel):
    """Schema ``ResponseFormatJsonSchema``."""

    type: Literal["json_schema"]
    json_schema: AnswerSchema


class OtherResponseFormat(WireModel):
    """A format of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownFormat = Annotated[
    ResponseFormatText | ResponseFormatJsonObject | ResponseFormatJsonSchema, Field(discriminator="type")
]
ResponseFormat = str | Annotated[KnownFormat | OtherResponseFormat, Field(union_mode="left_to_right")]
