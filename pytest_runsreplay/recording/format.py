"""The native cassette format, version 1: indented JSON with nested bodies, a stream's events one line each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .bodies import Stored, restore
from .exchanges import Exchange, Request, Response
from .headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES, keep
from .streams import check_events, restore_stream

VERSION = 1
MARK = "runsreplay"

Facts = Mapping[str, Any]
BODY_KEYS = ("json", "style", "text", "base64", "stream", "chunks")


class FormatError(ValueError):
    """A document that is no cassette of this format; the message says where and why."""


class NewerFormat(FormatError):
    """A cassette that a newer release wrote."""


def is_native(document: Any) -> bool:
    """Whether a parsed JSON document says that it is a cassette of ours, of whatever version."""
    return isinstance(document, dict) and MARK in document


def dump(exchanges: Sequence[Exchange], facts: Facts) -> str:
    """The text of a cassette. Headers that are not kept do not get past here, wherever the exchange came from."""
    head = json.dumps({MARK: VERSION, "recorded": facts}, ensure_ascii=False, indent=2)[:-2]
    items = ",\n".join(_indented(_lay_out(_document(exchange)), 4) for exchange in exchanges)
    return f'{head},\n  "exchanges": [' + (f"\n{items}\n  ]\n}}\n" if items else "]\n}\n")


def load(document: Any) -> tuple[list[Exchange], Facts]:
    """The exchanges and recording facts of a parsed cassette. Raises FormatError."""
    version = document.get(MARK)
    if isinstance(version, int) and version > VERSION:
        raise NewerFormat(f"it has format version {version}, this release of pytest-runsreplay reads up to {VERSION}")
    if version != VERSION:
        raise FormatError(f"expected format version {VERSION} at $.{MARK}, found {version!r:.40}")
    items = document.get("exchanges")
    if not isinstance(items, list):
        raise FormatError(f"expected a list at $.exchanges, found {items!r:.40}")
    facts = document.get("recorded")
    return [_exchange(item, index) for index, item in enumerate(items)], facts if isinstance(facts, dict) else {}


def _document(exchange: Exchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    told, asked = keep(response.headers, KEPT_OF_RESPONSES), keep(request.headers, KEPT_OF_REQUESTS)
    answer: dict[str, Any] = {"status": response.status, **_optional("headers", dict(told))}
    question = {"method": request.method, "url": request.url, **_optional("headers", dict(asked))}
    document: dict[str, Any] = {
        "request": {**question, **request.body},
        "response": {**answer, **response.body, **_optional("cut", response.cut)},
    }
    return document | ({"times": exchange.times} if exchange.times > 1 else {})


def _optional(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}


def _lay_out(document: dict[str, Any]) -> str:
    """Indent a document as JSON, but put each event of a stream on one line."""
    events = document["response"].get("stream")
    if not events:
        return json.dumps(document, ensure_ascii=False, indent=2)
    lines = ",\n".join("      " + json.dumps(event, ensure_ascii=False) for event in events)
    rest = {**document, "response": {**document["response"], "stream": []}}
    text = json.dumps(rest, ensure_ascii=False, indent=2)
    head, tail = text.rsplit('\n    "stream": []', 1)
    return f'{head}\n    "stream": [\n{lines}\n    ]{tail}'


def _indented(text: str, width: int) -> str:
    pad = " " * width
    return pad + text.replace("\n", "\n" + pad)


def _exchange(item: Any, index: int) -> Exchange:
    where = f"$.exchanges[{index}]"
    request, response = _object(item, where, "request"), _object(item, where, "response")
    times = item.get("times", 1)
    if type(times) is not int or times < 1:
        raise FormatError(f"expected a count at {where}.times, found {times!r:.40}")
    return Exchange(_request(request, f"{where}.request"), _response(response, f"{where}.response"), times)


def _request(value: dict[str, Any], where: str) -> Request:
    method, url = _string(value, where, "method"), _string(value, where, "url")
    try:
        urlsplit(url)
    except ValueError as error:
        raise FormatError(f"the URL at {where}.url cannot be read: {error}") from None
    return Request(method, url, _headers(value, where), _body(value, where))


def _response(value: dict[str, Any], where: str) -> Response:
    status = value.get("status")
    if type(status) is not int or not 100 <= status <= 599:
        raise FormatError(f"expected an HTTP status at {where}.status, found {status!r:.40}")
    return Response(status, _headers(value, where), _body(value, where), bool(value.get("cut", False)))


def _body(value: dict[str, Any], where: str) -> Stored:
    body = {key: value[key] for key in BODY_KEYS if key in value}
    try:
        _check(body)
    except (ValueError, TypeError) as error:
        raise FormatError(f"the body at {where} cannot be read: {error}") from None
    return body


def _check(body: Stored) -> None:
    """Look at the cheap parts only: JSON bodies and events are rendered when first replayed, not when loaded."""
    if "chunks" in body:
        restore_stream(body)
    elif "stream" in body:
        check_events(body["stream"])
    elif body:
        restore({**body, "json": None} if "json" in body else body)


def _headers(value: dict[str, Any], where: str) -> tuple[tuple[str, str], ...]:
    headers = value.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(item, str) for item in headers.values()):
        raise FormatError(f"expected header names with string values at {where}.headers, found {headers!r:.60}")
    return tuple(headers.items())


def _object(value: Any, where: str, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, dict):
        raise FormatError(f"expected an object at {where}.{key}, found {found!r:.40}")
    return found


def _string(value: dict[str, Any], where: str, key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise FormatError(f"expected a string at {where}.{key}, found {found!r:.40}")
    return found
