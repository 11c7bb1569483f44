"""What a cassette says of its own making: when and by what it was recorded, from which hosts, in which dialect.

Recording the same thing again changes ``at`` and nothing else, so all of it is short, sorted and without the noise of
one machine: no port, no platform, no version of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qs

from .exchanges import Request
from .headers import value_of

BETA = re.compile(r"\bassistants=(v[12])\b")
OF_API_VERSION: Mapping[str, str] = {
    "2024-02-15-preview": "az-0215",
    "v1": "foundry-v1",
    "2025-05-15-preview": "foundry-pre",
}
"""Dialects by the ``api-version`` of Azure and Foundry (wire.md §0, §1.1)."""
LATER_AZURE = "2024-05-01-preview", "2025-04-01-preview"
"""The first and the last of the versions that are one dialect, ``az-0501+``."""
DATE = re.compile(r"\d{4}-\d\d-\d\d(-preview)?")

COMMENT = re.compile(r"\s*\([^()]*\)")
RUNTIME = re.compile(r"(^|\s)(Python|CPython|PyPy)/\S+")
LONGEST_CLIENT = 60


def facts_of(clients: Iterable[str], requests: Iterable[Request]) -> dict[str, Any]:
    """The facts of a recording that ends now; a dialect that no request tells is left out."""
    asked = list(requests)
    dialects = {dialect for dialect in map(dialect_of, asked) if dialect}
    return {
        "at": datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z"),
        "by": f"pytest-runsreplay {version('pytest-runsreplay')}",
        "clients": sorted(set(clients)),
        "hosts": sorted({request.parts.hostname or "" for request in asked} - {""}),
        **({"dialects": sorted(dialects)} if dialects else {}),
    }


def client_named(user_agent: str) -> str:
    """A client and its version as its ``User-Agent`` says: without comments and the Python that it ran on."""
    bare = COMMENT.sub("", user_agent)
    return (RUNTIME.sub("", bare).strip() or bare.strip())[:LONGEST_CLIENT]


def dialect_of(request: Request) -> str | None:
    """The dialect of the API that a request was made in, as far as its query or its ``OpenAI-Beta`` header tells."""
    for name in parse_qs(request.parts.query).get("api-version", ()):
        return OF_API_VERSION.get(name) or _later_azure(name)
    beta = BETA.search(value_of(request.headers, "openai-beta"))
    return beta[1] if beta else None


def _later_azure(name: str) -> str | None:
    first, last = LATER_AZURE
    return "az-0501+" if DATE.fullmatch(name) and first <= name <= last else None
