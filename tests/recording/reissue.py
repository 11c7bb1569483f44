"""Makes the requests of a recording again, through the openai client's own methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from openai import AsyncOpenAI, OpenAI

from pytest_runsreplay.recording import Exchange

Call = Callable[[Any, Mapping[str, Any], list[str]], Any]

RUN_POLL = re.compile(r"/threads/[^/]+/runs/[^/]+$")
CALLS: Mapping[tuple[str, str], Call] = {
    ("POST", r"/assistants"): lambda beta, body, ids: beta.assistants.create(**body),
    ("GET", r"/assistants/([^/]+)"): lambda beta, body, ids: beta.assistants.retrieve(ids[0]),
    ("POST", r"/threads"): lambda beta, body, ids: beta.threads.create(**body),
    ("POST", r"/threads/([^/]+)/messages"): lambda beta, body, ids: beta.threads.messages.create(ids[0], **body),
    ("GET", r"/threads/([^/]+)/messages"): lambda beta, body, ids: beta.threads.messages.list(ids[0], **body),
    ("POST", r"/threads/([^/]+)/runs"): lambda beta, body, ids: beta.threads.runs.create(ids[0], **body),
    ("GET", r"/threads/([^/]+)/runs/([^/]+)"): lambda beta, body, ids: beta.threads.runs.poll(
        ids[1], thread_id=ids[0], poll_interval_ms=5000
    ),
}


def reissue(client: OpenAI, exchanges: list[Exchange]) -> list[Any]:
    """Make each recorded request once, in order, polling each run to its end; a stream is read to its end."""
    return [_consumed(_call(client, exchange)) for exchange in _distinct(exchanges)]


async def reissue_async(client: AsyncOpenAI, exchanges: list[Exchange]) -> list[Any]:
    """The same with the asynchronous client."""
    results = []
    for exchange in _distinct(exchanges):
        result = await _call(client, exchange)
        results.append([event async for event in result] if hasattr(result, "response") else result)
    return results


def _distinct(exchanges: list[Exchange]) -> list[Exchange]:
    """The exchanges with the repeated polls of one run left out, for the client's poll helper makes them."""
    polls: dict[str, Exchange] = {}
    kept = []
    for exchange in exchanges:
        path = exchange.request.parts.path
        if exchange.request.method == "GET" and RUN_POLL.search(path):
            if path in polls:
                continue
            polls[path] = exchange
        kept.append(exchange)
    return kept


def _call(client: Any, exchange: Exchange) -> Any:
    request = exchange.request
    path = request.parts.path.removeprefix("/v1")
    for (method, pattern), call in CALLS.items():
        match = re.fullmatch(pattern, path)
        if match and method == request.method:
            body = request.json() if request.body else dict(parse_qsl(request.parts.query))
            return call(client.beta, body, list(match.groups()))
    raise AssertionError(f"no call of the client makes {request}")


def _consumed(result: Any) -> Any:
    return list(result) if hasattr(result, "response") else result
