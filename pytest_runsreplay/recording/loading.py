"""The native cassette format as it is read, of every version that was ever released.

What is not of the format is refused with its place, down to a key that is not known: a slip in a cassette edited by
hand must not pass unseen. Bodies of JSON and events are only looked at here; they are written when first replayed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .addresses import split
from .bodies import Stored, Style, restore
from .exchanges import FAILURES, Exchange, Failure, Request, Response
from .headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES, Headers
from .limits import check_count
from .streams import check_events, restore_stream

MARK = "runsreplay"

Facts = Mapping[str, Any]
Forms = Mapping[frozenset[str], Callable[[Stored], object]]
Loader = Callable[[Mapping[str, Any]], tuple[list[Exchange], Facts]]

CASSETTE = frozenset({MARK, "recorded", "exchanges"})
EXCHANGE = frozenset({"request", "response", "times"})
REQUEST = frozenset({"method", "url", "credential", "headers"})
RESPONSE = frozenset({"status", "headers", "arrived", "cut", "failure"})
FAILURE = frozenset({"kind", "message"})
FACTS = {"at": str, "by": str, "clients": list, "hosts": list, "dialects": list, "credentials": dict, "extended": dict}
METHOD = re.compile(r"[^a-z]*")
NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A name of a header (RFC 9110 §5.1)."""
LINE_BREAK = re.compile(r"\r?\n(?![ \t])|\r(?!\n)")
"""One that is not of a header in several lines, as some servers write them."""
STATUSES = range(100, 1000)
KEPT = KEPT_OF_REQUESTS | KEPT_OF_RESPONSES
CREDENTIAL = re.compile(r"none|[1-9][0-9]{0,8}")
"""How a cassette calls the credential of a request, where it tells several apart."""


class FormatError(ValueError):
    """A document that is no cassette of this format; the message says where and why."""


class NewerFormat(FormatError):
    """A cassette that a newer release wrote."""


def is_native(document: Any) -> bool:
    """Whether a parsed JSON document says that it is a cassette of ours, of whatever version."""
    return isinstance(document, dict) and MARK in document


def load(document: Mapping[str, Any]) -> tuple[list[Exchange], Facts]:
    """The exchanges and recording facts of a parsed cassette of any version. Raises FormatError."""
    version = document.get(MARK)
    if type(version) is int and version > max(LOADERS):
        upto = max(LOADERS)
        raise NewerFormat(f"it has format version {version}, this release of pytest-runsreplay reads up to {upto}")
    if type(version) is not int or version not in LOADERS:
        known = " or ".join(map(str, LOADERS))
        raise FormatError(f"expected format version {known} at $.{MARK}, found {version!r:.40}")
    return LOADERS[version](document)


def _load_1(document: Mapping[str, Any]) -> tuple[list[Exchange], Facts]:
    _check_keys(document, CASSETTE, "$")
    items = document.get("exchanges")
    if not isinstance(items, list):
        raise FormatError(f"expected a list at $.exchanges, found {items!r:.40}")
    check_count(len(items))
    facts = document.get("recorded", {})
    _check_facts(facts, "$.recorded")
    return [_exchange(item, f"$.exchanges[{index}]") for index, item in enumerate(items)], facts


LOADERS: Mapping[int, Loader] = {1: _load_1}


def _check_facts(facts: Any, where: str) -> None:
    """Facts are for readers and may be more than these, but those that are known have a type."""
    if not isinstance(facts, dict):
        raise FormatError(f"expected an object at {where}, found {facts!r:.40}")
    for name, kind in FACTS.items():
        value = facts.get(name, kind())
        if not isinstance(value, kind) or (kind is list and not _all_text(value)):
            raise FormatError(f"expected {kind.__name__} at {where}.{name}, found {value!r:.40}")
    if "extended" in facts:
        _check_facts(facts["extended"], f"{where}.extended")


def _exchange(item: Any, where: str) -> Exchange:
    _check_keys(_object(item, where), EXCHANGE, where)
    times = item.get("times", 1)
    if type(times) is not int or times < 1:
        raise FormatError(f"expected a count at {where}.times, found {times!r:.40}")
    request = _request(item.get("request"), f"{where}.request")
    return Exchange(request, _response(item.get("response"), f"{where}.response"), times)


def _request(value: Any, where: str) -> Request:
    body = _body(_object(value, where), REQUEST, FORMS, where)
    method, url = value.get("method"), value.get("url")
    if not isinstance(method, str) or not METHOD.fullmatch(method):
        raise FormatError(f"expected a method in capitals at {where}.method, found {method!r:.40}")
    if not isinstance(url, str):
        raise FormatError(f"expected a string at {where}.url, found {url!r:.40}")
    if "[" in url or "]" in url or not url.isascii():  # split objects to nothing else
        check_url(url, where)
    return Request(
        method, url, _headers(value, where), body, _credential(value, where) if "credential" in value else ""
    )


def _credential(value: Mapping[str, Any], where: str) -> str:
    credential = value["credential"]
    if not isinstance(credential, str) or not CREDENTIAL.fullmatch(credential):
        raise FormatError(
            f"expected the number of a credential or none at {where}.credential, found {credential!r:.40}"
        )
    return credential


def _response(value: Any, where: str) -> Response:
    body = _body(_object(value, where), RESPONSE, FORMS_OF_RESPONSES, where)
    failure = _failure(value["failure"], f"{where}.failure") if "failure" in value else None
    cut = value.get("cut", False)
    if not isinstance(cut, bool):
        raise FormatError(f"expected true or false at {where}.cut, found {cut!r:.40}")
    status = _status(value, where) if "status" in value or failure is None else 0
    if status == 0 and len(value) > 1:
        raise FormatError(f"expected nothing but a failure at {where}, where there is no status")
    return Response(status, _headers(value, where), body, cut, failure, _times(value, body, where))


