"""Between the requests and responses of vcrpy's stubs, which are left for tornado, and ours."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from vcr.cassette import Cassette

from .exchanges import Request, Response
from .failures import socket_error
from .headers import KEPT_OF_RESPONSES, READ_OF_REQUESTS, Headers, keep
from .recorder import Slot
from .stock import decompressed


class StubbedCassette(Cassette, ABC):
    """What vcrpy's stubs ask of a cassette, in terms of what ours is asked by all other clients."""

    _lock: threading.RLock

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(path, **options)
        self._slots: WeakKeyDictionary[Any, Slot] = WeakKeyDictionary()
        self._answers: WeakKeyDictionary[Any, Response] = WeakKeyDictionary()

    @property
    @abstractmethod
    def replaying(self) -> bool: ...

    @abstractmethod
    def answer(self, request: Request) -> Response | None: ...

    @abstractmethod
    def begin(self, request: Request, user_agent: str = "") -> Slot: ...

    @abstractmethod
    def finish(self, slot: Slot, response: Response) -> None: ...

    def can_play_response_for(self, request: Any) -> bool:
        with self._lock:
            if request in self._answers:
                return True
            if request in self._slots:
                return False
            answer = self.answer(request_of(request))
            if answer is None:
                self._slots[request] = self._begin(request)
                return False
            self._answers[request] = answer
            return True

    def play_response(self, request: Any) -> dict[str, Any]:
        if not self.can_play_response_for(request):
            raise KeyError(f"{request} is not recorded")
        return vcr_response_of(self._answers.pop(request))

    def append(self, request: Any, response: dict[str, Any]) -> None:
        slot = self._slots.pop(request, None) or self._begin(request)
        self.finish(slot, response_of(response))

    def filter_request(self, request: Any) -> Any:
        return request

    @property
    def write_protected(self) -> bool:
        return self.replaying

    def _begin(self, request: Any) -> Slot:
        return self.begin(request_of(request), user_agent_of(request))


def request_of(request: Any) -> Request:
    """Our form of a vcrpy request."""
    return Request.read(request.method, request.uri, _kept(request.headers.items()), request.body or b"")


def user_agent_of(request: Any) -> str:
    """Which client made a vcrpy request."""
    return str(request.headers.get("user-agent", ""))


def response_of(response: dict[str, Any]) -> Response:
    """Our form of a vcrpy response, decompressed."""
    plain = decompressed({**response, "headers": dict(response["headers"])})  # tornado's stub gives pairs
    pairs = [(name, value) for name, values in plain["headers"].items() for value in values]
    return Response.read(response["status"]["code"], keep(pairs, KEPT_OF_RESPONSES), [plain["body"]["string"]])


def vcr_response_of(response: Response) -> dict[str, Any]:
    """vcrpy's form of a response. Raises what a socket raises if its connection failed."""
    if response.failure is not None:
        raise socket_error(response.failure)
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name, []).append(value)
    return {
        "status": {"code": response.status, "message": ""},
        "headers": headers,
        "body": {"string": response.content},
    }


def _kept(headers: Iterable[tuple[Any, Any]]) -> Headers:
    return keep(((_text(name), _text(value)) for name, value in headers), READ_OF_REQUESTS)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
