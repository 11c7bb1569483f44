"""The JSON Schema that comes with the package describes cassettes: it takes what ``load`` takes and no more."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cassette_values import EVERY_FORM, exchanges
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from record_golden import FOLDER, record
from test_format import BROKEN, _broken
from validity import SCHEMA, problems

from pytest_runsreplay.recording import Exchange
from pytest_runsreplay.recording.exchanges import FAILURES
from pytest_runsreplay.recording.format import VERSION, FormatError, dump, load
from pytest_runsreplay.recording.layout import LAYOUTS

UNSAYABLE = ("chunks add up to", "one for each chunk", "URL at")
"""What ``load`` refuses and a schema cannot: sums, lengths that are to be equal, and the grammar of URLs."""


def _refusal(document: Any) -> str:
    try:
        load(document)
    except FormatError as error:
        return str(error)
    return ""


def _cassettes(folder: Path) -> Iterator[Any]:
    yield from (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json")))


def test_it_is_a_schema_of_this_version() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["runsreplay"]["const"] == VERSION


def test_every_cassette_that_comes_with_the_package_is_valid() -> None:
    shipped = list(_cassettes(FOLDER))
    assert shipped
    assert [problems(document) for document in shipped] == [[]] * len(shipped)


def test_what_is_recorded_now_is_valid(tmp_path: Path) -> None:
    record(tmp_path)
    recorded = list(_cassettes(tmp_path))
    assert recorded
    assert [problems(document) for document in recorded] == [[]] * len(recorded)


@given(exchanges)
@settings(max_examples=60)
def test_whatever_is_recorded_is_valid(recorded: list[Exchange]) -> None:
    assert problems(json.loads(dump(recorded, {"at": "2026-11-21T00:00:00Z"}))) == []


def test_a_cassette_with_every_key_is_valid_and_loads() -> None:
    assert problems(EVERY_FORM) == []
    assert _refusal(EVERY_FORM) == ""


@pytest.mark.parametrize(("path", "value", "place"), BROKEN)
def test_what_does_not_load_is_not_valid(path: str, value: Any, place: str) -> None:
    document = _broken(path, value)
    if not any(words in _refusal(document) for words in UNSAYABLE):
        assert problems(document)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document, but for what lies inside the JSON of bodies and events, which is free."""
    if path:
        yield path
    if path[-1:] in (("json",), ("data",)):
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


NAMES = sorted({place[-1] for place in _places(EVERY_FORM) if isinstance(place[-1], str)} | {"other"})
VALUES = st.sampled_from(
    [None, True, False, 0, 1, -1, 99, 200, 1000, "", "x", "GET", "get", "compact", "ascii", "/w=="]
)
VALUES = VALUES | st.sampled_from(
    [[], {}, [1], ["x"], [{}], [{"data": 1}], {"x": "y"}, {"kind": "read", "message": ""}]
)


@given(st.lists(st.tuples(st.sampled_from(list(_places(EVERY_FORM))), st.sampled_from(NAMES), VALUES), max_size=2))
@example([(("exchanges", 0, "response", "json"), "chunks", None)])
@settings(max_examples=400, deadline=None)
def test_whatever_is_changed_by_hand_both_refuse_it_or_neither(edits: list[tuple[Any, str, Any]]) -> None:
    document = copy.deepcopy(EVERY_FORM)
    for (*steps, last), name, value in edits:
        _edit(document, steps, last, name, value)
    refusal = _refusal(document)
    if not any(words in refusal for words in UNSAYABLE):
        assert bool(problems(document)) == bool(refusal), (refusal, problems(document))


def _edit(document: Any, steps: list[Any], last: Any, name: str, value: Any) -> None:
    """Replace what is at a place, or put a value beside it, or, with a value of None and the same name, take it out."""
    for step in steps:
        if not isinstance(document, (dict, list)) or (isinstance(document, list) and step not in range(len(document))):
            return
        document = document.get(step) if isinstance(document, dict) else document[step]
    if isinstance(document, dict):
        if name == last and value is None:
            document.pop(last, None)
        else:
            document[last if name == "other" else name] = copy.deepcopy(value)
    elif isinstance(document, list) and last in range(len(document)):
        document[last] = copy.deepcopy(value)


def test_the_words_of_the_schema_are_those_of_the_code() -> None:
    assert SCHEMA["$defs"]["failure"]["properties"]["kind"]["enum"] == list(FAILURES)
    style = SCHEMA["$defs"]["body"]["properties"]["style"]
    told = [layout for layout in LAYOUTS if Draft202012Validator(style).is_valid(f"{layout} ascii newline")]
    assert told == list(LAYOUTS)


def test_every_key_of_the_format_is_described_in_the_schema() -> None:
    def properties(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from value.get("properties", {})
            for item in value.values():
                yield from properties(item)

    assert {name for name in NAMES if name not in ("other", "content-type", "www-authenticate", "note")} <= set(
        properties(SCHEMA)
    )
