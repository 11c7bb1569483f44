"""Replay does not wait: a sleep that follows a replayed answer which is not final returns at once.

What is patched are ``time.sleep``, ``asyncio.sleep`` and ``anyio.sleep``, which the SDKs' poll helpers and back-offs
and hand-written loops call, and what modules imported from there under the name ``sleep``. A thread or task that was
not given such an answer, nor started one that was, sleeps as always.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from . import scopes, waiting

Patch = tuple[Any, str, Any]

_SEEN: set[str] = set()
_IMPORTERS: list[ModuleType] = []
"""Modules that did ``from time import sleep`` or the like."""


def sleep_patches() -> Iterator[Patch]:
    """What to put in the place of the sleep functions, as (module, name, replacement)."""
    replacements: list[tuple[Any, Any]] = [(time.sleep, _sync(time.sleep)), (asyncio.sleep, _async(asyncio.sleep))]
    yield time, "sleep", replacements[0][1]
    yield asyncio, "sleep", replacements[1][1]
    anyio = _anyio()
    if anyio is not None:
        replacements.append((anyio.sleep, _async(anyio.sleep)))
        yield anyio, "sleep", replacements[2][1]
    for module in _importers():
        for real, replacement in replacements:
            if vars(module).get("sleep") is real:
                yield module, "sleep", replacement


@cache
def _anyio() -> ModuleType | None:
    return None if find_spec("anyio") is None else import_module("anyio")


def _importers() -> list[ModuleType]:
    """The modules with a ``sleep`` of their own; each is looked at once."""
    if len(sys.modules) != len(_SEEN):
        new = [sys.modules[name] for name in sys.modules.keys() - _SEEN - {"time", "asyncio", "anyio"}]
        _IMPORTERS.extend(module for module in new if "sleep" in getattr(module, "__dict__", ()))
        _SEEN.update(sys.modules)
    return _IMPORTERS


def _skips() -> bool:
    cassette = scopes.current()
    return cassette is not None and cassette.settings.skip_sleep and waiting.current().waits_for(cassette)


def _sync(real: Callable[..., None]) -> Callable[..., None]:
    def sleep(seconds: float, /) -> None:
        if not _skips():
            real(seconds)

    return sleep


def _async(real: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def sleep(delay: float, *args: Any, **options: Any) -> Any:
        return await real(0 if _skips() else delay, *args, **options)

    return sleep
