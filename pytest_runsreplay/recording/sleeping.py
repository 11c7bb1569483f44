"""Replay does not wait: a sleep that follows a replayed answer which is not final returns at once.

What is patched are ``time.sleep``, ``asyncio.sleep`` and ``anyio.sleep``, which the SDKs' poll helpers and back-offs
and hand-written loops call. A thread or task that was not given such an answer sleeps as always.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..lifecycle.states import FINAL_STATUSES, UNFINISHED_STATUSES
from . import scopes

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .exchanges import Response

RETRIED_STATUSES = frozenset({408, 409, 429})

_WAITING: ContextVar[RunsCassette | None] = ContextVar("runsreplay_waiting", default=None)
"""The cassette whose last answer in this context makes its reader wait and ask again."""

Patch = tuple[Any, str, Any]


def note_answer(cassette: RunsCassette, response: Response | None) -> None:
    """Remember in this context whether the answer just replayed is one to wait after; None for one from the server."""
    if response is None or response.state in FINAL_STATUSES:
        _WAITING.set(None)
    elif response.status in RETRIED_STATUSES or response.status >= 500 or response.state in UNFINISHED_STATUSES:
        _WAITING.set(cassette)


def sleep_patches() -> Iterator[Patch]:
    """What to put in the place of the sleep functions, as (module, name, replacement)."""
    yield time, "sleep", _sync(time.sleep)
    yield asyncio, "sleep", _async(asyncio.sleep)
    anyio = _anyio()
    if anyio is not None:
        yield anyio, "sleep", _async(anyio.sleep)


@cache
def _anyio() -> ModuleType | None:
    return None if find_spec("anyio") is None else import_module("anyio")


def _skips() -> bool:
    cassette = scopes.current()
    return cassette is not None and _WAITING.get() is cassette and cassette.settings.skip_sleep


def _sync(real: Callable[..., None]) -> Callable[..., None]:
    def sleep(seconds: float, /) -> None:
        if not _skips():
            real(seconds)

    return sleep


def _async(real: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def sleep(delay: float, *args: Any, **options: Any) -> Any:
        return await real(0 if _skips() else delay, *args, **options)

    return sleep
