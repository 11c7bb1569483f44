"""The patch of http.client: below its connections are sockets or the cassette, above them all is the client's own.

urllib3, requests, boto3, httplib2, ``urllib.request`` and ``xmlrpc`` stand on these connections. Their methods are
patched, not the names of their classes, so that it does not matter when a connection was made, where its class was
imported and who derived another from it, and a connection is its own again when the cassette is closed.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

from . import scopes
from .arrivals import Arrival, failed
from .failures import socket_failure
from .holding import HeldSocket, connecting
from .wires import HeardFile, decoded

Patch = tuple[Any, str, Any]

KINDS = ("HTTPConnection", "HTTPSConnection", "HTTPConnectionWithTimeout", "HTTPSConnectionWithTimeout")
"""The classes of http.client, urllib3 and httplib2 that have a way to connect of their own."""


def connection_patches(modules: Iterable[str] = ()) -> Iterator[Patch]:
    """What to put in the place of the methods of connections, as (class, name, replacement).

    ``modules`` are those with connections of their own, beside http.client.
    """
    base = http.client.HTTPConnection
    yield base, "putrequest", _putrequest(base.putrequest)
    yield base, "request", _request(base.request)
    yield base, "getresponse", _getresponse(base.getresponse)
    for module in map(import_module, ("http.client", *modules)):
        for kind in (getattr(module, name) for name in KINDS if hasattr(module, name)):
            yield kind, "connect", _connect(kind.connect)


def _connect(real: Callable[..., None]) -> Any:
    """Nothing yet: a connection is made when its request is sent."""

    @wraps(real)
    def connect(self: Any) -> None:
        if scopes.current() is None or connecting():
            real(self)
            return
        self.sock = HeldSocket(self)
        if hasattr(self, "is_verified"):  # urllib3 asks for it at once, to warn of what is not
            self.is_verified = True

    return connect


def _putrequest(real: Callable[..., None]) -> Any:
    @wraps(real)
    def putrequest(self: Any, method: str, url: str, *args: Any, **options: Any) -> None:
        real(self, method, url, *args, **options)
        if scopes.current() is not None:
            if not isinstance(self.sock, HeldSocket):
                self.sock = HeldSocket(self)
            self.sock.target = method, url or "/"

    return putrequest


def _request(real: Callable[..., None]) -> Any:
    """A request that is made in one call is complete when that returns, and a connection that cannot be made is told
    of by that call."""

    @wraps(real)
    def request(self: Any, *args: Any, **options: Any) -> None:
        real(self, *args, **options)
        if isinstance(self.sock, HeldSocket):
            self.sock.settle()

    return request


def _getresponse(real: Callable[..., Any]) -> Any:
    @wraps(real)
    def getresponse(self: Any, *args: Any, **options: Any) -> Any:
        held = self.sock
        if not isinstance(held, HeldSocket):
            return real(self, *args, **options)
        held.settle()
        try:
            response = real(self, *args, **options)
        except Exception as error:
            if held.recording is not None:
                failed(*held.recording, socket_failure(error, "read"))
            raise
        if self.sock is held:
            self.sock = held.socket
        if held.recording is not None:
            cassette, slot = held.recording
            arrival = Arrival(cassette, slot, response.status, tuple(response.getheaders()), decoded)
            response.fp = HeardFile(response, arrival)
        return response

    return getresponse
