"""What is no body of this API is refused with what was expected, what was found, and where."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay import ParseError, parse


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "expected JSON, found Expecting value, at line 1 column 1"),
        ('{"object": "thread.run",\n  "id": }', "expected JSON, found Expecting value, at line 2 column 9"),
        ("<html>Bad gateway</html>", "expected JSON, found Expecting value, at line 1 column 1"),
        ('{"object": "thread.run"', "expected JSON, found Expecting ',' delimiter, at line 1 column 24"),
        (b'{"object": "thread.run", "id": "\xff"}', "expected UTF-8 text, found byte 0xff, at byte 32"),
        ("[1, 2]", "expected a JSON object, found [1, 2], at $"),
        ("null", "expected a JSON object, found nothing, at $"),
        ('"thread.run"', 'expected a JSON object, found "thread.run", at $'),
        ("[" * 100_000, "expected JSON, found nesting without end, at $"),
        ({"object": "list"}, "expected a JSON array, found nothing, at $.data"),
        ({"object": "list", "data": {"a": 1}}, 'expected a JSON array, found {"a": 1}, at $.data'),
        ({"object": "thread.run", "\ud800": 1}, "expected a JSON object, found Input should be a valid string"),
    ],
)
def test_what_is_no_object_is_refused(body: Any, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(body)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("kind", [None, "chat.completion", "thread.run.step.deltas", 1, ["thread.run"], {"x": 1}])
def test_another_object_is_refused_by_name(kind: object) -> None:
    with pytest.raises(
        ParseError, match=r"expected an object of the Runs API \(assistant, .*thread\.run, .*"
    ) as caught:
        parse({"object": kind, "id": "x"})
    assert caught.value.where == "$.object"


@pytest.mark.parametrize("item", [{"object": "vector_store"}, {}, None, 7, []])
def test_a_page_of_other_objects_is_refused(item: object) -> None:
    with pytest.raises(ParseError, match="expected a page of assistant, thread, ") as caught:
        parse({"object": "list", "data": [item]})
    assert caught.value.where == "$.data[0].object"


def test_a_number_too_long_to_read_is_refused() -> None:
    with pytest.raises(ParseError, match="expected JSON, found Exceeds the limit"):
        parse('{"object": "thread.run", "created_at": ' + "1" * 5000 + "}")


def endless(level: Any) -> Any:
    level["again" if isinstance(level, dict) else 0] = level
    return level


def deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (endless({"object": "thread.run"}), "expected a JSON object, found nesting without end, at $"),
        (endless([None]), "expected a JSON object, found a Python list, at $"),
        (deep(100_000), "expected a JSON object, found a Python list, at $"),
        (10**5000, "expected a JSON object, found a Python int, at $"),
        ({"object": {(1, 2): 3}}, "expected an object of the Runs API"),
    ],
    ids=["an endless object", "an endless list", "a deep list", "a long integer", "an odd key"],
)
def test_what_python_made_and_json_cannot_hold_is_refused(body: Any, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(body)
    assert str(caught.value).startswith(message)


def test_a_time_may_be_as_deep_as_python_makes_it() -> None:
    run = parse({"object": "thread.run", "created_at": deep(5000)})
    assert isinstance(run.wire()["created_at"], list)


def test_the_error_can_be_handed_to_another_process() -> None:
    twin = pickle.loads(pickle.dumps(ParseError("JSON", "a page", "line 1 column 1")))
    assert (str(twin), twin.where) == ("expected JSON, found a page, at line 1 column 1", "line 1 column 1")


def test_a_long_value_is_shown_in_short() -> None:
    with pytest.raises(ParseError) as caught:
        parse("[" + "1, " * 500 + "1]")
    assert len(caught.value.found) == 60


@given(body=st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_give_a_model_or_a_parse_error(body: bytes | str) -> None:
    with pytest.raises(ParseError, match=r"^expected .+, found .+, at .+"):
        parse(body)
