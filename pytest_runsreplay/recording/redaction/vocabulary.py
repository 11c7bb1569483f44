"""The words of the API, which are no secrets even where a key happens to be one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ...models.dialects import known_dialects
from ..headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES
from ..placeholders import ACCOUNTS, REDACTED

MODEL = re.compile(
    r"(?:ft:)?(?:gpt|chatgpt|o\d|codex|text-embedding|whisper|tts|dall-e|babbage|davinci|claude|llama|mistral)"
    r"(?:-?(?:\d{1,8}[a-z]?|\.\d|mini|nano|turbo|large|small|ada|pro|preview|vision|audio|realtime|instruct|latest|"
    r"search|deep|research|hd|k|oss|chat|sonnet|haiku|opus|[a-z]))*",
)
OF_HTTP = (
    "application/json; charset=utf-8 text/event-stream text/plain multipart/form-data application/octet-stream "
    "application/x-www-form-urlencoded assistants=v1 assistants=v2 https://api.openai.com/v1/threads/runs/steps "
    "/messages/assistants /submit_tool_outputs /cancel /vector_stores /responses openai.azure.com/openai "
    "services.ai.azure.com/api/projects cognitiveservices authorization connection keep-alive localhost 127.0.0.1"
)
OF_ERRORS = (
    "invalid_request_error invalid_api_key authentication_error permission_error not_found_error server_error "
    "rate_limit_exceeded rate_limit_error insufficient_quota model_not_found invalid_type invalid_value "
    "missing_required_parameter unknown_parameter invalid_thread DeploymentNotFound logprobs stream include metadata"
)
OF_EVENTS = "thread.run thread.run.step thread.message thread.created thread.message.delta thread.run.step.delta"
OF_ALL = (
    "password passwords username postgres postgresql rabbitmq database production development staging testing "
    "localhost changeme change-me ubuntu-latest windows-latest macos-latest kubernetes function functions"
)
"""Passwords that come with images and examples, and other values that everybody knows: they stand in any text."""
KNOWN_TO_ALL = frozenset(OF_ALL.split())
STATES = "created queued in_progress requires_action cancelling cancelled failed completed incomplete expired"


def is_word(value: str) -> bool:
    """Whether a value is a word of the API, or part of one: names, states, event names, models, our placeholders."""
    return value in _words() or MODEL.fullmatch(value) is not None


@cache
def _words() -> str:
    """One line for each word, so that a part of one is found too."""
    own = (REDACTED, *(each.format(0) for each in ACCOUNTS.values()))
    events = (f"{of}.{state}" for of in OF_EVENTS.split() for state in STATES.split())
    schemas = known_dialects()[0].schemas
    words = {*_strings(dict(schemas)), *events, *own, *KEPT_OF_REQUESTS, *KEPT_OF_RESPONSES}
    return "\n".join([*sorted(words), *OF_HTTP.split(), *OF_ERRORS.split(), *OF_EVENTS.split()])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(item)
    if isinstance(value, dict):
        yield from value