def _status(value: Mapping[str, Any], where: str) -> int:
    status = value.get("status")
    if type(status) is not int or status not in STATUSES:
        raise FormatError(f"expected an HTTP status at {where}.status, found {status!r:.40}")
    return status


def _failure(value: Any, where: str) -> Failure:
    _check_keys(_object(value, where), FAILURE, where)
    kind, message = value.get("kind"), value.get("message")
    if kind not in FAILURES:
        raise FormatError(f"expected one of {', '.join(FAILURES)} at {where}.kind, found {kind!r:.40}")
    if not isinstance(message, str):
        raise FormatError(f"expected a string at {where}.message, found {message!r:.40}")
    return Failure(kind, message)


def _times(value: Mapping[str, Any], body: Stored, where: str) -> tuple[int, ...]:
    if "arrived" not in value:
        return ()
    times, chunks = value["arrived"], body.get("chunks", body.get("stream", ()))
    if not isinstance(times, list) or not times or not all(type(time) is int and time >= 0 for time in times):
        raise FormatError(f"expected milliseconds at {where}.arrived, found {times!r:.40}")
    if len(times) != len(chunks):
        raise FormatError(f"expected {len(chunks)} times at {where}.arrived, one for each chunk, found {len(times)}")
    return tuple(times)


def _body(value: Mapping[str, Any], head: frozenset[str], forms: Forms, where: str) -> Stored:
    """What is not of the ``head`` of a request or response."""
    body = {key: value[key] for key in value if key not in head}
    check = forms.get(frozenset(body))
    if check is None:
        _check_keys(value, head.union(*forms), where)
        raise FormatError(f"expected one form of body at {where}, found {' with '.join(body)}")
    try:
        check(body)
    except ValueError as error:
        raise FormatError(f"the body at {where} cannot be read: {error}") from None
    return body


def _check_nothing(body: Stored) -> None:
    """JSON is written when it is first replayed."""


def _check_style(body: Stored) -> None:
    if not isinstance(body["style"], str):
        raise ValueError(f"expected a style by name, found {body['style']!r:.40}")
    Style.read(body["style"])


def _check_stream(body: Stored) -> None:
    check_events(body["stream"])
    for event in body["stream"]:
        _check_written(event)


def _check_written(event: Stored) -> None:
    """Raise ValueError for text that is no UTF-8, and a name that would be more than that in the stream."""
    for key in event:
        if key != "data" and not event[key].isascii():
            event[key].encode()
    name = event.get("event", "")
    if "\n" in name or "\r" in name:
        raise ValueError(f"expected the name of an event in one line, found {name!r:.40}")


def _check_chunks(body: Stored) -> None:
    if "style" in body:
        _check_style(body)
    if "stream" in body:
        _check_stream(body)
    restore_stream(body)


FORMS: Forms = {
    frozenset(): _check_nothing,
    frozenset({"json"}): _check_nothing,
    frozenset({"json", "style"}): _check_style,
    frozenset({"text"}): restore,
    frozenset({"base64"}): restore,
}
"""The forms of a body by their keys, and how much of each is looked at when it is loaded."""
FORMS_OF_RESPONSES: Forms = {
    **FORMS,
    **{form | {"chunks"}: _check_chunks for form in FORMS if form},
    frozenset({"stream"}): _check_stream,
    frozenset({"stream", "chunks"}): _check_chunks,
}


def _headers(value: Mapping[str, Any], where: str) -> Headers:
    if "headers" not in value:
        return ()
    headers, where = value["headers"], f"{where}.headers"
    if not isinstance(headers, dict):
        raise FormatError(f"expected an object at {where}, found {headers!r:.60}")
    pairs: Headers = tuple(headers.items())
    try:
        text = "".join(headers.values())
    except TypeError:
        pairs = tuple((name, text) for name, each in headers.items() for text in _texts(each, f"{where}.{name}"))
        text = "".join(text for _, text in pairs)
    if not (text.isascii() and text.isprintable() and KEPT.issuperset(headers)):
        check_headers(pairs, where)
    return pairs


def check_headers(headers: Headers, where: str) -> None:
    """Raise FormatError for what would be more than these headers on a wire."""
    for name, text in headers:
        if not NAME.fullmatch(name):
            raise FormatError(f"expected the name of a header at {where}, found {name!r:.40}")
        if LINE_BREAK.search(text):
            raise FormatError(f"expected one line at {where}.{name}, found {text!r:.60}")
        try:
            text.encode("utf-8", "surrogateescape")  # bytes that are no UTF-8 are half pairs of a certain range
        except UnicodeEncodeError as error:
            raise FormatError(f"the text at {where}.{name} cannot be sent: {error}") from None


def _texts(value: Any, where: str) -> list[str]:
    """The values of a header: a list where it was there more than once."""
    values: list[Any] = value if isinstance(value, list) and value else [value]
    if not _all_text(values):
        raise FormatError(f"expected a string at {where}, found {value!r:.40}")
    return values


def _all_text(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def check_url(url: str, where: str) -> None:
    """Raise FormatError for a URL that cannot be taken apart."""
    try:
        split(url)
    except ValueError as error:
        raise FormatError(f"the URL at {where}.url cannot be read: {error}") from None


def _check_keys(value: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if not known.issuperset(value):
        unknown = next(key for key in value if key not in known)
        raise FormatError(f"unknown key {unknown!r:.40} at {where}; known are {', '.join(sorted(known))}")


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"expected an object at {where}, found {value!r:.40}")
    return value
