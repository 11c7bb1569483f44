"""Failures of a connection in the words of each client: noted while recording, raised again in replay."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http.client import BadStatusLine, IncompleteRead
from types import ModuleType

from .exchanges import Failure

HTTPX: Mapping[str, str] = {
    "connect": "ConnectError",
    "connect_timeout": "ConnectTimeout",
    "read": "ReadError",
    "read_timeout": "ReadTimeout",
    "write": "WriteError",
    "write_timeout": "WriteTimeout",
    "pool_timeout": "PoolTimeout",
    "protocol": "RemoteProtocolError",
}
"""The exceptions of httpx and httpx2."""

AIOHTTP: Mapping[str, str] = {
    "ClientConnectorError": "connect",
    "ServerDisconnectedError": "protocol",
    "ClientPayloadError": "protocol",
    "ClientOSError": "read",
}
"""What the exceptions of aiohttp tell but for time-outs; the nearest base class counts."""

SOCKETS: Mapping[str, tuple[type[OSError], int | None]] = {
    "connect": (ConnectionRefusedError, errno.ECONNREFUSED),
    "connect_timeout": (TimeoutError, None),
    "read": (ConnectionResetError, errno.ECONNRESET),
    "read_timeout": (TimeoutError, None),
    "write": (BrokenPipeError, errno.EPIPE),
    "write_timeout": (TimeoutError, None),
    "pool_timeout": (TimeoutError, None),
    "protocol": (ConnectionResetError, errno.ECONNRESET),
}
"""What a socket raises, with the error number if it has one."""


def httpx_failure(error: Exception) -> Failure | None:
    """The failure that an exception of httpx or httpx2 tells of; None if it is of another kind."""
    return _failure(error, {name: kind for kind, name in HTTPX.items()})


def httpx_error(module: ModuleType, failure: Failure) -> Exception:
    """The exception of httpx or httpx2 for a failure."""
    error: Exception = getattr(module, HTTPX[failure.kind])(failure.message)
    return error


def aiohttp_failure(error: Exception, phase: str = "read") -> Failure | None:
    """The failure that an exception of aiohttp tells of in the phase ``connect`` or ``read``; None if it is of
    another kind."""
    if isinstance(error, TimeoutError):
        return Failure("connect_timeout" if phase == "connect" else "read_timeout", str(error))
    if "ConnectionResetError(" in str(error):  # of a body that broke off, aiohttp keeps the cause in words only
        return Failure("read", str(error))
    return _failure(error, AIOHTTP)


def socket_failure(error: Exception, phase: str) -> Failure | None:
    """The failure that an exception of a socket, of http.client or of urllib3 tells of, in the phase ``connect``,
    ``write`` or ``read``; None if it is of another kind."""
    if isinstance(error, (BadStatusLine, IncompleteRead)):
        return Failure("protocol", str(error))
    cause = error if isinstance(error, OSError) else error.__cause__ or error.__context__  # urllib3 has its own words
    if not isinstance(cause, OSError):
        return None
    return Failure(f"{phase}_timeout" if isinstance(cause, TimeoutError) else phase, str(cause))


def socket_error(failure: Failure) -> OSError:
    """The exception of a socket for a failure."""
    kind, number = SOCKETS[failure.kind]
    return kind(failure.message) if number is None else kind(number, failure.message)


def _failure(error: Exception, kinds: Mapping[str, str]) -> Failure | None:
    kind = next((kinds[base.__name__] for base in type(error).__mro__ if base.__name__ in kinds), None)
    return None if kind is None else Failure(kind, str(error))
