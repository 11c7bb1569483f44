"""Replay does not wait: a sleep that follows a replayed answer which is not final returns at once.

What is patched are the ``sleep`` of time, asyncio, anyio and trio, which the SDKs' poll helpers and back-offs and
hand-written loops call, and what modules imported from there under the name ``sleep``. A thread or task that was not
given such an answer, nor started one that was, sleeps as always.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from . import scopes, waiting

Patch = tuple[Any, str, Any]


def sleep_patches() -> Iterator[Patch]:
    """What to put in the place of the sleep functions of the modules that are imported, as (module, name,
    replacement)."""
    sleepers = [(sys.modules[name], kind) for name, kind in SLEEPS.items() if name in sys.modules]
    replacements = {id(module.sleep): kind(module.sleep) for module, kind in sleepers}
    for module in filter(is_plain, tuple(sys.modules.values())):
        replacement = replacements.get(id(vars(module).get("sleep")))
        if replacement is not None:
            yield module, "sleep", replacement


def is_plain(module: object) -> bool:
    """Whether it is a module, and not one that minds being changed: anything may stand among the imported modules."""
    kind = type(module)
    return issubclass(kind, ModuleType) and kind.__setattr__ is ModuleType.__setattr__


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


SLEEPS: Mapping[str, Callable[[Any], Any]] = {"time": _sync, "asyncio": _async, "anyio": _async, "trio": _async}
"""The modules with a sleep of their own, and how to make its replacement."""
