"""One patch of the clients, put on when the first cassette opens and taken off when the last one closes."""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from vcr.patch import CassettePatcherBuilder

from . import scopes
from .connections import connection_patches
from .sleeping import sleep_patches
from .transports import transport_patches

OWN_TRANSPORTS = ("httpx", "httpx2")
LIBRARIES = {
    "boto3": "botocore",
    "httplib2": "httplib2",
    "tornado": "tornado",
    "aiohttp": "aiohttp",
    "urllib3": "urllib3",
}
"""What vcrpy patches beside the standard library, and the package it comes in."""


def _installed(package: str) -> bool:
    try:
        return _found(package)
    except ValueError:  # a stub that a test put in its place
        return False


@cache
def _found(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


class _Dispatcher:
    """Stands where vcrpy's stubs expect a cassette, and hands each request to the current one."""

    _path = "runsreplay"

    @property
    def skip_patchers(self) -> tuple[str, ...]:
        """Ours, and those of packages that are not here, which vcrpy would look for at every opening."""
        return (*OWN_TRANSPORTS, *(name for name, package in LIBRARIES.items() if not _installed(package)))

    custom_patches = ()

    @property
    def record_mode(self) -> Any:
        cassette = scopes.current()
        return None if cassette is None else cassette.record_mode

    @property
    def write_protected(self) -> bool:
        cassette = scopes.current()
        return cassette is not None and cassette.write_protected

    def can_play_response_for(self, request: Any) -> bool:
        cassette = scopes.current()
        return cassette is not None and cassette.can_play_response_for(request)

    def play_response(self, request: Any) -> Any:
        cassette = scopes.current()
        if cassette is None:
            raise KeyError(f"no cassette is open for {request}")
        return cassette.play_response(request)

    def append(self, request: Any, response: Any) -> None:
        cassette = scopes.current()
        if cassette is not None:
            cassette.append(request, response)

    def __getattr__(self, name: str) -> Any:
        return getattr(scopes.current(), name)


_LOCK = threading.RLock()
_APPLIED = ExitStack()
_users = 0


@contextmanager
def patched() -> Iterator[None]:
    """Keep the clients patched; nested and overlapping uses share one patch."""
    _put_on()
    try:
        yield
    finally:
        _take_off()


def _put_on() -> None:
    global _users
    with _LOCK:
        if _users == 0:
            with ExitStack() as stack:
                builder: Any = CassettePatcherBuilder(_Dispatcher())
                for patcher in builder.build():
                    stack.enter_context(patcher)
                for target, name, replacement in _own_patches():
                    stack.enter_context(_replaced(target, name, replacement))
                _APPLIED.push(stack.pop_all())
        _users += 1


def _own_patches() -> Iterator[tuple[Any, str, Any]]:
    for library in OWN_TRANSPORTS:
        if _installed(library):
            yield from transport_patches(importlib.import_module(library))
    yield from sleep_patches()
    yield from connection_patches()


@contextmanager
def _replaced(target: Any, name: str, replacement: Any) -> Iterator[None]:
    """Replace an attribute, and put the old one back unless somebody has replaced ours meanwhile."""
    old = getattr(target, name)
    setattr(target, name, replacement)
    try:
        yield
    finally:
        if getattr(target, name) is replacement:
            setattr(target, name, old)


def _take_off() -> None:
    global _users
    with _LOCK:
        _users -= 1
        if _users == 0:
            _APPLIED.close()
