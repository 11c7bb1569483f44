"""One patch of the clients, put on when the first cassette opens and taken off when the last one closes."""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from vcr.patch import PATCHER_NAMES, CassettePatcherBuilder

from . import outliving, scopes
from .connections import connection_patches
from .guard import guard_patches
from .patches import Patches, replacements_of
from .sleeping import sleep_patches
from .spawning import spawn_patches
from .transports import transport_patches

OWN_TRANSPORTS = ("httpx", "httpx2")
AIOHTTP = "aiohttp"
ON_HTTP_CLIENT = {"urllib3": "urllib3.connection", "httplib2": "httplib2"}
"""Packages with connections that are derived from http.client's, and the modules they are in."""
UVLOOP = "uvloop"
"""What connects by itself, past the sockets of Python: it may be imported by what a cassette is open for."""
TORNADO = "tornado"
"""The one client that is left to vcrpy's stubs."""


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

    skip_patchers = tuple(name for name in PATCHER_NAMES if name != TORNADO)
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
_users = 0
_on = False
_patches: Patches | None = None


@contextmanager
def patched() -> Iterator[None]:
    """Keep the clients patched; nested and overlapping uses share one patch, and what they left running keeps it."""
    _put_on()
    try:
        yield
    finally:
        _take_off()


def _put_on() -> None:
    global _users, _on, _patches
    with _LOCK:
        if _users and _patches is not None:
            _patches.catch_up(_replacements)
        elif not (_on and _patches is not None and _patches.in_place):
            _on, _patches = False, _fitting(_patches)
            _patches.put_on()
            _on = True
        _users += 1


def _fitting(patches: Patches | None) -> Patches:
    """The patches of the last time, or new ones if those no longer fit."""
    if patches is None:
        return Patches(_replacements())
    if patches.fit:
        return patches
    patches.take_off()
    return patches if patches.fit else Patches(_replacements(), patches.covered)


def _replacements() -> Iterator[tuple[Any, str, Any]]:
    """vcrpy's and ours."""
    if _installed(TORNADO):
        builder: Any = CassettePatcherBuilder(_Dispatcher())
        yield from replacements_of(builder.build())
    yield from _own_patches()


def _own_patches() -> Iterator[tuple[Any, str, Any]]:
    for library in OWN_TRANSPORTS:
        if _installed(library):
            yield from transport_patches(importlib.import_module(library))
    if _installed(AIOHTTP):
        yield from importlib.import_module(".sessions", __package__).session_patches()
    yield from connection_patches(module for name, module in ON_HTTP_CLIENT.items() if _installed(name))
    if _installed(UVLOOP):
        importlib.import_module(UVLOOP)
    yield from guard_patches()
    yield from spawn_patches(_settle)
    yield from sleep_patches()  # last: it looks at what is imported


def _take_off() -> None:
    global _users
    with _LOCK:
        _users -= 1
        _settle()


def _settle() -> None:
    """Take the patch off when nobody needs it any more."""
    global _on
    if _users:
        return
    with _LOCK:
        if _on and not _users and _patches is not None and not outliving.any_left():
            _on = False
            _patches.take_off()
