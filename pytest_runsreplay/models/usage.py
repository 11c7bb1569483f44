"""Token counts (wire.md §2.7)."""

from __future__ import annotations

from typing import Any

from .base import WireModel


class Usage(WireModel):
    """Schemas ``RunCompletionUsage`` and ``RunStepCompletionUsage``; the details are sent though no schema has them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_token_details: dict[str, Any]
    completion_tokens_details: dict[str, Any]
