"""Where a body differs from what its dialect published, it is told by path, what was expected, and what was found."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.bodies import NAMES, body, body_text

from pytest_runsreplay import ParseError, RunObject, RunStepObject, parse, parse_stream
from pytest_runsreplay.models import Deviation, Error, Unknown, deviations
from pytest_runsreplay.models.dialects import known_dialects

RUN = body("run-2026-03-completed")
ASSISTANT = body("assistant")
FUNCTION = {"type": "function", "function": {"name": "list_berths"}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def sentences(body: Any, dialect: str = "v2") -> list[str]:
    return [str(deviation) for deviation in deviations(body, dialect)]


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_in(item)


def test_a_body_as_published_has_none() -> None:
    assert deviations(RUN, "v2") == ()
    assert not deviations(RUN)


def test_a_key_that_is_lacking_is_named_itself() -> None:
    lacking = {key: value for key, value in RUN.items() if key != "expires_at"}
    (deviation,) = deviations(lacking, "v2")
    assert deviation == Deviation("$.expires_at", "an integer or null", "nothing", "required")
    assert str(deviation) == "$.expires_at: expected an integer or null, found nothing"


def test_a_key_that_may_be_lacking_is_not_missed() -> None:
    assert sentences({key: value for key, value in RUN.items() if key != "top_p"}) == []


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("instructions", None, "$.instructions: expected a string, found null"),
        ("created_at", "1774963890", '$.created_at: expected an integer, found "1774963890"'),
        ("created_at", True, "$.created_at: expected an integer, found true"),
        ("completed_at", 1.5, "$.completed_at: expected an integer or null, found 1.5"),
        ("model", ["gpt-4o"], "$.model: expected a string, found an array of 1"),
        ("tools", {}, "$.tools: expected an array, found an object"),
        ("usage", "none", '$.usage: expected an object or null, found "none"'),
        ("usage", "n" * 99, f'$.usage: expected an object or null, found "{"n" * 56}...'),
        ("tool_choice", 7, '$.tool_choice: expected one of "none", "auto", "required" or an object or null, found 7'),
        ("metadata", {"berth": 7}, "$.metadata.berth: expected a string, found 7"),
        ("metadata", {"the berth": 7}, '$.metadata["the berth"]: expected a string, found 7'),
    ],
)
def test_a_value_of_another_type_is_told(key: str, value: object, told: str) -> None:
    assert sentences({**RUN, key: value}) == [told]


def test_an_integer_too_long_to_be_written_is_told_by_its_length() -> None:
    assert sentences({**RUN, "model": 10**5000}) == ["$.model: expected a string, found an integer of 16610 bits"]


@pytest.mark.parametrize("value", [1774963890.0, 10**30])
def test_a_whole_number_is_an_integer(value: float) -> None:
    assert sentences({**RUN, "completed_at": value}) == []


@pytest.mark.parametrize(
    ("name", "key", "value", "told"),
    [
        ("run", "tool_choice", "any", '$.tool_choice: expected one of "none", "auto", "required", found "any"'),
        ("run", "max_prompt_tokens", 16, "$.max_prompt_tokens: expected 256 or more, found 16"),
        ("run", "tools", [FUNCTION] * 21, "$.tools: expected 20 items or fewer, found 21"),
        ("assistant", "temperature", 2.5, "$.temperature: expected 2 or less, found 2.5"),
        ("assistant", "name", "n" * 257, "$.name: expected 256 characters or fewer, found 257"),
    ],
)
def test_a_value_beyond_what_is_allowed_is_told(name: str, key: str, value: object, told: str) -> None:
    assert sentences({**(RUN if name == "run" else ASSISTANT), key: value}) == [told]


@pytest.mark.parametrize(
    ("tool", "told"),
    [
        (FUNCTION, None),
        ({"type": "function", "function": {}}, "$.tools[0].function.name: expected a string, found nothing"),
        ({"type": "code_interpreter", "function": 7}, None),
        ({}, '$.tools[0].type: expected one of "code_interpreter", "file_search", "function", found nothing'),
        (
            {"type": "retrieval"},
            '$.tools[0].type: expected one of "code_interpreter", "file_search", "function", found "retrieval"',
        ),
        (7, "$.tools[0]: expected an object, found 7"),
    ],
)
def test_a_union_is_held_against_the_member_of_its_type(tool: object, told: str | None) -> None:
    assert sentences({**RUN, "tools": [tool]}) == ([told] if told else [])


def test_what_a_schema_says_nothing_of_is_no_deviation_but_is_named() -> None:
    found = deviations({**RUN, "tide": "high"}, "v2")
    assert found == ()
    assert Unknown("$.tide", "key") in found.unknown
    assert Unknown("$.reasoning_effort", "key") in found.unknown
    assert not any(unknown.path.startswith("$.metadata") for unknown in found.unknown)


def test_an_open_enumeration_admits_other_values_but_names_them() -> None:
    found = deviations({**RUN, "status": "incomplete"}, "foundry-v1")
    assert found == ()
    assert Unknown("$.status", "value") in found.unknown


def test_where_null_is_not_told_of_it_is_no_deviation_but_is_named() -> None:
    found = deviations({**RUN, "instructions": None}, "foundry-v1")
    assert found == ()
    assert Unknown("$.instructions", "null") in found.unknown


def test_a_page_is_held_against_the_dialects_own_objects() -> None:
    page = {**body("list-runs"), "data": [RUN, {**RUN, "instructions": None}]}
    assert sentences(page) == ["$.data[1].instructions: expected a string, found null"]
    assert "$.data[0].file_ids: expected an array, found nothing" in sentences(page, "v1-2024")


def test_an_empty_page_differs_by_its_null_ids() -> None:
    assert sentences(body("list-empty")) == [
        "$.first_id: expected a string, found null",
        "$.last_id: expected a string, found null",
    ]


def test_a_step_lacks_what_no_server_ever_sent() -> None:
    told = [deviation.path for deviation in deviations(body("step-2026-03-code"))]
    assert told == ["$.expired_at", "$.metadata"]


def test_the_error_of_an_azure_gateway_is_no_error_of_openais() -> None:
    told = [deviation.path for deviation in deviations(body("error-azure"), "v2")]
    assert told == ["$.error.param", "$.error.type"]


def test_the_data_of_an_error_event_is_read_too() -> None:
    (event,) = parse_stream('event: error\ndata: {"code":"server_error","message":"Busy."}\n\n')
    assert isinstance(event.data, Error)
    assert [deviation.path for deviation in deviations(event.data, "v2")] == ["$.param", "$.type"]


def test_it_takes_whatever_parse_takes_and_a_model() -> None:
    wrong = {**RUN, "instructions": None}
    expected = deviations(wrong, "v2")
    text = json.dumps(wrong)
    for given_body in (text, text.encode(), bytearray(text.encode()), parse(wrong)):
        assert deviations(given_body, "v2") == expected


def test_a_model_changed_since_is_held_as_it_is_now() -> None:
    run = parse(RUN)
    assert isinstance(run, RunObject)
    assert sentences(run.model_copy(update={"model": None})) == ["$.model: expected a string, found null"]


def test_a_model_that_came_without_its_object_is_known_by_its_class() -> None:
    step = {key: value for key, value in body("step-2026-03-code").items() if key != "object"}
    told = sentences(RunStepObject.model_validate(step))
    assert told[0] == '$.object: expected "thread.run.step", found nothing'


def test_a_users_own_kind_of_run_is_a_run() -> None:
    class HarbourRun(RunObject):
        """A run that a user gave methods of their own."""

    assert sentences(HarbourRun.model_validate({**RUN, "model": 4})) == ["$.model: expected a string, found 4"]


def test_the_result_is_immutable_and_survives_copying() -> None:
    found = deviations({**RUN, "model": 4})
    assert hash(found) == hash(tuple(found))
    for twin in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert (twin, twin.dialect, twin.unknown) == (found, found.dialect, found.unknown)


@pytest.mark.parametrize("wrong", ["", "[]", '{"object": "chat.completion"}', {"type": "function"}])
def test_what_is_no_object_of_the_api_is_refused(wrong: Any) -> None:
    with pytest.raises(ParseError) as caught:
        deviations(wrong)
    with pytest.raises(ParseError) as parsed:
        parse(wrong)
    assert str(caught.value) == str(parsed.value)


def test_a_part_of_an_object_is_refused() -> None:
    run = parse({**RUN, "tools": [FUNCTION]})
    assert isinstance(run, RunObject)
    with pytest.raises(ParseError, match="expected an object of the Runs API, found a FunctionTool"):
        deviations(run.tools[0])


def test_an_unknown_dialect_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"found 'v3': one of .*\bv1-2023\b.*\bv2\b.*v2-2026-08-21"):
        deviations(RUN, "v3")


def test_a_dialect_without_such_an_object_is_refused_with_those_that_have_it() -> None:
    with pytest.raises(ValueError, match=r"v1-2023 has no published schema of RunStepDeltaObject: .*v1-2024"):
        deviations(body("delta-step"), "v1-2023")


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_body_has_a_published_schema(name: str) -> None:
    assert deviations(body_text(name)).dialect in [dialect.name for dialect in known_dialects()]


KEYS = sorted({key for name in NAMES if name.startswith("run-") for key in body(name)} - {"object"})


@given(
    fields=st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), JSON),
    dialect=st.none() | st.sampled_from([one.name for one in known_dialects()]),
)
def test_any_run_gives_deviations_or_a_parse_error(fields: dict[str, Any], dialect: str | None) -> None:
    try:
        found = deviations({**fields, "object": "thread.run"}, dialect)
    except ParseError:
        with pytest.raises(ParseError):
            parse({**fields, "object": "thread.run"})
    else:
        assert all(str(deviation).startswith("$.") for deviation in found)
        assert found.dialect == dialect or dialect is None


@given(data=st.data())
def test_what_is_anywhere_replaced_is_told_at_that_place_or_not_at_all(data: st.DataObject) -> None:
    run = copy.deepcopy(body("run-2024-10-requires-action"))
    spot = data.draw(st.sampled_from([one for one in objects_in(run) if one]))
    key = data.draw(st.sampled_from(sorted(spot.keys() - {"object"})))
    spot[key] = data.draw(JSON)
    assert all(key in deviation.path for deviation in deviations(run, "v2"))


@given(data=st.data(), key=st.text(), value=JSON)
def test_a_key_that_no_schema_knows_breaks_none(data: st.DataObject, key: str, value: Any) -> None:
    run = copy.deepcopy(RUN)
    open_objects = [one for one in objects_in(run) if one is not run["metadata"]]
    data.draw(st.sampled_from(open_objects))[f"x {key}"] = value
    assert deviations(run, "v2") == ()


@pytest.mark.parametrize("nested", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "0" + "}" * 100_000])
def test_nesting_without_end_is_refused(nested: str) -> None:
    with pytest.raises(ParseError, match="nesting without end"):
        deviations(f'{{"object": "thread.run", "metadata": {nested}}}')


def test_nesting_that_python_made_is_passed_over() -> None:
    deep: Any = None
    for _ in range(100_000):
        deep = [deep]
    assert sentences({**RUN, "tide": deep}) == []
    assert sentences({**RUN, "metadata": deep}) == ["$.metadata: expected an object or null, found an array of 1"]
