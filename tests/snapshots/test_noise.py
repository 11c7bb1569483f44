"""A concise tree leaves out what goes without saying, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay import RunFactory, normalize
from pytest_runsreplay.lifecycle import Lifecycle, code, message
from pytest_runsreplay.snapshots import concise

LIFE: Lifecycle = RunFactory(seed=4).with_steps(code("print(1)", logs="1"), message("It is 3 °C."))()
TREE = normalize(LIFE)


def test_a_run_says_what_is_its_own() -> None:
    run = {**TREE["run"], "instructions": "Answer.", "tools": []}
    usage = {key: run["usage"][key] for key in ("prompt_tokens", "completion_tokens", "total_tokens")}
    assert concise(run) == {
        "id": "<run:1>",
        "created_at": "t0",
        "assistant_id": "<asst:1>",
        "thread_id": "<thread:1>",
        "status": "completed",
        "started_at": "t0+1s",
        "completed_at": run["completed_at"],
        "model": "gpt-4o-mini",
        "instructions": "Answer.",
        "usage": usage,
    }


def test_a_step_and_a_message_say_what_is_their_own() -> None:
    told = concise(TREE)
    assert list(told["steps"][1]) == [
        *("id", "created_at", "run_id", "assistant_id", "thread_id", "type", "status", "completed_at"),
        *("step_details", "usage"),
    ]
    assert told["messages"] == [
        {
            **{
                key: TREE["messages"][0][key]
                for key in ("id", "created_at", "assistant_id", "thread_id", "run_id", "role")
            },
            "content": [{"type": "text", "text": {"value": "It is 3 °C."}}],
        }
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("temperature", value) for value in (0.2, None, 1, "1.0")),
        *(("top_p", value) for value in (0.5, 1, True)),
        *(("tool_choice", value) for value in ("none", None, {"type": "code_interpreter"})),
        *(("response_format", value) for value in ({"type": "text"}, None)),
        *(("parallel_tool_calls", value) for value in (False, None, 1)),
        *(("metadata", value) for value in ({"a": "b"}, None, [])),
        *(("tools", value) for value in ([{"type": "file_search"}], None, {})),
        ("tool_resources", {"file_search": {"vector_store_ids": []}}),
        ("truncation_strategy", {"type": "last_messages", "last_messages": 3}),
        ("truncation_strategy", {"type": "auto"}),
        ("max_prompt_tokens", 256),
        ("reasoning_effort", "low"),
        ("instructions", ""),
        *((field, None) for field in ("completed_at", "started_at", "usage")),
        *((field, "t0+1s") for field in ("failed_at", "cancelled_at", "expires_at")),
        ("last_error", {"code": "server_error", "message": "No."}),
        ("object", "thread.dream"),
        ("status", "dreaming"),
        ("new", None),
    ],
)
def test_what_deviates_is_shown(field: str, value: Any) -> None:
    told = concise({**TREE["run"], field: value})
    assert type(told[field]) is type(value)
    assert told[field] == value


def test_nulls_of_a_status_that_nobody_knows_are_shown() -> None:
    assert "failed_at" in concise({**TREE["run"], "status": "dreaming"})


@pytest.mark.parametrize(
    ("status", "implied", "shown"),
    [
        ("queued", {"started_at", "completed_at", "usage"}, {"expires_at"}),
        ("requires_action", {"completed_at", "usage"}, {"required_action", "started_at"}),
        ("failed", {"completed_at", "cancelled_at", "incomplete_details"}, {"last_error", "failed_at"}),
        ("incomplete", {"failed_at"}, {"incomplete_details", "usage"}),
    ],
)
def test_which_nulls_go_without_saying_depends_on_the_status(status: str, implied: set[str], shown: set[str]) -> None:
    run = {"object": "thread.run", "status": status, **dict.fromkeys(implied | shown)}
    assert set(concise(run)) == {"status"} | shown


def test_a_message_of_a_user_has_no_run_and_one_of_an_assistant_has() -> None:
    asked = {"object": "thread.message", "role": "user", "assistant_id": None, "run_id": None}
    assert concise(asked) == {"role": "user"}
    assert concise({**asked, "role": "assistant"}) == {"role": "assistant", "assistant_id": None, "run_id": None}


def test_a_page_is_its_data_and_whether_there_is_more() -> None:
    page = {
        "object": "list",
        "data": [{"id": "<run:1>"}, {"id": "<run:2>"}],
        "first_id": "<run:1>",
        "last_id": "<run:2>",
    }
    assert concise({**page, "has_more": False}) == {"data": page["data"]}
    assert concise({**page, "last_id": "<run:3>", "has_more": True}) == {
        "data": page["data"],
        "last_id": "<run:3>",
        "has_more": True,
    }
    assert concise({"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}) == {"data": []}


def test_metadata_and_schemas_stay_whole() -> None:
    own = {"metadata": {"annotations": [], "object": "list"}, "parameters": {"properties": {"file_ids": []}}}
    assert concise(own) == own


@pytest.mark.parametrize("field", ["arguments", "headers"])
def test_arguments_and_headers_that_are_objects_stay_whole(field: str) -> None:
    call = {"type": "mcp", field: {"attachments": [], "metadata": {}}}
    assert concise(call) == call


def test_the_object_stays_for_those_who_ask() -> None:
    assert concise(TREE["run"], objects=True)["object"] == "thread.run"


def test_the_tree_itself_is_not_changed() -> None:
    before = json.dumps(TREE)
    concise(TREE)
    assert json.dumps(TREE) == before


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=3)


@given(
    tree=st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner), max_leaves=9
    )
)
def test_what_is_no_object_of_the_api_stays_as_it_is(tree: Any) -> None:
    assert concise(tree) == tree


@given(field=st.sampled_from(sorted(TREE["run"])), value=LEAVES)
def test_a_field_is_left_out_only_where_it_says_nothing(field: str, value: Any) -> None:
    told = concise({**TREE["run"], field: value})
    assert field not in told or json.dumps(told[field]) == json.dumps(value)
    if field not in told and field != "status":
        assert value is None or value is True or value == TREE["run"][field]
