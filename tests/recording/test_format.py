"""The native format: what is written is what is read, and what cannot be read is said with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay.recording.exchanges import Exchange, Request, Response
from pytest_runsreplay.recording.format import VERSION, FormatError, dump, load

JSON_TYPE = (("content-type", "application/json"),)
STREAM_TYPE = (("content-type", "text/event-stream; charset=utf-8"),)
ASK = Request.read("post", "https://runs.example/v1/threads", JSON_TYPE, b'{"metadata":{"city":"Oslo"}}')
ANSWER = Response.read(200, JSON_TYPE, [b'{\n  "id": "thread_1",\n  "object": "thread"\n}'])
STREAM = Response.read(200, STREAM_TYPE, [b'event: a\ndata: {"x":1}\n\n', b"event: done\ndata: [DONE]\n\n"], cut=True)

bodies = st.lists(st.binary(min_size=1, max_size=20), max_size=3)
responses = st.builds(Response.read, st.integers(100, 599), st.sampled_from([JSON_TYPE, STREAM_TYPE]), bodies)
requests = st.builds(
    Request.read, st.just("POST"), st.just("https://h/p?q=1"), st.just(JSON_TYPE), st.binary(max_size=20)
)
exchanges = st.lists(st.builds(Exchange, requests, responses, st.integers(1, 9)), max_size=4)


@given(exchanges)
def test_what_is_written_is_what_is_read(recorded: list[Exchange]) -> None:
    document = json.loads(dump(recorded, {"at": "2026-11-21T00:00:00Z"}))
    again, facts = load(document)

    assert again == recorded
    assert [one.response.chunks for one in again] == [one.response.chunks for one in recorded]
    assert facts == {"at": "2026-11-21T00:00:00Z"}


def test_a_cassette_reads_well() -> None:
    text = dump([Exchange(ASK, ANSWER), Exchange(ASK, STREAM, times=3)], {"by": "me"})
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
          "content-type": "text/event-stream; charset=utf-8"
        },
        "stream": [
          {"event": "a", "data": {"x": 1}},
          {"event": "done", "text": "[DONE]"}
        ],
        "cut": true
      },
      "times": 3
    }
  ]
}
"""


def test_a_newer_format_is_refused_by_its_version() -> None:
    with pytest.raises(
        FormatError, match=f"format version {VERSION + 1}, this release of pytest-runsreplay reads up to"
    ):
        load({"runsreplay": VERSION + 1, "exchanges": []})


def _broken(path: str, value: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(GOOD)
    *steps, last = path.split(".")
    target: Any = document
    for step in steps:
        target = target[int(step) if step.isdigit() else step]
    target[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("runsreplay", "x", r"\$\.runsreplay"),
        ("exchanges", {}, r"\$\.exchanges"),
        ("exchanges.0.request", None, r"\$\.exchanges\[0\]\.request"),
        ("exchanges.1.response", [], r"\$\.exchanges\[1\]\.response"),
        ("exchanges.0.request.method", 1, r"\$\.exchanges\[0\]\.request\.method"),
        ("exchanges.0.request.headers", {"a": 1}, r"\$\.exchanges\[0\]\.request\.headers"),
        ("exchanges.0.request.style", "curly", r"\$\.exchanges\[0\]\.request"),
        ("exchanges.0.response.status", 99, r"\$\.exchanges\[0\]\.response\.status"),
        ("exchanges.1.response.stream", [7], r"\$\.exchanges\[1\]\.response"),
        ("exchanges.1.response.stream", 7, r"\$\.exchanges\[1\]\.response"),
        ("exchanges.1.times", 0, r"\$\.exchanges\[1\]\.times"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(FormatError, match=place):
        load(_broken(path, value))
