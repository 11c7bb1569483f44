"""What a test starts belongs to it: threads and workers of pools ask its cassette, tasks and workers wait with it.

In replay it belongs to it also when the test has ended, and until all of it has, the clients stay patched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from threading import Thread
from typing import TYPE_CHECKING, Any

from . import outliving, scopes, waiting
from .waiting import Waiter

if TYPE_CHECKING:
    from .cassette import RunsCassette

Patch = tuple[Any, str, Any]
Settle = Callable[[], None]

TASKS = (
    ("asyncio", "BaseEventLoop", "create_task"),
    ("uvloop", "Loop", "create_task"),
    ("trio", "Nursery", "start_soon"),
)
"""What starts tasks: module, class and method."""
SERVICE = "runsreplay"
"""The thread of the fake service: one for all tests, whichever of them is the first to need it."""
POOLS = frozenset({"concurrent.futures.thread", "anyio._backends._asyncio", "trio._core._thread_cache"})
"""The modules whose threads wait for work, which belongs to who hands it in."""


def spawn_patches(settle: Settle) -> Iterator[Patch]:
    """What to put in the place of what starts threads, work of pools and tasks, as (class, name, replacement).

    ``settle`` is called when something has ended that was started in replay.
    """
    yield Thread, "start", _of_threads(Thread.start, settle)
    yield ThreadPoolExecutor, "submit", _of_pools(ThreadPoolExecutor.submit, settle)
    for module, kind, name in TASKS:
        if module in sys.modules:
            starter = getattr(sys.modules[module], kind)
            yield starter, name, _of_tasks(getattr(starter, name), settle)


def _of_threads(real: Callable[..., Any], settle: Settle) -> Callable[..., Any]:
    @wraps(real)
    def start(self: Thread) -> None:
        cassette = scopes.current()
        if cassette is None:
            real(self)
            return
        starter = None if _is_everybodys(self) else _owner()
        if starter is not None:
            outliving.begin(self)
        _let_run(self, cassette, starter, settle)
        try:
            real(self)
        except BaseException:
            vars(self).pop("run", None)
            _end(self, settle)
            raise

    return start


def _is_everybodys(thread: Thread) -> bool:
    modules = {type(thread).__module__, getattr(getattr(thread, "_target", None), "__module__", "")}
    return thread.name == SERVICE or not POOLS.isdisjoint(modules)


def _let_run(thread: Thread, cassette: RunsCassette, starter: RunsCassette | None, settle: Settle) -> None:
    run = thread.run

    def belonging() -> None:
        vars(thread).pop("run", None)
        try:
            with scopes.inherited(cassette, starter):
                run()
        finally:
            _end(thread, settle)

    vars(thread)["run"] = belonging


def _of_pools(real: Callable[..., Any], settle: Settle) -> Callable[..., Any]:
    @wraps(real)
    def submit(self: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        cassette, starter, waiter = scopes.current(), _owner(), Waiter(waiting.current())

        def work() -> Any:
            with scopes.inherited(cassette, starter), waiting.entered(waiter):
                return function(*args, **kwargs)

        return _noted(real(self, work), starter, settle)

    return submit


def _of_tasks(real: Callable[..., Any], settle: Settle) -> Callable[..., Any]:
    @wraps(real)
    def create_task(self: Any, *args: Any, **kwargs: Any) -> Any:
        starter = _owner()
        with waiting.entered(Waiter(waiting.current())), scopes.started_by(starter):
            return _noted(real(self, *args, **kwargs), starter, settle)

    return create_task


def _owner() -> RunsCassette | None:
    """The cassette that what is started now belongs to for good, if it only replays and is no fixture's."""
    cassette = scopes.own()
    return cassette if cassette is not None and cassette.replaying and not cassette.lets_go else None


def _noted(thing: Any, starter: RunsCassette | None, settle: Settle) -> Any:
    if starter is not None and thing is not None:  # trio gives no task, and ends all with its nursery
        outliving.begin(thing)
        thing.add_done_callback(lambda _: _end(thing, settle))
    return thing


def _end(thing: Any, settle: Settle) -> None:
    outliving.end(thing)
    settle()
