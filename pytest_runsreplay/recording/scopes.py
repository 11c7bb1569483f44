"""Which cassette a request belongs to: that of the running context, else of who started the thread, else the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread, current_thread
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from .cassette import RunsCassette

_CURRENT: ContextVar[RunsCassette | None] = ContextVar("runsreplay_cassette", default=None)
_OPEN: list[RunsCassette] = []
_OF_THREADS: WeakKeyDictionary[Thread, RunsCassette] = WeakKeyDictionary()


def current() -> RunsCassette | None:
    """The cassette of this thread's or task's context, if it is still open.

    Threads inherit no context, so that theirs is the one of who started them. Those that were there before any
    cassette, or have outlived theirs, get the last one opened.
    """
    for cassette in (_CURRENT.get(), _OF_THREADS.get(current_thread())):
        if cassette is not None and cassette.is_open:
            return cassette
    return _OPEN[-1] if _OPEN else None


def adopt(thread: Thread) -> None:
    """Let a thread that is about to start have the cassette of who starts it."""
    cassette = current()
    if cassette is not None:
        _OF_THREADS[thread] = cassette


@contextmanager
def inherited(cassette: RunsCassette | None) -> Iterator[None]:
    """Let the work of a pool have the cassette of who handed it in, whatever its thread did before."""
    token = _CURRENT.set(cassette)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def entered(cassette: RunsCassette) -> Iterator[None]:
    """Make a cassette the current one."""
    token = _CURRENT.set(cassette)
    _OPEN.append(cassette)
    try:
        yield
    finally:
        _OPEN.remove(cassette)
        try:
            _CURRENT.reset(token)
        except ValueError:  # closed from another context than it was opened in, as async fixtures may do
            _CURRENT.set(None)
