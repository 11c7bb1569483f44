"""The examples that the specifications print: each is read, or refused with the position of its defect."""

from __future__ import annotations

import json
from typing import Any

import pytest
from reference import REFERENCE, needs_reference

from pytest_runsreplay import ParseError, parse, parse_stream
from pytest_runsreplay.models import WireModel

pytestmark = needs_reference


def examples() -> list[dict[str, Any]]:
    text = (REFERENCE / "data" / "openai" / "examples.json").read_text(encoding="utf-8")
    found = json.loads(text)["examples"]
    assert len(found) == 97
    return list(found)


def test_every_json_example_comes_back() -> None:
    bodies = [example["body"] for example in examples() if "body" in example]
    assert len(bodies) == 71
    for body in bodies:
        assert json.dumps(parse(body).wire()) == json.dumps(body)
        assert json.dumps(parse(json.dumps(body)).wire()) == json.dumps(body)


def test_the_one_that_is_no_json_is_refused_with_the_position() -> None:
    (example,) = [example for example in examples() if "defect" in example]
    with pytest.raises(ParseError, match=r"expected JSON, found .*, at line 2[56] column \d+$"):
        parse(example["text"])


def test_every_event_of_the_streams_is_read() -> None:
    """Each example leaves events out, ends without a blank line, and may have events whose data is no JSON."""
    streams = [example for example in examples() if "events" in example]
    assert len(streams) == 25
    for example in streams:
        printed = [event for event in example["events"] if "elided" not in event]
        read = parse_stream(example["text"] + "\n\n")
        assert [event.event for event in read] == [event["event"] for event in printed]
        for event, expected in zip(read, printed, strict=True):
            assert "defect" in expected or plain(event.data) == json.dumps(expected["data"])


def plain(data: Any) -> str:
    return json.dumps(data.wire() if isinstance(data, WireModel) else data)
