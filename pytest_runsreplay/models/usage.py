"""Token counts (wire.md §2.7)."""

from typing_extensions import TypedDict

from .base import WireModel


class PromptTokensDetails(TypedDict, total=False):
    """How many tokens of the prompt came from the cache. A dict, as in the openai client, and as cheap to read."""

    cached_tokens: int


class CompletionTokensDetails(TypedDict, total=False):
    """How many tokens of the completion were thinking."""

    reasoning_tokens: int


class Usage(WireModel):
    """Schemas ``RunCompletionUsage`` and ``RunStepCompletionUsage``, with the details that no schema has.

    Runs spell ``prompt_token_details``, chat completions ``prompt_tokens_details``; both are read.
    """

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_token_details: PromptTokensDetails | None
    prompt_tokens_details: PromptTokensDetails | None
    completion_tokens_details: CompletionTokensDetails | None
