"""What a test starts belongs to it: threads and workers of pools ask its cassette, tasks and workers wait with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from threading import Thread
from typing import Any

from . import scopes, waiting
from .waiting import Waiter

Patch = tuple[Any, str, Any]

TASKS = (
    ("asyncio", "BaseEventLoop", "create_task"),
    ("uvloop", "Loop", "create_task"),
    ("trio", "Nursery", "start_soon"),
)
"""What starts tasks: module, class and method."""


def spawn_patches() -> Iterator[Patch]:
    """What to put in the place of what starts threads, work of pools and tasks, as (class, name, replacement)."""
    yield Thread, "start", _of_threads(Thread.start)
    yield ThreadPoolExecutor, "submit", _of_pools(ThreadPoolExecutor.submit)
    for module, kind, name in TASKS:
        if module in sys.modules:
            starter = getattr(sys.modules[module], kind)
            yield starter, name, _of_tasks(getattr(starter, name))


def _of_threads(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def start(self: Thread) -> None:
        scopes.adopt(self)
        real(self)

    return start


def _of_pools(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def submit(self: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        cassette, waiter = scopes.current(), Waiter(waiting.current())

        def work() -> Any:
            with scopes.inherited(cassette), waiting.entered(waiter):
                return function(*args, **kwargs)

        return real(self, work)

    return submit


def _of_tasks(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def create_task(self: Any, *args: Any, **kwargs: Any) -> Any:
        with waiting.entered(Waiter(waiting.current())):
            return real(self, *args, **kwargs)

    return create_task
