"""Error bodies (wire.md §7.3)."""

from typing import Any

from .base import WireModel


class Error(WireModel):
    """Schema ``Error``; Azure's gateway sends ``code``, a name or the HTTP status as a string, and ``message``.

    ``innererror`` is Azure's alone.
    """

    message: str
    type: str | None
    param: str | None
    code: str | None
    innererror: dict[str, Any] | None


class ErrorResponse(WireModel):
    """Schema ``ErrorResponse``: the envelope of every HTTP error."""

    error: Error
