"""The native format: what is written is what is read, and what cannot be read is said with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cassette_values import EVERY_FORM

from pytest_runsreplay.recording import CassetteError, storage
from pytest_runsreplay.recording.exchanges import Exchange, Failure, Request, Response
from pytest_runsreplay.recording.format import FormatError, dump, load

JSON_TYPE = (("content-type", "application/json"),)
STREAM_TYPE = (("content-type", "text/event-stream; charset=utf-8"),)
ASK = Request.read("post", "https://runs.example/v1/threads", JSON_TYPE, b'{"metadata":{"city":"Oslo"}}')
READ = Request.read("GET", "https://runs.example/v1/threads/thread_1", (), b"")
ANSWER = Response.read(200, JSON_TYPE, [b'{\n  "id": "thread_1",\n  "object": "thread"\n}'])
PIECES = [b'event: a\ndata: {"x":1}\n\n', b"event: done\ndata: [DONE]\n", b"\n: bye"]
STREAM = Response.read(200, STREAM_TYPE, PIECES, times=[0, 12, 40], cut=True, failure=Failure("read", "gone"))
REFUSED = Response(0, failure=Failure("connect", "refused"))


def test_a_cassette_reads_well() -> None:
    text = dump([Exchange(ASK, ANSWER), Exchange(READ, STREAM, times=3), Exchange(READ, REFUSED)], {"by": "me"})
    assert text == GOOD


GOOD = """{
  "runsreplay": 1,
  "recorded": {
    "by": "me"
  },
  "exchanges": [
    {
      "request": {
        "method": "POST",
        "url": "https://runs.example/v1/threads",
        "headers": {
          "content-type": "application/json"
        },
        "json": {
          "metadata": {
            "city": "Oslo"
          }
        },
        "style": "compact"
      },
      "response": {
        "status": 200,
        "headers": {
          "content-type": "application/json"
        },
        "json": {
          "id": "thread_1",
          "object": "thread"
        },
        "style": "indent=2"
      }
    },
    {
      "request": {
        "method": "GET",
        "url": "https://runs.example/v1/threads/thread_1"
      },
      "response": {
        "status": 200,
        "headers": {
          "content-type": "text/event-stream; charset=utf-8"
        },
        "stream": [
          {"event": "a", "data": {"x": 1}},
          {"event": "done", "text": "[DONE]"},
          {"raw": ": bye"}
        ],
        "chunks": [24, 25, 6],
        "arrived": [0, 12, 40],
        "cut": true,
        "failure": {
          "kind": "read",
          "message": "gone"
        }
      },
      "times": 3
    },
    {
      "request": {
        "method": "GET",
        "url": "https://runs.example/v1/threads/thread_1"
      },
      "response": {
        "failure": {
          "kind": "connect",
          "message": "refused"
        }
      }
    }
  ]
}
"""


def test_a_header_that_came_twice_is_a_list() -> None:
    answer = Response.read(401, (("www-authenticate", "b"), ("www-authenticate", "a")), [])
    document = json.loads(dump([Exchange(ASK, answer)], {}))
    assert document["exchanges"][0]["response"]["headers"] == {"www-authenticate": ["b", "a"]}
    assert load(document)[0][0].response == answer


def test_a_header_that_is_not_kept_is_not_written() -> None:
    answer = Response(200, (("set-cookie", "secret"), ("X-Request-Id", "r1"), ("Content-Type", "text/plain")))
    text = dump([Exchange(Request("GET", "https://h/", (("authorization", "secret"),)), answer)], {})
    assert "secret" not in text
    assert "r1" not in text
    assert '"content-type": "text/plain"' in text


def _broken(path: str, value: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(EVERY_FORM))
    *steps, last = path.split(".")
    target: Any = document
    for step in steps:
        target = target[int(step) if step.isdigit() else step]
    target[int(last) if last.isdigit() else last] = value
    return document


BROKEN = [
    ("runsreplay", "x", r"version 1 at \$\.runsreplay"),
    ("runsreplay", 0, r"\$\.runsreplay"),
    ("runsreplay", True, r"\$\.runsreplay"),
    ("version", 1, r"unknown key 'version' at \$;"),
    ("recorded", [], r"an object at \$\.recorded"),
    ("recorded.at", 5, r"str at \$\.recorded\.at"),
    ("recorded.clients", [5], r"list at \$\.recorded\.clients"),
    ("recorded.extended.by", None, r"\$\.recorded\.extended\.by"),
    ("exchanges", {}, r"\$\.exchanges"),
    ("exchanges.0", 5, r"an object at \$\.exchanges\[0\]"),
    ("exchanges.0.count", 5, r"unknown key 'count' at \$\.exchanges\[0\]"),
    ("exchanges.0.request", None, r"\$\.exchanges\[0\]\.request"),
    ("exchanges.0.request.method", 1, r"\$\.exchanges\[0\]\.request\.method"),
    ("exchanges.0.request.method", "get", r"in capitals at \$\.exchanges\[0\]\.request\.method"),
    ("exchanges.0.request.url", None, r"\$\.exchanges\[0\]\.request\.url"),
    ("exchanges.0.request.url", "http://[", r"\$\.exchanges\[0\]\.request\.url cannot be read"),
    ("exchanges.0.request.headers", [], r"\$\.exchanges\[0\]\.request\.headers"),
    ("exchanges.0.request.headers", {"a": 1}, r"\$\.exchanges\[0\]\.request\.headers\.a"),
    ("exchanges.0.request.headers", {"a": []}, r"\$\.exchanges\[0\]\.request\.headers\.a"),
    ("exchanges.0.request.style", "curly", r"the body at \$\.exchanges\[0\]\.request.*'curly'"),
    ("exchanges.0.request.style", 5, r"the body at \$\.exchanges\[0\]\.request"),
    (
        "exchanges.0.request.text",
        "x",
        r"one form of body at \$\.exchanges\[0\]\.request, found json with style with text",
    ),
    ("exchanges.0.request.stream", [{"data": 1}], r"unknown key 'stream' at \$\.exchanges\[0\]\.request"),
    ("exchanges.0.request.sytle", "compact", r"unknown key 'sytle' at \$\.exchanges\[0\]\.request"),
    ("exchanges.0.response.status", 99, r"\$\.exchanges\[0\]\.response\.status"),
    ("exchanges.0.response.status", None, r"\$\.exchanges\[0\]\.response\.status"),
    ("exchanges.0.response.arrived", [1], r"expected 0 times at \$\.exchanges\[0\]\.response\.arrived"),
    ("exchanges.0.times", 0, r"a count at \$\.exchanges\[0\]\.times"),
    ("exchanges.0.times", True, r"a count at \$\.exchanges\[0\]\.times"),
    ("exchanges.1", [], r"an object at \$\.exchanges\[1\]"),
    ("exchanges.1.response", [], r"\$\.exchanges\[1\]\.response"),
    ("exchanges.1.response.cut", "yes", r"true or false at \$\.exchanges\[1\]\.response\.cut"),
    ("exchanges.1.response.stream", [7], r"\$\.exchanges\[1\]\.response"),
    ("exchanges.1.response.stream", 7, r"\$\.exchanges\[1\]\.response"),
    ("exchanges.1.response.chunks", [1], r"the chunks add up to 1 bytes, the stream has 30"),
    ("exchanges.1.response.arrived", [-1, 5], r"milliseconds at \$\.exchanges\[1\]\.response\.arrived"),
    ("exchanges.2.request.text", 5, r"the body at \$\.exchanges\[2\]\.request"),
    ("exchanges.2.response.base64", "?", r"the body at \$\.exchanges\[2\]\.response .*base64"),
    ("exchanges.2.response.failure", {}, r"one of connect, .* at \$\.exchanges\[2\]\.response\.failure\.kind"),
    ("exchanges.2.response.failure.kind", "fire", r"\$\.exchanges\[2\]\.response\.failure\.kind"),
    ("exchanges.2.response.failure.message", 5, r"\$\.exchanges\[2\]\.response\.failure\.message"),
    ("exchanges.2.response.failure.why", "x", r"unknown key 'why' at \$\.exchanges\[2\]\.response\.failure"),
    ("exchanges.3.response.cut", True, r"nothing but a failure at \$\.exchanges\[3\]\.response"),
    ("exchanges.3.response", {}, r"an HTTP status at \$\.exchanges\[3\]\.response\.status"),
]


@pytest.mark.parametrize(("path", "value", "place"), BROKEN)
def test_what_is_wrong_is_said_with_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(FormatError, match=place):
        load(_broken(path, value))


def test_a_number_that_is_not_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text('{"runsreplay": 1, "recorded": {"cost": NaN}, "exchanges": []}')
    with pytest.raises(CassetteError, match="NaN is not JSON"):
        storage.read(path)


@pytest.mark.parametrize("mark", ["<<<<<<< mine", ">>>>>>> theirs"])
def test_a_merge_conflict_is_named_with_its_line(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(f'{{"runsreplay": 1,\n{mark}\n "exchanges": []}}')
    with pytest.raises(CassetteError, match=r"line 2: a merge conflict that is not resolved\. Resolve it"):
        storage.read(path)


def test_nesting_without_end_is_refused_wherever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text('{"runsreplay": 1, "exchanges": [], "recorded": ' + '{"extended": ' * 5_000 + "{}" + "}" * 5_001)
    with pytest.raises(CassetteError, match="nested without end"):
        storage.read(path)


def test_garbage_is_collected_again_after_reading(tmp_path: Path) -> None:
    import gc

    storage.write(tmp_path / "one.json", [], {})
    storage.read(tmp_path / "one.json")
    with pytest.raises(CassetteError):
        storage.read(tmp_path / "none.json")
    assert gc.isenabled()
