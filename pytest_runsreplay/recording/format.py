"""The native cassette format as it is written: indented JSON with nested bodies, a stream's events one line each.

``cassette.schema.json`` beside this module describes it to people and to validators; ``loading`` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .exchanges import Exchange, Request, Response
from .headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES, Headers, keep
from .layout import Written, encoder
from .loading import LOADERS, MARK, Facts, FormatError, NewerFormat, is_native, load

__all__ = ["MARK", "VERSION", "Facts", "FormatError", "NewerFormat", "dump", "is_native", "load"]

VERSION = max(LOADERS)

in_one_line = encoder("spaced")
in_many_lines = encoder("indent=2")


def dump(exchanges: Sequence[Exchange], facts: Facts) -> str:
    """The text of a cassette. Headers that are not kept do not get past here, wherever the exchange came from."""
    items = [_exchange(exchange) for exchange in exchanges]
    return in_many_lines({MARK: VERSION, "recorded": dict(facts), "exchanges": items}) + "\n"


def _exchange(exchange: Exchange) -> dict[str, Any]:
    document = {"request": _request(exchange.request), "response": _response(exchange.response)}
    return {**document, "times": exchange.times} if exchange.times > 1 else document


def _request(request: Request) -> dict[str, Any]:
    head = {"method": request.method, "url": request.url, **_optional("credential", request.credential)}
    return {**head, **_headers(request.headers, KEPT_OF_REQUESTS), **request.body}


def _response(response: Response) -> dict[str, Any]:
    failure = response.failure and {"kind": response.failure.kind, "message": response.failure.message}
    return {
        **_optional("status", response.status),
        **_headers(response.headers, KEPT_OF_RESPONSES),
        **_body(response.body),
        **_optional("arrived", response.times and Written(in_one_line(list(response.times)))),
        **_optional("cut", response.cut),
        **_optional("failure", failure),
    }


def _body(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body, with what is long and dull in one line."""
    laid_out = dict(body)
    if "stream" in body:
        laid_out["stream"] = [Written(in_one_line(event)) for event in body["stream"]]
    if "chunks" in body:
        laid_out["chunks"] = Written(in_one_line(body["chunks"]))
    return laid_out


def _headers(headers: Headers, kept: frozenset[str]) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for name, value in keep(headers, kept):
        values.setdefault(name, []).append(value)
    return _optional("headers", {name: each if len(each) > 1 else each[0] for name, each in values.items()})


def _optional(key: str, value: Any) -> dict[str, Any]:
    return {key: value} if value else {}
