"""Multipart bodies are recorded with one boundary, so that a recording made again does not differ by it."""

from __future__ import annotations

import httpx2
import pytest
import requests
from urllib3 import encode_multipart_formdata

from pytest_runsreplay.recording import Request

FILE = b"\x00--runs\r\n--\r\n"


def sent_by_httpx2() -> tuple[str, bytes]:
    request = httpx2.Request("POST", "http://h/", data={"purpose": "assistants"}, files={"file": ("a.bin", FILE)})
    return request.headers["content-type"], request.read()


def sent_by_requests() -> tuple[str, bytes]:
    request = requests.Request("POST", "http://h/", data={"purpose": "assistants"}, files={"file": ("a.bin", FILE)})
    prepared = request.prepare()
    assert isinstance(prepared.body, bytes)
    return prepared.headers["content-type"], prepared.body


def sent_by_urllib3() -> tuple[str, bytes]:
    body, kind = encode_multipart_formdata({"purpose": "assistants", "file": ("a.bin", FILE)})
    return kind, body


@pytest.mark.parametrize("send", [sent_by_httpx2, sent_by_requests, sent_by_urllib3])
def test_the_same_upload_is_recorded_as_the_same(send: object) -> None:
    assert callable(send)
    one, again = (Request.read("POST", "http://h/", (("content-type", kind),), body) for kind, body in (send(), send()))
    assert one == again
    assert FILE in one.content
    assert one.headers == (("content-type", "multipart/form-data; boundary=runsreplay-boundary"),)
    assert one.content.endswith(b"\r\n--runsreplay-boundary--\r\n")


def test_only_delimiters_change_not_what_looks_like_one() -> None:
    body = b"--a\r\nX: a\r\n\r\n--a in words, --ab\r\na--a\r\n--a--\r\n"
    stored = Request.read("POST", "http://h/", (("content-type", 'multipart/mixed; boundary="a"; charset=a'),), body)
    fixed = b"--runsreplay-boundary"
    assert stored.content == fixed + b"\r\nX: a\r\n\r\n--a in words, --ab\r\na--a\r\n" + fixed + b"--\r\n"
    assert stored.headers == (("content-type", "multipart/mixed; boundary=runsreplay-boundary; charset=a"),)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"--a\r\n"),
        ("multipart/form-data", b"--a\r\n"),
        ("text/plain; boundary=a", b"--a\r\n"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\nthe words runsreplay-boundary\r\n--a--\r\n"),
    ],
)
def test_what_is_no_multipart_body_or_holds_the_word_is_left_alone(kind: str, body: bytes) -> None:
    stored = Request.read("POST", "http://h/", (("content-type", kind),), body)
    assert stored.content == body
    assert stored.headers == (("content-type", kind),)
