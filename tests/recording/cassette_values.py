"""Anything that could ever be recorded, for tests that must hold for all of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from pytest_runsreplay.recording import Exchange, Failure, Request, Response
from pytest_runsreplay.recording.exchanges import FAILURES
from pytest_runsreplay.recording.headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES
from pytest_runsreplay.recording.layout import LAYOUTS, encoder

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ODD_BODIES = (
    b"",
    b"[" * 99 + b"]" * 99,
    b"[" * 900 + b"]" * 900,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' + b"9" * 4_000 + b"}",
    b'{"a":' + b"9" * 10_000 + b"}",
    b'{"a":"\\ud800"}',
    b'{"a":"\\ud83d\\ude00"}',
    b'{"a":1,"a":2}',
    b'{"a":NaN,"b":1e999,"c":-0.0,"d":-0}',
    b'\xef\xbb\xbf{"a":1}',
    b'{"a":1}\r\n',
    b'{\r\n  "a": 1\r\n}',
    '{"a":"\u2028\u0085\x7f\U0001f600"}'.encode(),
    b'"\\u0000\\/\\b"',
    b"\xff\xfe",
    b"\xed\xa0\x80",
)
EVENTS = (
    b'event: thread.run.created\ndata: {"id":"run_1","n":1.0}\n\n',
    b"event: done\ndata: [DONE]\n\n",
    b"data: two\ndata: lines\n\n",
    b"event: a\r\ndata: 1\r\n\r\n",
    b": note\n\n",
    b"id: 7\nretry: 3\ndata: {}\n\n",
    b"\xef\xbb\xbfdata: x\n\n",
    b"data: \xc3\xa9\r\r",
    b"\xc3",
    b"\xa9",
    b"\n\n\n",
    b"event: cut\ndata: {",
)


def _written(value: Any, layout: str, ascii: bool, end: str) -> bytes:
    return (encoder(layout, ascii)(value) + end).encode(errors="surrogatepass")


bodies = (
    st.binary(max_size=40)
    | st.sampled_from(ODD_BODIES)
    | st.builds(_written, JSON, st.sampled_from(sorted(LAYOUTS)), st.booleans(), st.sampled_from(["", "\n", "\n\n"]))
)
stream_chunks = st.lists(st.sampled_from(EVENTS) | st.binary(max_size=6), max_size=8)
of_headers = st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])
values = st.text(of_headers, max_size=12) | st.just("caf\udce9")
multipart = st.sampled_from(["multipart/form-data; boundary=x1", 'multipart/form-data; boundary="a b"; charset=utf-8'])
parts = st.sampled_from([b"--x1\r\nA: b\r\n\r\nx1--x1\r\n--x1--\r\n", b"--a b\r\n\r\n1\r\n--a b--\r\n", b"--x1", b"x1"])


def _headers(names: frozenset[str]) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    some = st.lists(st.tuples(st.sampled_from(sorted(names - {"content-type"})), values), max_size=4)
    return some.map(lambda pairs: tuple(sorted(pairs, key=lambda pair: pair[0])))


def _typed(kind: str, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted([*headers, ("content-type", kind)], key=lambda pair: pair[0]))


failures = st.none() | st.builds(Failure, st.sampled_from(FAILURES), values)
heads_of_requests = _headers(KEPT_OF_REQUESTS)
heads_of_responses = _headers(KEPT_OF_RESPONSES)
urls = st.sampled_from(["https://h/v1/threads?limit=2&order=asc", "http://[::1]:8/é", "https://h/\udce9?"])
methods = st.sampled_from(["GET", "POST", "DELETE", "M-SEARCH"])
requests = st.builds(Request.read, methods, urls, heads_of_requests, bodies) | st.builds(
    Request.read, methods, urls, st.builds(_typed, multipart, heads_of_requests), parts
)


@st.composite
def _streamed(draw: st.DrawFn) -> Response:
    chunks = draw(stream_chunks)
    times = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(chunks), max_size=len(chunks))))
    headers = _typed("text/event-stream; charset=utf-8", draw(heads_of_responses))
    cut, failure = draw(st.booleans()), draw(failures)
    return Response.read(draw(st.integers(100, 999)), headers, chunks, cut=cut, failure=failure, times=times)


plain = st.builds(
    lambda status, headers, body, cut, failure: Response.read(status, headers, [body], cut=cut, failure=failure),
    st.integers(100, 999),
    heads_of_responses,
    bodies,
    st.booleans(),
    failures,
)
unanswered = st.builds(
    lambda kind, message: Response(0, failure=Failure(kind, message)), st.sampled_from(FAILURES), values
)
responses = plain | _streamed() | unanswered
exchanges = st.lists(st.builds(Exchange, requests, responses, st.integers(1, 9)), max_size=4)

EVERY_FORM: dict[str, Any] = json.loads("""{
  "runsreplay": 1,
  "recorded": {"at": "2026-11-21T00:00:00Z", "by": "me", "clients": ["c 1"], "hosts": ["h"], "dialects": ["v2"],
    "extended": {"at": "2026-11-22T00:00:00Z", "note": 1}},
  "exchanges": [
    {"request": {"method": "POST", "url": "https://h/p", "headers": {"content-type": "x"}, "json": {"a": 1},
      "style": "spaced"},
     "response": {"status": 200, "headers": {"www-authenticate": ["a", "b"]}, "json": [1],
       "style": "indent=2 ascii newline"},
     "times": 2},
    {"request": {"method": "GET", "url": "https://h/p"},
     "response": {"status": 200, "stream": [{"event": "a", "data": 1}, {"text": "x"}, {"raw": ": n"}],
       "chunks": [26, 4], "arrived": [0, 5], "cut": true}},
    {"request": {"method": "GET", "url": "https://h/p", "text": "words"},
     "response": {"status": 500, "base64": "/w==", "failure": {"kind": "read", "message": "gone"}}},
    {"request": {"method": "GET", "url": "https://h/p", "base64": "/w=="},
     "response": {"failure": {"kind": "connect", "message": "refused"}}}
  ]
}""")
"""A cassette with every key of the format."""
