"""The loopback socket: one server thread a process, shared by all services, which are told apart by their keys."""

from __future__ import annotations

import atexit
import os
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

from .asgi import asgi_app
from .engine import Engine
from .requests import Request, Response
from .transports import imported

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 2.0
UVICORN_OPTIONS: Mapping[str, Any] = {
    "lifespan": "off",
    "ws": "none",
    "loop": "asyncio",
    "log_config": None,
    "log_level": "critical",
    "access_log": False,
    "date_header": False,
    "server_header": False,
    "proxy_headers": False,
    "timeout_keep_alive": 60,
}


class Switchboard:
    """Passes each request to the service whose key it has; a key of none of them is answered with 401."""

    def __init__(self) -> None:
        self._tenants: dict[str, Callable[[Request], Response]] = {}
        self._lobby = Engine(api_key=os.urandom(16).hex())

    def connect(self, api_key: str, handle: Callable[[Request], Response]) -> None:
        """Let requests with this key reach ``handle``."""
        self._tenants[api_key] = handle

    def disconnect(self, api_key: str) -> None:
        """Let them reach nobody; nothing happens if they did not reach anybody."""
        self._tenants.pop(api_key, None)

    def handle(self, request: Request) -> Response:
        """Answer a request that came in."""
        return self._tenants.get(request.api_key or "", self._lobby.handle)(request)


class LoopbackServer:
    """A well-kept HTTP server on a free port of 127.0.0.1, in a daemon thread; connections are accepted at once."""

    def __init__(self, app: Any) -> None:
        uvicorn = imported("uvicorn", "service.base_url", "'pytest-runsreplay[service]'")
        self._socket = _listening_socket()
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(app, **UVICORN_OPTIONS))
        sockets = {"sockets": [self._socket]}
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets, name="runsreplay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end the thread, without waiting for clients that keep their connections."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(STOP_SECONDS)
        self._socket.close()


def _listening_socket() -> socket.socket:
    # With the default protocol number, asyncio leaves Nagle's algorithm on: 40 ms for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((LOOPBACK, 0))
    listener.listen(2048)
    return listener


class _Shared:
    """What this process serves; a forked child, which has no copy of the thread, begins anew."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.switchboard = Switchboard()
        self.server: LoopbackServer | None = None
        self.process = os.getpid()

    def port(self) -> int:
        with self.lock:
            if self.server is None or self.process != os.getpid():
                self.server, self.process = LoopbackServer(asgi_app(self.switchboard.handle)), os.getpid()
                atexit.register(self.server.stop)
            return self.server.port


_shared = _Shared()


def serve(api_key: str, handle: Callable[[Request], Response]) -> str:
    """Serve ``handle`` to requests with this key, and return the URL; the server starts with the first call."""
    _shared.switchboard.connect(api_key, handle)
    return f"http://{LOOPBACK}:{_shared.port()}/v1"


def withdraw(api_key: str) -> None:
    """Serve requests with this key no more. The server goes on until the process ends."""
    _shared.switchboard.disconnect(api_key)
