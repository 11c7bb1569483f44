"""What a stream sends piece by piece (wire.md §4.1)."""

from __future__ import annotations

from typing import Any

from .base import WireModel


class MessageDelta(WireModel):
    """The fields of a message that grew."""

    role: str
    content: list[dict[str, Any]]


class MessageDeltaObject(WireModel):
    """Schema ``MessageDeltaObject``; ``id`` is the message's."""

    id: str
    object: str
    delta: MessageDelta


class RunStepDelta(WireModel):
    """The fields of a step that grew."""

    step_details: dict[str, Any]


class RunStepDeltaObject(WireModel):
    """Schema ``RunStepDeltaObject``; ``id`` is the step's."""

    id: str
    object: str
    delta: RunStepDelta
