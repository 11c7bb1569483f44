"""What grew is told in pieces, and the pieces are the whole (wire.md §4.1)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay.lifecycle import message_body, step_body, text_content
from pytest_runsreplay.lifecycle.deltas import message_deltas, pieces, step_deltas
from pytest_runsreplay.models import MessageDeltaObject, RunStepDeltaObject, parse

TEXTS = ["", " ", "\n", "one", " one", "one ", "a\r\nb", "two  spaces", "日本語 です。", "It is 3 °C.\n\nTake a coat. "]
RUN = {"id": "run_a", "assistant_id": "asst_a", "thread_id": "thread_a", "expires_at": 600}


def told(*calls: dict[str, Any], full: bool = False) -> list[dict[str, Any]]:
    """The pieces in which a step of these calls is told."""
    details = {"type": "tool_calls", "tool_calls": list(calls)}
    deltas = list(step_deltas(step_body(RUN, id="step_a", created_at=0, details=details), full=full))
    assert all(isinstance(parse(delta), RunStepDeltaObject) and delta["id"] == "step_a" for delta in deltas)
    return [delta["delta"]["step_details"]["tool_calls"][0] for delta in deltas]


def code(text: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    payload = {"input": text, "outputs": list(outputs)}
    return {"id": "call_a", "type": "code_interpreter", "code_interpreter": payload}


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_the_sum_of_its_pieces(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


@pytest.mark.parametrize("text", TEXTS)
def test_a_message_is_the_sum_of_its_deltas(text: str) -> None:
    body = message_body(id="msg_a", created_at=0, thread_id="thread_a", role="assistant", content=[text_content(text)])
    deltas = list(message_deltas(body))
    assert "".join(delta["delta"]["content"][0]["text"]["value"] for delta in deltas) == text
    assert all(isinstance(parse(delta), MessageDeltaObject) for delta in deltas)
    assert all("role" not in delta["delta"] for delta in deltas)


@pytest.mark.parametrize("text", TEXTS)
def test_code_that_prints_nothing_sends_its_input_and_no_output(text: str) -> None:
    head, *rest = [call["code_interpreter"] for call in told(code(text))]
    assert head == {"input": "", "outputs": []}
    assert "".join(part["input"] for part in rest) == text
    assert all(set(part) == {"input"} for part in rest)


def test_what_code_printed_and_drew_comes_last_and_numbered() -> None:
    outputs = ({"type": "logs", "logs": "1"}, {"type": "image", "image": {"file_id": "file-a"}})
    shown = told(code("1", *outputs))[-1]["code_interpreter"]
    assert shown == {"outputs": [{"index": index, **output} for index, output in enumerate(outputs)]}


def test_only_the_first_piece_of_a_call_names_it_but_for_foundrys() -> None:
    assert ["id" in call for call in told(code("a b"))] == [True, False, False]
    assert [call["id"] for call in told(code("a b"), full=True)] == ["call_a"] * 3


def test_calls_that_do_not_grow_come_whole() -> None:
    found = {"id": "call_a", "type": "file_search", "file_search": {"results": [{"file_id": "file-a"}]}}
    asked = {"id": "call_b", "type": "bing_grounding", "bing_grounding": {"requesturl": "https://search.example"}}
    assert told(found, asked) == [{"index": 0, **found, "file_search": {}}, {"index": 1, **asked}]


def test_an_annotation_comes_with_the_mark_it_stands_for() -> None:
    mark = {"type": "file_citation", "text": "【1†a.pdf】", "start_index": 3, "end_index": 11}
    part = text_content("Yes【1†a.pdf】")
    part["text"]["annotations"].append({**mark, "file_citation": {"file_id": "file-a"}})
    body = message_body(id="msg_a", created_at=0, thread_id="thread_a", role="assistant", content=[part])
    first, last = (delta["delta"]["content"][0]["text"] for delta in message_deltas(body))
    assert first == {"value": "Yes", "annotations": []}
    assert last == {"value": "【1†a.pdf】", "annotations": [{"index": 0, **part["text"]["annotations"][0]}]}
