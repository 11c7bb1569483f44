"""A cassette may come from anybody: what is in it is refused with a reason, or does no harm."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from vcr.serializers import yamlserializer

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import CassetteError, limits, storage

URL = "https://h/v1/threads/t1"
STOCK = f"""interactions:
- request: {{body: null, headers: {{}}, method: GET, uri: '{URL}'}}
  response: {{body: {{string: plain}}, headers: {{}}, status: {{code: 200, message: OK}}}}
version: 1
"""
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
MERGES = "a0: &a0 {k: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 5_000))
ESCAPES = "\x1b[2J\x9b31m\x07\u202e\ud800\n"


def native(exchange: str = "", **changed: Any) -> str:
    """A cassette of one exchange, as text, with a place in it taken by something else."""
    request = {"method": "GET", "url": URL, **changed.get("request", {})}
    response = {"status": 200, "text": "{}", **changed.get("response", {})}
    return json.dumps({"runsreplay": 1, "exchanges": [{"request": request, "response": response}]}).replace(
        '"text": "{}"', exchange or '"text": "{}"'
    )


def refusal(folder: Path, name: str, content: str | bytes) -> str:
    """Why a file is refused."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CassetteError) as caught:
        storage.read(path)
    assert path.name in str(caught.value)
    return caught.value.problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            "a: !!python/object/apply:os.system [touch pwned]\n" + STOCK, "not determine a constructor", id="code"
        ),
        pytest.param("a: !!python/object/new:os._exit [1]\n" + STOCK, "not determine a constructor", id="another code"),
        pytest.param("a: !!python/name:os.system\n" + STOCK, "not determine a constructor", id="name"),
        pytest.param(BOMB + STOCK, "aliases stand for more than", id="alias bomb"),
        pytest.param(BOMB + STOCK.replace("headers: {}", "headers: {x: *a11}"), "aliases stand", id="bomb in headers"),
        pytest.param(MERGES + STOCK, "aliases stand for more than", id="merge keys"),
        pytest.param(CHAIN + STOCK, "nested without end", id="nested by aliases"),
        pytest.param(
            STOCK.replace("plain", f"&b {'x' * 5_000}") + "more: [" + "*b, " * 5_000 + "]\n", "aliases", id="long alias"
        ),
        pytest.param("a: &a [*a]\n" + STOCK, r"line 1: the alias \*a stands in itself", id="recursive alias"),
        pytest.param("a: " + "[" * 1_000_000, "nested without end", id="flow"),
        pytest.param("a: " + "{a: " * 100_000 + "}" * 100_000, "nested without end", id="flow of mappings"),
        pytest.param("- " * 100_000 + "x\n", "nested without end", id="block"),
        pytest.param("? " * 100_000 + "x\n", "nested without end", id="keys of keys"),
        pytest.param(STOCK + "x: " + "1" * 100_000, "number of 100,000 characters", id="int"),
        pytest.param(STOCK + "x: 1" + ":59" * 300_000, "number of 900,001 characters", id="sexagesimal"),
        pytest.param(STOCK + "x: 1" + ":59" * 300_000 + ".5", "number of 900,003 characters", id="sexagesimal float"),
        pytest.param(STOCK + "x: 0x" + "f" * 100_000, "number of 100,002 characters", id="hexadecimal"),
        pytest.param(STOCK + "x: 2001-99-99\n", "month must be", id="time"),
        pytest.param(STOCK + "x: !!timestamp no\n", "AttributeError", id="tag that does not fit"),
        pytest.param(STOCK + "x: !!bool no way\n", "KeyError", id="another tag that does not fit"),
        pytest.param(STOCK + "x: !!binary '*=*'\n", "line 5 column 4: base64 that cannot be read", id="binary"),
        pytest.param(STOCK + "? !!python/tuple [a]\n: b\n", "unhashable key", id="tuple as key"),
        pytest.param(STOCK + "version: 2\n", "line 1 column 1: a key stands twice", id="key twice"),
        pytest.param(STOCK + "---\n" + STOCK, "another document", id="two documents"),
        pytest.param(STOCK.replace("  response", "\tresponse"), "cannot start any token", id="tab"),
        pytest.param(STOCK + "x: a\0b\n", "control characters are not allowed", id="NUL"),
        pytest.param(STOCK.encode("utf-16"), "byte 0xff is not UTF-8", id="UTF-16"),
        pytest.param(STOCK.replace("code: 200", "code: .inf"), "OverflowError", id="infinite status"),
        pytest.param(STOCK.replace("code: 200", "code: 20"), "20 is no HTTP status", id="status"),
        pytest.param(STOCK.replace("string: plain", "string: [[a]]"), "expected a piece of a body", id="body of lists"),
        pytest.param(
            STOCK.replace("string: plain", "string: {a: b}"), "expected a body, found dict", id="body of keys"
        ),
        pytest.param(STOCK.replace(URL, "http://["), "the URL at request.url cannot be read", id="URL"),
        pytest.param(STOCK.replace("headers: {}", "headers: {x: [[y]]}"), "value of a header, found list", id="header"),
        pytest.param(STOCK.replace("headers: {}", r'headers: {"x\r\ny": z}'), "the name of a header", id="header name"),
        pytest.param(
            STOCK.replace("headers: {}", r'headers: {x: "y\r\nz: 1"}'), "expected one line", id="header lines"
        ),
    ],
)
def test_yaml_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert re.search(problem, refusal(tmp_path, "one.yaml", content))
    assert [path.name for path in tmp_path.iterdir()] == ["one.yaml"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("[" * 1_000_000, "nested without end", id="nested"),
        pytest.param(native(f'"json": {"[" * 300}{"]" * 300}, "style": "compact"'), "nested without end", id="body"),
        pytest.param(
            native(f'"text": "{"]" * 300}", "cut": {"[" * 300}"{"[" * 300}"{"]" * 300}'), "nested", id="hidden"
        ),
        pytest.param(native(f'"json": {"9" * 1_000_000}'), "limit .* digits", id="int"),
        pytest.param(native('"json": 1e999'), "1e999 is more than a number can be", id="float"),
        pytest.param(native('"json": -Infinity'), "-Infinity is not JSON", id="constant"),
        pytest.param(native('"text": "\\ud800"'), "surrogates not allowed", id="half a pair"),
        pytest.param(native('"stream": [{"raw": "\\ud800"}]'), "surrogates not allowed", id="half a pair in a stream"),
        pytest.param(
            native('"stream": [{"event": "a\\ndata: x", "data": 1}]'), "name of an event in one line", id="event"
        ),
        pytest.param(native('"text": "abc", "chunks": [1000000000]'), "chunks add up to 1000000000", id="chunks"),
        pytest.param(native('"text": "abc", "chunks": [3], "arrived": [-1]'), "expected milliseconds", id="arrived"),
        pytest.param(native('"base64": "?!"'), "base64 that cannot be read", id="base64"),
        pytest.param(native(request={"headers": {"a\r\nb": "c"}}), "the name of a header", id="header name"),
        pytest.param(native(response={"headers": {"a": ["b", "c\r\nd: e"]}}), "expected one line", id="header lines"),
        pytest.param(native(response={"headers": {"a": "\ud800"}}), "cannot be sent", id="half a pair in a header"),
        pytest.param(native(request={"url": "http://["}), "URL at .* cannot be read", id="URL"),
    ],
)
def test_json_is_refused_with_the_reason(tmp_path: Path, content: str, problem: str) -> None:
    assert re.search(problem, refusal(tmp_path, "one.json", content))


