"""The fake Runs service as tests use it."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Any, Self

from ..lifecycle import Ending, PlannedStep
from .asgi import App, asgi_app
from .engine import DEFAULT_START, Engine
from .requests import Request, Response
from .scripts import Script, planned
from .sockets import serve, withdraw
from .transports import imported, mock_transport

if TYPE_CHECKING:
    from types import TracebackType

    import httpx
    import httpx2
    import openai

EXAMPLE_URL = "https://runs.example/v1"
"""Where clients of the in-process transports believe to be; nothing is sent there."""


class RunsService:
    """A stateful fake of the Runs API, driven by scripts and by virtual time.

    The same seed and requests give the same answers, byte for byte. Each service has a key of its own; requests with
    another are answered with 401. ``requests`` is the journal: what was asked, oldest first, keys and cookies masked.
    """

    def __init__(
        self,
        seed: str = "0",
        *,
        start: int = DEFAULT_START,
        api_key: str | None = None,
        poll_after_ms: int | None = None,
    ) -> None:
        key = api_key or f"runs-test-{secrets.token_hex(12)}"
        self.engine = Engine(seed, start, api_key=key, poll_after_ms=poll_after_ms)
        self.requests: list[Request] = []
        self.app: App = asgi_app(self.handle)
        self._lock = threading.Lock()
        self._clients: list[openai.OpenAI] = []

    @property
    def api_key(self) -> str:
        """The key that clients send."""
        return self.engine.api_key

    @property
    def now(self) -> int:
        """The virtual time, in Unix seconds."""
        return self.engine.now

    @property
    def base_url(self) -> str:
        """The service's URL on a loopback socket, ending in ``/v1``; the server starts when this is first read.

        Raises ImportError, naming the ``service`` extra, where uvicorn is missing.
        """
        return serve(self.api_key, self.handle)

    @property
    def unused_scripts(self) -> list[Script]:
        """The scripts that no run took yet, in order."""
        return list(self.engine.scripts.unused)

    def script(
        self,
        *steps: PlannedStep,
        ending: Ending = "completed",
        assistant: str | None = None,
        error: tuple[str, str] | None = None,
        reason: str | None = None,
    ) -> Script:
        """Say what the next run does, or the next of the assistant of this id or name.

        Function calls wait for the outputs that the client submits; those a step may know (``.returning(…)``) are for
        factories. ``error`` is the code and message of a failed run, ``reason`` that of an incomplete one. Raises
        TypeError or ValueError for what is no step or no ending.
        """
        script = Script(planned(steps, ending, error, reason), assistant)
        self.engine.scripts.add(script)
        return script

    def always(
        self,
        *steps: PlannedStep,
        ending: Ending = "completed",
        assistant: str | None = None,
        error: tuple[str, str] | None = None,
        reason: str | None = None,
    ) -> Script:
        """Say what every run does that takes no script, in the terms of ``script``; said again, the latest counts."""
        script = Script(planned(steps, ending, error, reason), assistant)
        self.engine.scripts.always(script)
        return script

    def advance(self, seconds: int) -> None:
        """Let virtual time pass for all runs: they go on as far as they can, and expire 600 s after they were made."""
        with self._lock:
            self.engine.advance(seconds)

    def handle(self, request: Request) -> Response:
        """Answer a request and note it in the journal; safe to call from several threads."""
        with self._lock:
            self.requests.append(request.masked())
            return self.engine.handle(request)

    def transport(self) -> httpx2.MockTransport:
        """A transport for sync and async clients of httpx2, openai 3.x among them."""
        transport: httpx2.MockTransport = mock_transport("httpx2", self.handle)
        return transport

    def httpx_transport(self) -> httpx.MockTransport:
        """A transport for sync and async clients of httpx, openai 2.x among them."""
        transport: httpx.MockTransport = mock_transport("httpx", self.handle)
        return transport

    def client(self, **options: Any) -> openai.OpenAI:
        """An OpenAI client of this service, in process; ``options`` go to it. Closed with the service."""
        library = imported("openai", "service.client()")
        http = library.DefaultHttpxClient(transport=mock_transport(_http_library(library), self.handle))
        client: openai.OpenAI = library.OpenAI(**self._options(http, options))
        self._clients.append(client)
        return client

    def async_client(self, **options: Any) -> openai.AsyncOpenAI:
        """An async OpenAI client of this service, in process; ``options`` go to it. It holds nothing to be closed."""
        library = imported("openai", "service.async_client()")
        http = library.DefaultAsyncHttpxClient(transport=mock_transport(_http_library(library), self.handle))
        client: openai.AsyncOpenAI = library.AsyncOpenAI(**self._options(http, options))
        return client

    def __repr__(self) -> str:
        return f"<RunsService at {self.now}, {len(self.requests)} requests, {len(self.unused_scripts)} unused scripts>"

    def close(self) -> None:
        """Take the service off the socket and close its clients."""
        withdraw(self.api_key)
        while self._clients:
            self._clients.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _options(self, http: Any, options: dict[str, Any]) -> dict[str, Any]:
        return {"api_key": self.api_key, "base_url": EXAMPLE_URL, "max_retries": 0, "http_client": http, **options}


def _http_library(openai: Any) -> str:
    """The HTTP library that this version of openai is built on: httpx2 from 3.0 on, httpx before."""
    roots = {base.__module__.partition(".")[0] for base in openai.DefaultHttpxClient.__mro__}
    return "httpx2" if "httpx2" in roots else "httpx"
