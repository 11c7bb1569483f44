"""Which cassette a request belongs to: that of the running context, else the one opened last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cassette import RunsCassette

_CURRENT: ContextVar[RunsCassette | None] = ContextVar("runsreplay_cassette", default=None)
_OPEN: list[RunsCassette] = []


def current() -> RunsCassette | None:
    """The cassette of this thread's or task's context; threads and executors that inherit no context get the last one
    opened."""
    cassette = _CURRENT.get()
    if cassette is not None and cassette.is_open:
        return cassette
    return _OPEN[-1] if _OPEN else None


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
