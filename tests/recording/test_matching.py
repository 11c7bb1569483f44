"""Requests match when they ask the same thing, however it is written."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay.recording.exchanges import Request
from pytest_runsreplay.recording.matching import Matching

URL = "https://runs.example/v1/threads"


def key(content: bytes = b"", *, url: str = URL, kind: str = "application/json", **rules: Any) -> Any:
    return Matching(**rules).key(Request.read("POST", url, (("content-type", kind),), content))


FORM = "application/x-www-form-urlencoded"


def multipart(boundary: str, *parts: tuple[str, str], **rules: Any) -> Any:
    """A multipart body of these parts, each the headers after its disposition, and its content."""
    pieces = [f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n" for head, text in parts]
    content = "".join([*pieces, f"--{boundary}--\r\n"]).encode("utf-8", "surrogateescape")
    return key(content, kind=f"multipart/form-data; boundary={boundary}", **rules)


def version(value: str | None, **rules: Any) -> Any:
    headers = () if value is None else (("openai-beta", value),)
    return Matching(**rules).key(Request.read("POST", URL, headers, b""))


PURPOSE = ('name="purpose"', "assistants")
FILE = ('name="file"; filename="a.bin"', "\udcff\r\n--abc in the middle")
TYPED_FILE = (f"{FILE[0]}\r\nContent-Type: application/octet-stream", FILE[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (key(b'{"a":1,"b":2}'), key(b'{ "b": 2, "a": 1 }')),
        (key(url=f"{URL}?a=1&b=2"), key(url=f"{URL}?b=2&a=1")),
        (key(url=f"{URL}?"), key()),
        (multipart("abc", PURPOSE, FILE), multipart("xyz", PURPOSE, FILE)),
        (multipart("abc", FILE), multipart("xyz", TYPED_FILE)),
        (multipart("abc", PURPOSE, FILE, ignore=["purpose"]), multipart("xyz", FILE, ignore=["purpose"])),
        (key(b"a=1&b=%20x", kind=FORM), key(b"b=+x&a=1", kind=FORM)),
        (key(b"a=1&t=2", kind=FORM, ignore=["t"]), key(b"a=1", kind=FORM, ignore=["t"])),
        (key(b'{"t":1,"n":[1e3,-0.0]}'), key(b'{"t":1.0,"n":[1000,0]}')),
        (key(url=f"{URL}?include%5B%5D=a"), key(url=f"{URL}?include[]=a")),
        (key(url=f"{URL}/a%7Eb%c3%a9"), key(url=f"{URL}/a~bé")),
        (key(url="https://runs.example"), key(url="https://runs.example:443/")),
        (key(url="http://RUNS.example:80/x"), key(url="http://runs.example/x")),
        (version("assistants=v2"), version("Assistants=V2 ")),
        (version("assistants=v1", ignore=["OpenAI-Beta"]), version(None, ignore=["OpenAI-Beta"])),
        (key(ignore=["X-Trace"]), key(ignore=["x-other"])),
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
        (multipart("abc", PURPOSE), multipart("abc", ('name="purpose"', "vision"))),
        (multipart("abc", PURPOSE, FILE), multipart("abc", FILE, PURPOSE)),
        (multipart("abc", FILE), multipart("abc", ('name="file"; filename="b.bin"', FILE[1]))),
        (key(b"a=1", kind=FORM), key(b"a=2", kind=FORM)),
        (key(b'{"a":1,"a":2}'), key(b'{"a":2}')),
        (key(b'{"a":true}'), key(b'{"a":1}')),
        (key(b'{"a":"1.0"}'), key(b'{"a":"1"}')),
        (key(b'{"a":":1.0,","b":2.0}'), key(b'{"a":":1,","b":2.0}')),
        (key(url=f"{URL}/a%2Fb"), key(url=f"{URL}/a/b")),
        (key(url=f"{URL}/a%252Fb"), key(url=f"{URL}/a%2Fb")),
        (key(url=f"{URL}/"), key()),
        (key(url="https://runs.example:8443"), key(url="https://runs.example")),
        (version("assistants=v1"), version("assistants=v2")),
        (key(b'{"a":1,"t":5}', ignore=["$.t"]), key(b'{"a":2,"t":5}', ignore=["$.t"])),
        (key(b'{"a":[1,2,3]}', ignore=["$.a[0]", "$.a[1]"]), key(b'{"a":[1,2,9]}', ignore=["$.a[0]", "$.a[1]"])),
    ],
)
def test_these_do_not(one: Any, other: Any) -> None:
    assert one != other
