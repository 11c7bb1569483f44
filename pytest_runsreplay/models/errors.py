"""Error bodies (wire.md §7.3)."""

from __future__ import annotations

from .base import WireModel


class Error(WireModel):
    """Schema ``Error``; Azure's gateway sends ``code`` and ``message`` only, the code a string of the HTTP status."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorResponse(WireModel):
    """Schema ``ErrorResponse``: the envelope of every HTTP error."""

    error: Error
