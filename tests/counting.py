"""Counts what must not happen in replay: real sleeps and real connections."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

SERVICE_THREAD = "runsreplay"


@dataclass
class Counts:
    """The seconds of every real sleep, and the address of every connection and name look-up."""

    sleeps: list[float] = field(default_factory=list)
    connections: list[Any] = field(default_factory=list)


@contextmanager
def counting() -> Iterator[Counts]:
    """Count while the block runs. Sleeps of no length do not count: they only let other tasks run. Neither do those of
    the service's own thread, which a test before this one may have started."""
    counts = Counts()
    connect, look_up, sleep, sleep_async = socket.socket.connect, socket.getaddrinfo, time.sleep, asyncio.sleep

    def count(seconds: float) -> None:
        if seconds and threading.current_thread().name != SERVICE_THREAD:
            counts.sleeps.append(seconds)

    def counted_connect(self: socket.socket, address: Any) -> None:
        counts.connections.append(address)
        connect(self, address)

    def counted_look_up(*args: Any, **options: Any) -> Any:
        counts.connections.append(args)
        return look_up(*args, **options)

    def counted_sleep(seconds: float) -> None:
        count(seconds)
        sleep(seconds)

    async def counted_sleep_async(delay: float, result: Any = None) -> Any:
        count(delay)
        return await sleep_async(delay, result)

    with (
        mock.patch.object(socket.socket, "connect", counted_connect),
        mock.patch.object(socket, "getaddrinfo", counted_look_up),
        mock.patch.object(time, "sleep", counted_sleep),
        mock.patch.object(asyncio, "sleep", counted_sleep_async),
    ):
        yield counts
