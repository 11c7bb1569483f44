"""The fake Runs service itself: requests in, answers out, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.utils import formatdate
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from pydantic_core import to_json

from .errors import ApiError, no_beta, no_key, no_route, not_json, wrong_key, wrong_method
from .operations import Call
from .requests import Request, Response
from .routes import Place, Route, place_of
from .runs import Told
from .schemas import widened
from .scripts import Scripts
from .store import Store
from .validation import object_of

DEFAULT_KEY = "runs-test-key"
DEFAULT_START = 1_774_963_800
MAX_DEPTH = 100
BETA = re.compile(r"(^|[,\s])assistants=v2($|[,\s;])")
DONE = b"event: done\ndata: [DONE]\n\n"


class Engine:
    """A stateful Runs service without input or output, whose answers follow from its seed and its requests alone.

    ``start`` is the virtual time it begins at, in Unix seconds. ``poll_after_ms`` is sent as ``openai-poll-after-ms``,
    which makes the official client poll that fast; real servers never sent it (wire.md §1.5).
    """

    def __init__(
        self,
        seed: str = "0",
        start: int = DEFAULT_START,
        *,
        api_key: str = DEFAULT_KEY,
        poll_after_ms: int | None = None,
    ) -> None:
        self.api_key = api_key
        self.poll_after_ms = poll_after_ms
        self._store = Store(seed, start)
        self._noise = Random(f"{seed}:requests")  # noqa: S311 - request ids are to be the same for the same seed

    @property
    def now(self) -> int:
        """The virtual time, in Unix seconds."""
        return self._store.now

    @property
    def scripts(self) -> Scripts:
        """What runs are going to do."""
        return self._store.scripts

    def advance(self, seconds: int) -> None:
        """Let virtual time pass for all runs: they go on as far as they can, and expire 600 s after they were made."""
        self._store.advance(seconds)

    def handle(self, request: Request) -> Response:
        """Answer a request. Whatever is wrong with it becomes an answer of status 4xx, never an exception."""
        place = place_of(request.path)
        try:
            answer = self._answer(request, place)
        except ApiError as error:
            return self._respond(error.status, error.body(place.surface), error.headers)
        return self._stream(answer) if isinstance(answer, Told) else self._respond(200, answer)

    def _answer(self, request: Request, place: Place) -> dict[str, Any] | Told:
        self._admit(request)
        route = _route(request, place)
        if place.surface == "openai" and not BETA.search(request.headers.get("openai-beta", "")):
            raise no_beta()
        fields = route.body if place.surface == "openai" else widened(route.body)
        body = object_of(fields)(_read(request.body), "") if request.method == "POST" else {}
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        return route.operation(self._store, Call(place.ids, query, body))

    def _admit(self, request: Request) -> None:
        key = request.api_key
        if key is None:
            raise no_key()
        if key != self.api_key:
            raise wrong_key()

    def _respond(self, status: int, body: dict[str, Any], more: Mapping[str, str] | None = None) -> Response:
        return Response(status, {**self._headers("application/json"), **(more or {})}, to_json(body, indent=2))

    def _stream(self, told: Told) -> Response:
        chunks = (b"event: %b\ndata: %b\n\n" % (event.encode(), to_json(data)) for event, data in told.events)
        return Response(200, self._headers("text/event-stream; charset=utf-8"), (*chunks, DONE))

    def _headers(self, content_type: str) -> dict[str, str]:
        headers = {
            "date": formatdate(self.now, usegmt=True),
            "content-type": content_type,
            "openai-version": "2020-10-01",
            "x-request-id": f"req_{self._noise.getrandbits(128):032x}",
            "openai-processing-ms": str(self._noise.randrange(40, 400)),
        }
        if self.poll_after_ms is not None:
            headers["openai-poll-after-ms"] = str(self.poll_after_ms)
        return headers


def _route(request: Request, place: Place) -> Route:
    if not place.routes:
        raise no_route(request.method, request.path)
    if request.method not in place.routes:
        raise wrong_method(request.method, request.path, list(place.routes))
    return place.routes[request.method]


def _read(body: bytes) -> Any:
    """The JSON value of a body, no body being an empty object; refuses what could not be written back as JSON."""
    try:
        text = body.decode()
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite) if text.strip() else {}
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise not_json(str(error) or type(error).__name__) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise not_json(f"it is nested more than {MAX_DEPTH} deep")
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is out of range")
    return number


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level:
        children = (
            item.values() if isinstance(item, dict) else item for item in level if isinstance(item, (dict, list))
        )
        level, depth = [child for group in children for child in group], depth + 1
    return depth
