"""What a key says about the value under it: a time, an id and of what, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pytest_runsreplay.secret_words import names_secret, plain_name

TIME = "@time"
SECRET = "@secret"  # noqa: S105 - it names a kind of field
ANY_ID = "id"
ODD_KEY = "@odd"
"""A key that is no plain name, so that it may itself be an id or hold a secret."""

KINDS: Mapping[str, str] = {
    "thread.run": "run",
    "thread.run.step": "step",
    "thread.message": "msg",
    "thread": "thread",
    "assistant": "asst",
    "file": "file",
    "vector_store": "vs",
    "vector_store.file": "file",
    "response": "resp",
}
"""What the ``id`` of an object is called in tokens, by its ``object``."""

KINDS_OF_NAMES: Mapping[str, str] = {
    **{name: name for name in ("run", "step", "thread", "file", "call")},
    **dict.fromkeys(("assistant", "agent", "connected_agent"), "asst"),
    **dict.fromkeys(("first", "last", "before", "after"), ANY_ID),
    "message": "msg",
    "run_step": "step",
    "tool_call": "call",
    "vector_store": "vs",
    **dict.fromkeys(("request", "x_request", "apim_request"), "req"),
    "response": "resp",
}
"""The same, by the name before ``_id``, or by the singular of the key under which the object stands."""

OWN_DATA = frozenset({"metadata", "parameters", "schema", "arguments", "headers"})
"""Keys whose objects are the user's own: nothing in them goes without saying, and a short text under an ``…_id`` of
theirs is a value that counts."""

CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ID_NAME = re.compile(r"(?:(\w+)_)?ids?")
TIME_NAME = re.compile(r"\w+_(?:at|time)|created|expires|timestamp|time|ts")
PLAIN_NAME = re.compile(r"[a-z]+(?:(?:[_-][a-z]+)*|(?:[A-Z][a-z]+)*(?:ID)?)")


@lru_cache(maxsize=4096)
def role_of(key: str) -> str:
    """What is under a key: ``TIME``, ``SECRET``, the kind of an id (``ANY_ID`` if the object tells), or nothing."""
    if names_secret(plain_name(key)):
        return SECRET
    if not PLAIN_NAME.fullmatch(key):
        return ODD_KEY
    name = CAPITAL.sub("_", key).lower().replace("-", "_")
    if found := ID_NAME.fullmatch(name):
        return KINDS_OF_NAMES.get(found[1], found[1]) if found[1] else ANY_ID
    return TIME if TIME_NAME.fullmatch(name) else ""


def kind_of(node: Mapping[Any, Any], inside: str) -> str:
    """What the ``id`` of an object is an id of; ``inside`` is the key under which the object stands."""
    stated = node.get("object")
    if isinstance(stated, str):
        return KINDS.get(stated.removesuffix(".deleted").removesuffix(".delta"), ANY_ID)
    return KINDS_OF_NAMES.get(inside.removesuffix("s"), ANY_ID)


def anchor_of(node: Mapping[Any, Any]) -> str | None:
    """The id from whose beginning the times of an object count: its run's, for other messages their thread's."""
    keys = ("run_id", "runId", *(("thread_id", "threadId") if node.get("object") == "thread.message" else ()), "id")
    return next((node[key] for key in keys if isinstance(node.get(key), str)), None)
