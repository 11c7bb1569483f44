"""Makes vcrpy's connection stubs play and record answers chunk by chunk, and fit for threads.

As they are they read an answer to its end before its reader sees any of it, and take all patches off, for the whole
process, whenever a real connection is made or used (``force_reset``): a request of another thread in that moment goes
to the network unseen. That is needed only because the constructor of the standard library's ``HTTPSConnection`` looks
its own class up by its patched name. With a copy that knows its class, nothing has to be taken off for the standard
library, urllib3 and requests.
"""

from __future__ import annotations

import http.client
import io
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from types import FunctionType
from typing import TYPE_CHECKING, Any

import vcr.patch
import vcr.stubs

from . import scopes, stubs
from .arrivals import Arrival, failed
from .exchanges import Failure, Response
from .failures import socket_error, socket_failure
from .wires import HeardFile, PlayedSocket

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .recorder import Slot

SAFE_FAMILIES = ("http.client", "urllib3.", "requests.", __name__)

_real_reset = vcr.patch.force_reset
_real_request = vcr.stubs.VCRConnection.request


class _HTTPSConnection(http.client.HTTPSConnection):
    """The standard library's, with a constructor that does not depend on what stands in its module."""

    __init__ = FunctionType(
        http.client.HTTPSConnection.__init__.__code__,
        {**vars(http.client), "HTTPSConnection": http.client.HTTPSConnection},
        "__init__",
        http.client.HTTPSConnection.__init__.__defaults__,
        http.client.HTTPSConnection.__init__.__closure__,
    )
    __init__.__kwdefaults__ = http.client.HTTPSConnection.__init__.__kwdefaults__


def connection_patches() -> Iterator[tuple[Any, str, Any]]:
    """What to put in the place of vcrpy's own parts, as (module or class, name, replacement)."""
    yield vcr.stubs.VCRHTTPSConnection, "_baseclass", _HTTPSConnection
    yield vcr.patch, "force_reset", _reset_for_others
    yield vcr.stubs.VCRConnection, "request", _request
    yield vcr.stubs.VCRConnection, "connect", _connect
    yield vcr.stubs.VCRConnection, "getresponse", _getresponse
    if find_spec("urllib3") is not None:
        from vcr.stubs import urllib3_stubs

        yield urllib3_stubs._VCRRequestsConnectionMixin, "getresponse", _getresponse


def _reset_for_others() -> AbstractContextManager[Any]:
    """No reset for the connections that need none; vcrpy's own for those of other libraries."""
    connection = sys._getframe(1).f_locals.get("self")
    family = getattr(getattr(connection, "_baseclass", None), "__module__", "")
    return nullcontext() if family.startswith(SAFE_FAMILIES) else _real_reset()


def _request(self: Any, method: str, url: str, body: Any = None, headers: Any = None, **options: Any) -> None:
    """Only note the request: whether it is sent shows when its answer is asked for."""
    _real_request(self, method, url, body, headers)
    vars(self).update(_options=options, _send_timeout=self.timeout)


def _connect(self: Any, *args: Any, **options: Any) -> None:
    """Nothing yet: the real connection opens by itself when a request is sent."""


def _getresponse(self: Any, *args: Any, **options: Any) -> Any:
    cassette, request, real = scopes.current(), self._vcr_request, self.real_connection
    self._sock = None
    if cassette is None:
        _send(self, real)
        return real.getresponse()
    asked = stubs.request_of(request)
    answer = cassette.answer(asked)
    if answer is not None:
        return _played(self, real, answer, lambda: cassette.miss_past_cut(asked))
    return _recorded(self, real, cassette, cassette.begin(asked, stubs.user_agent_of(request)))


def _send(self: Any, real: Any) -> None:
    """Send what was noted, with the time-out that was set when it was."""
    request, timeout = self._vcr_request, real.timeout
    real.timeout = vars(self).get("_send_timeout", timeout)
    try:
        url, options = self._url(request.uri), vars(self).get("_options", {})
        body = None if request.body is None else stubs.content_of(request.body)
        real.request(request.method, url, body, request.headers, **options)
    finally:
        real.timeout = timeout


def _played(self: Any, real: Any, answer: Response, past_cut: Any) -> Any:
    failure = answer.failure
    if failure is not None and not answer.status and not failure.kind.startswith(("read", "write", "protocol")):
        raise _not_connected(real, failure)
    real.close()
    real.sock = PlayedSocket(answer, past_cut)
    try:
        real.request(self._vcr_request.method, "/", **vars(self).get("_options", {}))
        return real.getresponse()
    finally:
        real.sock = None


def _not_connected(real: Any, failure: Failure) -> Exception:
    """What a connection raises that cannot be made: those of urllib3 have exceptions of their own."""
    if not hasattr(real, "_new_conn"):
        return socket_error(failure)
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    return (NewConnectionError if failure.kind == "connect" else ConnectTimeoutError)(real, failure.message)


def _recorded(self: Any, real: Any, cassette: RunsCassette, slot: Slot) -> Any:
    phase, response_class = "write", real.response_class
    real.response_class = _heard(response_class, cassette, slot)
    try:
        _send(self, real)
        phase = "read"
        return real.getresponse()
    except Exception as error:
        unconnected = phase == "write" and real.sock is None
        failed(cassette, slot, socket_failure(error, "connect" if unconnected else phase))
        raise
    finally:
        real.response_class = response_class


def _heard(response_class: Any, cassette: RunsCassette, slot: Slot) -> Any:
    """The response class of a connection, reading along what comes after the head."""

    def respond(*args: Any, **options: Any) -> Any:
        response = response_class(*args, **options)
        begin = response.begin

        def begin_and_listen() -> None:
            begin()
            arrival = Arrival(cassette, slot, response.status, tuple(response.getheaders()), _decoded)
            response.fp = HeardFile(response, arrival)

        response.begin = begin_and_listen
        return response

    return respond


def _decoded(encoding: str, content: bytes) -> bytes:
    """A body without its compression, as far as urllib3 knows it."""
    if find_spec("urllib3") is None:
        raise ValueError(f"nothing here knows {encoding}")
    from urllib3 import HTTPResponse
    from urllib3.exceptions import DecodeError

    response = HTTPResponse(io.BytesIO(content), {"content-encoding": encoding}, preload_content=False)
    try:
        plain: bytes = response.read(decode_content=True)
    except DecodeError as error:
        raise ValueError(str(error)) from None
    return plain
