"""Plugins that most projects of the tests do without, and that each process of theirs takes long to import."""

from __future__ import annotations

BYSTANDERS = ("anyio", "asyncio", "faker", "hypothesispytest", "recording", "syrupy")


def without(*plugins: str) -> tuple[str, ...]:
    """The options that leave plugins out."""
    return tuple(option for name in plugins for option in ("-p", f"no:{name}"))


WORKER = ("-n", "1", *without("anyio", "asyncio"))
WORKERS = ("-n", "2", *without("anyio", "asyncio"))
"""Runs with one worker of xdist, and with two, for tests that need no event loop."""