@pytest.mark.parametrize("digits", [18, 4_000])
def test_an_answer_that_was_seen_for_ever_is_one_answer(tmp_path: Path, digits: int) -> None:
    path = tmp_path / "one.json"
    path.write_text(native().replace('"response"', f'"times": {"9" * digits}, "response"'))
    with use_cassette(path, unused="ignore"):
        assert httpx2.get(URL).text == "{}"


def test_aliases_that_vcrpy_writes_are_read(tmp_path: Path) -> None:
    shared = {"accept": ["application/json"]}
    request = {"method": "GET", "uri": URL, "body": None, "headers": shared}
    answer = {"status": {"code": 200, "message": "OK"}, "headers": shared, "body": {"string": "plain"}}
    text = yamlserializer.serialize({"interactions": [{"request": request, "response": answer}] * 50, "version": 1})
    assert "*id001" in text
    (tmp_path / "one.yaml").write_text(text)
    assert len(storage.read(tmp_path / "one.yaml").exchanges) == 50


def packed_twice(encoding: str, body: bytes) -> str:
    """A cassette of vcrpy with two answers of this body."""
    request = {"method": "GET", "uri": URL, "body": None, "headers": {}}
    answer = {"status": {"code": 200}, "headers": {"Content-Encoding": [encoding]}, "body": {"string": body}}
    text: str = yamlserializer.serialize({"interactions": [{"request": request, "response": answer}] * 2, "version": 1})
    return text


