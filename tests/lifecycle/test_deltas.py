"""What grew is told in pieces, and the pieces are the whole (wire.md §4.1)."""

from __future__ import annotations

import pytest

from pytest_runsreplay.lifecycle.deltas import code_deltas, message_deltas, pieces
from pytest_runsreplay.models import MessageDeltaObject, RunStepDeltaObject, parse

TEXTS = ["", " ", "\n", "one", " one", "one ", "a\r\nb", "two  spaces", "日本語 です。", "It is 3 °C.\n\nTake a coat. "]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_the_sum_of_its_pieces(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))


@pytest.mark.parametrize("text", TEXTS)
def test_a_message_is_the_sum_of_its_deltas(text: str) -> None:
    deltas = list(message_deltas("msg_a", text))
    assert "".join(delta["delta"]["content"][0]["text"]["value"] for delta in deltas) == text
    assert all(isinstance(parse(delta), MessageDeltaObject) for delta in deltas)
    assert all("role" not in delta["delta"] for delta in deltas)


@pytest.mark.parametrize("text", TEXTS)
def test_code_that_prints_nothing_sends_its_input_and_no_output(text: str) -> None:
    call = {"id": "call_a", "type": "code_interpreter", "code_interpreter": {"input": text, "outputs": []}}
    deltas = list(code_deltas("step_a", call))
    parts = [delta["delta"]["step_details"]["tool_calls"][0]["code_interpreter"] for delta in deltas]
    assert parts[0] == {"input": "", "outputs": []}
    assert "".join(part["input"] for part in parts) == text
    assert all(set(part) == {"input"} for part in parts[1:])
    assert all(isinstance(parse(delta), RunStepDeltaObject) for delta in deltas)
