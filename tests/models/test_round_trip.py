"""``parse(body).wire()`` is the body: same keys, same order, same numbers, whatever a server sends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.bodies import NAMES, body, body_text
from reference import REFERENCE, needs_reference

from pytest_runsreplay import parse
from pytest_runsreplay.models import RunObject, RunStepObject
from pytest_runsreplay.models.pages import Page

RUN_FIELDS = sorted(RunObject.model_fields)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
SHAPED = st.sampled_from(
    [
        {"type": "code_interpreter"},
        {"type": "function", "function": {"name": "f", "strict": 1}},
        {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": [{"type": "function", "id": 3}]}},
        {"prompt_tokens": 1.0, "more": []},
        [{"type": "file_search", "file_search": None}, {"type": ["odd"]}, {}],
        [{"type": "text", "text": "no object"}, None],
    ]
)
ANY_RUN = st.dictionaries(st.sampled_from(RUN_FIELDS) | st.text(), JSON | SHAPED, max_size=12)


def exact(value: Any) -> str:
    """JSON text in which key order and the form of numbers show."""
    return json.dumps(value)


def assert_round_trip(value: Mapping[str, Any]) -> None:
    assert exact(parse(value).wire()) == exact(value)
    assert exact(parse(json.dumps(value)).wire()) == exact(value)
    assert exact(parse(json.dumps(value).encode()).wire()) == exact(value)


@pytest.mark.parametrize("name", NAMES)
def test_our_own_bodies_come_back(name: str) -> None:
    assert_round_trip(body(name))
    assert exact(parse(body_text(name)).wire()) == exact(body(name))


def test_there_are_bodies_of_all_eras_and_kinds() -> None:
    kinds = {name.split("-")[0] for name in NAMES}
    assert kinds == {"run", "step", "message", "thread", "assistant", "list", "error", "delta"}
    assert len([name for name in NAMES if name.startswith("run-")]) >= 10


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("list-")])
def test_each_item_of_a_page_comes_back_by_itself(name: str) -> None:
    page = parse(body(name))
    assert isinstance(page, Page)
    assert [exact(item.wire()) for item in page.data] == [exact(item) for item in body(name)["data"]]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("run-")])
@pytest.mark.parametrize("value", [None, "1", "", 1, 0, 1.0, 1.5, True, False, [], {}, [None], [{}], {"type": None}])
def test_any_value_in_any_field_of_a_run_comes_back(name: str, value: object) -> None:
    for key in body(name):
        if key != "object":
            assert_round_trip(body(name) | {key: value})


@pytest.mark.parametrize(
    "value", [None, "1", 1, 1.0, True, [], {}, [None], [[]], [{"type": "tool_calls"}], {"type": 7}]
)
def test_any_value_in_any_field_of_a_step_comes_back(value: object) -> None:
    step = body("step-2026-03-code")
    for key in RunStepObject.model_fields:
        if key != "object":
            assert_round_trip(step | {key: value})


@pytest.mark.parametrize("name", NAMES)
def test_a_body_comes_back_with_any_one_of_its_keys_absent(name: str) -> None:
    whole = body(name)
    for absent in whole.keys() - {"object", "data", "error"}:
        assert_round_trip({key: value for key, value in whole.items() if key != absent})


@pytest.mark.parametrize("name", NAMES)
def test_unknown_keys_come_back_wherever_they_stand(name: str) -> None:
    assert_round_trip(_seeded(body(name)))


def _seeded(value: Any) -> Any:
    """The same JSON with an unknown key at the front and at the end of each object."""
    if isinstance(value, list):
        return [_seeded(item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _seeded(item) for key, item in value.items()}
    return {"zz_first": [1.0], **inner, "aa_last": {"b": None, "a": 0}}


def _places(value: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Where something stands in a body, but for what tells of which object it is."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if (*path, key) not in {("object",), ("error",)}:
            yield (*path, key)
        yield from _places(item, *path, key)


@given(data=st.data())
def test_any_value_anywhere_in_a_body_comes_back(data: st.DataObject) -> None:
    whole = body(data.draw(st.sampled_from([name for name in NAMES if not name.startswith("list-")])))
    *path, key = data.draw(st.sampled_from(list(_places(whole))))
    inner = whole
    for step in path:
        inner = inner[step]
    inner[key] = data.draw(JSON | SHAPED)
    assert_round_trip(whole)


@pytest.mark.parametrize(
    "key",
    ["wire", "remember", "_source", "model_config", "model_fields", "__class__", "__dict__", "self", "", "a b", "ø"],
)
def test_no_key_is_taken_for_something_of_ours(key: str) -> None:
    assert_round_trip({"object": "thread.run", key: 1, "id": "run_1"})


def test_large_and_odd_numbers_come_back() -> None:
    assert_round_trip({"object": "thread.run", "created_at": 10**30, "temperature": 1e-7, "top_p": -0.0, "n": 1e22})


def test_untyped_parts_may_be_nested_as_deeply_as_json_is_read() -> None:
    deep: Any = []
    for _ in range(800):
        deep = [deep] if isinstance(deep, dict) else {"": deep}
    assert exact(parse({"object": "thread.run", "new": deep}).wire()["new"]) == exact(deep)


@given(fields=ANY_RUN)
def test_any_object_that_calls_itself_a_run_comes_back(fields: dict[str, Any]) -> None:
    assert_round_trip({**fields, "object": "thread.run"})


@given(step=st.dictionaries(st.sampled_from(sorted(RunStepObject.model_fields)) | st.text(), JSON | SHAPED, max_size=9))
def test_any_object_that_calls_itself_a_step_comes_back(step: dict[str, Any]) -> None:
    assert_round_trip({**step, "object": "thread.run.step"})


@given(fields=st.lists(ANY_RUN, min_size=1, max_size=3), more=st.dictionaries(st.text(), JSON, max_size=3))
def test_any_page_of_runs_comes_back(fields: list[dict[str, Any]], more: dict[str, Any]) -> None:
    runs = [{**one, "object": "thread.run"} for one in fields]
    assert_round_trip({**more, "data": runs, "object": "list"})


def test_the_body_given_is_neither_changed_nor_shared() -> None:
    given_body = body("run-2024-10-requires-action")
    run = parse(given_body)
    run.wire()["metadata"]["trip"] = "changed"
    run.wire()["tools"].clear()
    assert exact(given_body) == exact(body("run-2024-10-requires-action")) == exact(run.wire())


def _recorded() -> Iterator[Any]:
    real = REFERENCE / "data" / "real"
    samples = json.loads((real / "samples-by-shape.json").read_text(encoding="utf-8"))["samples"]
    exchanges = json.loads((real / "exchanges-runs.json").read_text(encoding="utf-8"))["exchanges"]
    yield from (sample["body"] for sample in samples)
    yield from (one["response"]["body"] for one in exchanges if one["response"].get("body") is not None)


@needs_reference
def test_every_recorded_body_comes_back() -> None:
    bodies = list(_recorded())
    assert len(bodies) == 227
    for recorded in bodies:
        assert_round_trip(recorded)
