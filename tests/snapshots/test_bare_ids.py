"""Ids without a prefix, or shorter than servers draw them: the field they stand in says that they are ids."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_runsreplay import normalize

UUID = "3f2b6c1e-7a9d-4e0f-8b1c-2d3e4f5a6b7c"
OTHER = "9c1d2e3f-0a1b-4c2d-8e3f-4a5b6c7d8e9f"
HEX = "507f1f77bcf86cd799439011"


@pytest.mark.parametrize("id", [UUID, UUID.upper(), HEX, "run-7", "7", "c0ffee-1"])
def test_the_field_says_what_it_is_an_id_of(id: str) -> None:
    assert normalize({"run_id": id}) == {"run_id": "<run:1>"}


@pytest.mark.parametrize(
    ("tree", "token"),
    [
        ({"object": "thread.run", "id": UUID}, "<run:1>"),
        ({"object": "thread.run.step", "id": UUID}, "<step:1>"),
        ({"object": "thread.run.step.delta", "id": UUID}, "<step:1>"),
        ({"object": "thread.message", "id": UUID}, "<msg:1>"),
        ({"object": "thread.deleted", "id": UUID}, "<thread:1>"),
        ({"object": "assistant", "id": UUID}, "<asst:1>"),
        ({"tool_calls": [{"type": "function", "id": UUID}]}, "<call:1>"),
        ({"connected_agent": {"id": UUID}}, "<asst:1>"),
        ({"agent_id": UUID}, "<asst:1>"),
        ({"toolCallId": UUID}, "<call:1>"),
        ({"message_id": UUID}, "<msg:1>"),
        ({"file_ids": [UUID]}, "<file:1>"),
        ({"vector_store_ids": [UUID]}, "<vs:1>"),
        ({"request_id": UUID}, "<req:1>"),
        ({"headers": {"x-request-id": UUID.replace("-", "")}}, "<req:1>"),
        ({"order_id": UUID}, "<order:1>"),
        ({"id": UUID}, "<id:1>"),
        ({"id": "asst_abc"}, "<asst:1>"),
    ],
)
def test_the_token_says_what_it_is_an_id_of(tree: Any, token: str) -> None:
    assert token in json.dumps(normalize(tree))
    assert "3f2b" not in json.dumps(normalize(tree))


@pytest.mark.parametrize("id", [UUID, HEX, "run_abc123", "run-77-b"])
def test_the_same_value_is_the_same_token_wherever_it_stands(id: str) -> None:
    told = normalize(
        {
            "message": f"No run found with id '{id}'.",
            "url": f"https://host/threads/x/runs/{id}?a={id}",
            "arguments": f'{{"run":"{id}","note":"first\\n{id}%2F{id}"}}',
            "escaped": f"\\n{id} \\u003c{id} %3D{id}",
            id: [id],
            "run": {"object": "thread.run", "id": id},
        }
    )
    assert told == {
        "message": "No run found with id '<run:1>'.",
        "url": "https://host/threads/x/runs/<run:1>?a=<run:1>",
        "arguments": '{"run":"<run:1>","note":"first\\n<run:1>%2F<run:1>"}',
        "escaped": "\\n<run:1> \\u003c<run:1> %3D<run:1>",
        "<run:1>": ["<run:1>"],
        "run": {"object": "thread.run", "id": "<run:1>"},
    }


def test_a_short_id_without_a_digit_is_found_in_texts() -> None:
    tree = [{"run_id": "run_internationally"}, "No run_internationally here, run_international is another"]
    assert normalize(tree) == [{"run_id": "<run:1>"}, "No <run:1> here, run_international is another"]


def test_an_id_field_within_the_arguments_of_a_call_counts() -> None:
    arguments = json.dumps({"order_id": UUID, "city": "Oslo", "id": OTHER})
    assert normalize({"arguments": arguments, "output": f"order {UUID} sent"}) == {
        "arguments": '{"order_id": "<order:1>", "city": "Oslo", "id": "<id:1>"}',
        "output": "order <order:1> sent",
    }


def test_the_ends_of_a_page_are_the_ids_of_its_data() -> None:
    page = {"first_id": UUID, "last_id": OTHER, "data": [{"object": "thread.run", "id": id} for id in (UUID, OTHER)]}
    told = normalize(page)
    assert (told["first_id"], told["last_id"]) == ("<run:1>", "<run:2>")
    assert [run["id"] for run in told["data"]] == ["<run:1>", "<run:2>"]


@pytest.mark.parametrize("word", ["weather", "7", "a1"])
def test_an_id_that_is_a_word_is_one_in_id_fields_only(word: str) -> None:
    assert normalize({"assistant_id": word, "text": f"{word} or {word}"}) == {
        "assistant_id": "<asst:1>",
        "text": f"{word} or {word}",
    }


@pytest.mark.parametrize("path", ["/subscriptions/x/connections/bing", "a sentence with an id", "", "a" * 101])
def test_what_cannot_be_an_id_stays_in_an_id_field(path: str) -> None:
    assert normalize({"connection_id": path}) == {"connection_id": path}


def test_short_values_in_metadata_and_schemas_are_values() -> None:
    tree = {
        "metadata": {"customer_id": "C-1234567", "run_id": UUID},
        "parameters": {"properties": {"id": {"const": "a1"}}},
    }
    told = normalize(tree)
    assert told["metadata"] == {"customer_id": "C-1234567", "run_id": "<run:1>"}
    assert told["parameters"] == tree["parameters"]


def test_an_id_of_a_prefix_that_nobody_knows_is_told_by_its_length() -> None:
    assert normalize("see xyz_7Gq2XhLw9TzKcVb4NpRs1Yed") == "see <xyz:1>"
    assert normalize("see xyz_7Gq2XhLw9TzKcVb4NpRs1Ye") == "see xyz_7Gq2XhLw9TzKcVb4NpRs1Ye"
