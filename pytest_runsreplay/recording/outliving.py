"""What tests in replay start and may leave running: the clients stay patched for it, so that it can be refused."""

from __future__ import annotations

import threading
from typing import Any
from weakref import WeakSet

_RUNNING: WeakSet[Any] = WeakSet()
_LOCK = threading.Lock()


def begin(thing: Any) -> None:
    """Note a thread, a task, or the future of work in a pool, that a test in replay has started."""
    with _LOCK:
        _RUNNING.add(thing)


def end(thing: Any) -> None:
    """Note that it has ended."""
    with _LOCK:
        _RUNNING.discard(thing)


def any_left() -> bool:
    """Whether any of it may still run."""
    if not _RUNNING:
        return False
    with _LOCK:
        return any(map(_may_run, _RUNNING))


def _may_run(thing: Any) -> bool:
    """Whether it can go on: a task cannot whose event loop has been closed."""
    loop = getattr(thing, "get_loop", None)
    return loop is None or not loop().is_closed()
