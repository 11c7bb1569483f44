"""Requests match when they ask the same thing, however it is written."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay.recording.exchanges import Request
from pytest_runsreplay.recording.matching import Matching

URL = "https://runs.example/v1/threads"


def key(content: bytes = b"", *, url: str = URL, kind: str = "application/json", **rules: Any) -> Any:
    return Matching(**rules).key(Request.read("POST", url, (("content-type", kind),), content))


def multipart(boundary: str, text: str = "x") -> Any:
    content = f"--{boundary}\r\n\r\n{text}\r\n--{boundary}--\r\n".encode()
    return key(content, kind=f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (key(b'{"a":1,"b":2}'), key(b'{ "b": 2, "a": 1 }')),
        (key(url=f"{URL}?a=1&b=2"), key(url=f"{URL}?b=2&a=1")),
        (key(url=f"{URL}?"), key()),
        (multipart("abc"), multipart("xyz")),
        (key(url="https://me:key@runs.example/v1/threads"), key()),
        (key(any_host=True), key(url="http://127.0.0.1:8000/v1/threads", any_host=True)),
        (key(b'{"a":1,"t":5}', ignore=["$.t"]), key(b'{"a":1,"t":6}', ignore=["$.t"])),
        (key(b'{"a":[{"t":1},{"t":2}]}', ignore=["$.a[*].t"]), key(b'{"a":[{"t":3},{}]}', ignore=["$.a[*].t"])),
        (key(b'{"a":[1,2]}', ignore=["$.a[1]"]), key(b'{"a":[1,3]}', ignore=["$.a[1]"])),
        (key(b'{"a":[1,2,3]}', ignore=["$.a[0]", "$.a[1]"]), key(b'{"a":[7,8,3]}', ignore=["$.a[0]", "$.a[1]"])),
        (key(url=f"{URL}?a=1&trace=2", ignore=["trace"]), key(url=f"{URL}?a=1", ignore=["trace"])),
    ],
)
def test_these_match(one: Any, other: Any) -> None:
    assert one == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (key(b'{"a":1}'), key(b'{"a":2}')),
        (key(b'{"a":[1,2]}'), key(b'{"a":[2,1]}')),
        (key(b'{"a":null}'), key(b"{}")),
        (key(url=f"{URL}?a=1"), key(url=f"{URL}?a=2")),
        (key(url=f"{URL}?a"), key()),
        (key(), key(url="https://other.example/v1/threads")),
        (multipart("abc", "x"), multipart("abc", "y")),
        (key(b'{"a":1,"t":5}', ignore=["$.t"]), key(b'{"a":2,"t":5}', ignore=["$.t"])),
        (key(b'{"a":[1,2,3]}', ignore=["$.a[0]", "$.a[1]"]), key(b'{"a":[1,2,9]}', ignore=["$.a[0]", "$.a[1]"])),
    ],
)
def test_these_do_not(one: Any, other: Any) -> None:
    assert one != other