def _brotli(content: bytes) -> bytes:
    packed: bytes = pytest.importorskip("brotli").compress(content)
    return packed


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", _brotli)],
    ids=["gzip", "deflate", "br"],
)
def test_what_is_packed_is_unpacked_as_far_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(limits, "LARGEST", 100_000)
    path = tmp_path / "one.yaml"
    path.write_text(packed_twice(encoding, pack(b"x" * 50_000)))
    assert [one.response.content for one in storage.read(path).exchanges] == [b"x" * 50_000] * 2

    for size in (50_001, 1_000_000):  # two that are too large together, and one alone
        assert "packed in the file is more than 100,000 bytes" in refusal(
            tmp_path, "one.yaml", packed_twice(encoding, pack(b"x" * size))
        )


def test_what_is_packed_and_cut_short_stays_as_it_is(tmp_path: Path) -> None:
    packed = gzip.compress(b"words")[:-4]
    path = tmp_path / "one.yaml"
    path.write_text(packed_twice("gzip", packed))
    response = storage.read(path).exchanges[0].response
    assert response.content == packed
    assert ("Content-Encoding", "gzip") in response.headers


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole, which takes no room on the disk
    with pytest.raises(CassetteError, match=r"more than 209,715,200 bytes \(1,099,511,627,776\).*LARGEST"):
        storage.read(path)


def test_a_file_of_just_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.json"
    path.write_text(native())
    monkeypatch.setattr(limits, "LARGEST", path.stat().st_size)
    assert len(storage.read(path).exchanges) == 1
    monkeypatch.setattr(limits, "LARGEST", path.stat().st_size - 1)
    with pytest.raises(CassetteError, match="more than"):
        storage.read(path)


@pytest.mark.parametrize("name", ["one.json", "one.yaml"])
def test_more_exchanges_than_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content = native() if name == "one.json" else STOCK
    (tmp_path / name).write_text(content)
    monkeypatch.setattr(limits, "MOST_EXCHANGES", 0)
    assert "more than 0 exchanges (1)" in refusal(tmp_path, name, content)


def test_more_brackets_than_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BRACKETS", 20)
    assert "more than 20 objects and lists" in refusal(tmp_path, "one.json", native('"json": ' + str([[]] * 20)))
    (tmp_path / "one.json").write_text(native('"json": ' + str([[]] * 10)))
    assert len(storage.read(tmp_path / "one.json").exchanges) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder"])
@pytest.mark.parametrize("mode", ["none", "rewrite"])
def test_what_is_no_file_is_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, mode: str
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may not be long
    path = Path("one.json")
    with socket.socket(socket.AF_UNIX) as one:
        makers: dict[str, Callable[[], object]] = {
            "pipe": lambda: os.mkfifo(path),
            "socket": lambda: one.bind(str(path)),
            "device": lambda: path.symlink_to("/dev/zero"),
            "folder": path.mkdir,
        }
        makers[kind]()
        with pytest.raises(CassetteError, match=rf"cannot be read \(it is no file \(a {kind}\)\)"):
            use_cassette(path, record_mode=mode).__enter__()


def test_half_a_pair_in_a_json_body_is_replayed_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(native('"json": {"a": "\\ud800é"}, "style": "compact"'))
    with use_cassette(path):
        assert httpx2.get(URL).content == '{"a":"\\ud800é"}'.encode()


def test_a_header_that_is_not_ascii_reaches_the_client(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(native(response={"headers": {"location": "/café/日本"}}))
    with use_cassette(path):
        assert httpx2.get(URL).headers["location"] == "/café/日本"


def _printed(path: Path, ask: Callable[[], object]) -> str:
    with pytest.raises((CassetteMiss, CassetteError)) as caught, use_cassette(path, unused="error"):
        ask()
    return str(caught.value)


def test_no_message_moves_the_cursor_or_has_no_end(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    hostile = {ESCAPES: ESCAPES, "k" * 1_000_000: 1}
    request = {"method": ESCAPES.upper(), "url": f"https://h/{ESCAPES}{'x' * 1_000_000}"}
    exchanges = [
        {"request": request, "response": {"status": 200, "json": {"id": "r", "status": ESCAPES * 1_000}}},
        {"request": {"method": "POST", "url": URL, "json": hostile}, "response": {"status": 200}},
    ]
    path.write_text(json.dumps({"runsreplay": 1, "exchanges": exchanges}))
    messages = [
        _printed(path, lambda: None),  # what was not used
        _printed(path, lambda: httpx2.post(URL, json={"k": 1})),  # the nearest, and how it differs
        _printed(path, lambda: httpx2.get("https://other/")),
        refusal(tmp_path, "two.json", json.dumps({"runsreplay": 1, "exchanges": [], ESCAPES: 1})),
        refusal(tmp_path, "two.yaml", f"a: !<x{'y' * 100_000}> b"),
        refusal(tmp_path, "three.json", json.dumps({ESCAPES * 10_000: 1})),
    ]
    for message in messages:
        assert all(line.isprintable() for line in message.split("\n")), message
        assert len(message) < 20_000
