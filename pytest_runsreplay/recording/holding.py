"""What stands in for the socket of an http.client connection, from the start of a request until its answer is read."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from . import scopes
from .arrivals import failed
from .exchanges import Failure, Request
from .failures import socket_error, socket_failure
from .headers import READ_OF_REQUESTS, keep, value_of
from .wires import played, unframed

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .recorder import Slot

HTTPS_PORT = 443
BEFORE_THE_ANSWER = ("connect", "connect_timeout", "pool_timeout")

_CONNECTING: ContextVar[bool] = ContextVar("runsreplay_connecting", default=False)


def connecting() -> bool:
    """Whether a request is being sent, for which a real connection is needed."""
    return _CONNECTING.get()


@contextmanager
def _really_connecting() -> Iterator[None]:
    token = _CONNECTING.set(True)
    try:
        yield
    finally:
        _CONNECTING.reset(token)


class HeldSocket:
    """Holds a request until it is complete; then it is answered from the cassette, or sent as it is.

    ``target`` is its method and URL as http.client was given them, ``socket`` the real socket, kept alive from an
    earlier request or made for this one, and ``recording`` what notes the answer of one that was sent.
    """

    def __init__(self, connection: Any) -> None:
        self.target: tuple[str, str] = ("", "")
        self.socket: Any = connection.sock
        self.recording: tuple[RunsCassette, Slot] | None = None
        self._connection = connection
        self._time_to_connect = connection.timeout
        self._time_to_read: tuple[float | None, ...] = ()
        self._held: bytearray | None = bytearray()
        self._file: io.BufferedReader | None = None
        self._quiet: socket.socket | None = None

    def sendall(self, data: Any) -> None:
        if self._held is None:
            self.socket.sendall(data)
        else:
            self._held += memoryview(data).cast("B")

    def settimeout(self, seconds: float | None) -> None:
        self._time_to_read = (seconds,)

    def makefile(self, *args: Any, **options: Any) -> Any:
        """The file that the answer is read from."""
        self.settle()
        if self._file is not None:
            return self._file
        self._connection.sock = self.socket
        if self._time_to_read:
            self.socket.settimeout(*self._time_to_read)
        return self.socket.makefile(*args, **options)

    def fileno(self) -> int:
        """Of a socket on which nothing arrives: botocore looks for a 100 Continue before it goes on with a body."""
        if self._quiet is None:
            self._quiet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        return self._quiet.fileno()

    def close(self) -> None:
        for one in (self.socket, self._quiet):
            if one is not None:
                one.close()

    def settle(self) -> None:
        """Find the answer, or send the request. Raises CassetteMiss, and what a connection raises that fails."""
        if self._held is None:
            return
        sent, self._held = bytes(self._held), None
        if self._quiet is not None:
            self._quiet.close()
        cassette = scopes.current()
        if cassette is None:
            self._send(sent)
            return
        asked, user_agent = self._read(sent)
        answer = cassette.answer(asked)
        if answer is None:
            self.recording = cassette, cassette.begin(asked, user_agent)
            self._send(sent)
        elif answer.failure is not None and not answer.status and answer.failure.kind in BEFORE_THE_ANSWER:
            raise _not_connected(self._connection, answer.failure)
        elif answer.failure is not None and answer.failure.kind.startswith("write"):
            raise socket_error(answer.failure)
        else:
            self._file = played(answer, lambda: cassette.miss_past_cut(asked))

    def _send(self, sent: bytes) -> None:
        try:
            real = self.socket or self._open()
            real.sendall(sent)
        except Exception as error:
            if self.recording is not None:
                failed(*self.recording, socket_failure(error, "connect" if self.socket is None else "write"))
            raise

    def _open(self) -> Any:
        connection = self._connection
        timeout, connection.timeout, connection.sock = connection.timeout, self._time_to_connect, None
        try:
            with _really_connecting():
                connection.connect()
        finally:
            connection.timeout = timeout
        self.socket, connection.sock = connection.sock, self
        return self.socket

    def _read(self, sent: bytes) -> tuple[Request, str]:
        """The request as it is recorded, and which client made it."""
        head, _, body = sent.partition(b"\r\n\r\n")
        fields = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
        headers = tuple((name, value.strip()) for name, _, value in fields)
        if value_of(headers, "transfer-encoding").lower() == "chunked":
            body = unframed(body)
        request = Request.read(self.target[0], self._url(), keep(headers, READ_OF_REQUESTS), body)
        return request, value_of(headers, "user-agent")

    def _url(self) -> str:
        connection, url = self._connection, self.target[1]
        if not url.startswith("/"):  # as it is asked of a proxy
            return url
        host, port = connection.host, connection.port
        if connection._tunnel_host:
            host, port = connection._tunnel_host, connection._tunnel_port
        scheme, usual = ("https", HTTPS_PORT) if connection.default_port == HTTPS_PORT else ("http", 80)
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        return f"{scheme}://{host}{'' if port in (usual, None) else f':{port}'}{url}"


def _not_connected(connection: Any, failure: Failure) -> Exception:
    """What a connection raises that cannot be made: those of urllib3 have exceptions of their own."""
    if not hasattr(connection, "_new_conn"):
        return socket_error(failure)
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    return (NewConnectionError if failure.kind == "connect" else ConnectTimeoutError)(connection, failure.message)
