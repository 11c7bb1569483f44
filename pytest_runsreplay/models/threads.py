"""The Thread, and what a DELETE answers."""

from __future__ import annotations

from typing import Any

from .base import WireModel


class ThreadObject(WireModel):
    """A conversation that runs work on: schema ``ThreadObject``."""

    id: str
    object: str
    created_at: int
    metadata: dict[str, str] | None
    tool_resources: dict[str, Any] | None


class DeletedObject(WireModel):
    """The answer to a DELETE: schemas ``DeleteThreadResponse``, ``DeleteAssistantResponse`` and their like."""

    id: str
    object: str
    deleted: bool
