"""A message creation whose inner object was left out, as sttp-openai has it, reads like any other."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from models.bodies import body

from pytest_runsreplay import RunStepObject, parse
from pytest_runsreplay.models import MessageCreationDetails, OtherDetails

MESSAGE = body("message-2026-03-answer")["id"]
FLATTENED: list[dict[str, Any]] = [
    {"type": "message_creation", "message_id": MESSAGE},
    {"type": "message_creation", "messageId": MESSAGE},
    {"messageId": MESSAGE, "type": "message_creation", "more": 1.0},
    {"messageId": MESSAGE},
    {"more": None, "message_id": MESSAGE},
    {"messageId": MESSAGE, "_fields_set": 1, "cls": 2, "self": 3},
]
COPIES: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    lambda model: pickle.loads(pickle.dumps(model)),
    lambda model: model.model_copy(deep=True),
]


def step_of(details: object, text: bool = False) -> RunStepObject:
    whole = body("step-2024-02-flattened") | {"step_details": details}
    step = parse(json.dumps(whole) if text else whole)
    assert isinstance(step, RunStepObject)
    return step


def creation_of(step: RunStepObject) -> MessageCreationDetails:
    assert isinstance(step.step_details, MessageCreationDetails)
    return step.step_details


@pytest.mark.parametrize("text", [False, True], ids=["dict", "text"])
@pytest.mark.parametrize("details", FLATTENED)
def test_the_message_is_where_it_always_is(details: dict[str, Any], text: bool) -> None:
    creation = creation_of(step_of(details, text))
    assert (creation.type, creation.message_creation.message_id) == ("message_creation", MESSAGE)


@pytest.mark.parametrize("text", [False, True], ids=["dict", "text"])
@pytest.mark.parametrize("details", FLATTENED)
def test_it_is_written_as_it_came(details: dict[str, Any], text: bool) -> None:
    step = step_of(details, text)
    assert json.dumps(step.wire()["step_details"]) == json.dumps(details)


@pytest.mark.parametrize("copied", COPIES, ids=["copy", "deepcopy", "pickle", "model_copy"])
@pytest.mark.parametrize("details", FLATTENED)
def test_a_copy_reads_and_is_written_alike(details: dict[str, Any], copied: Callable[[Any], Any]) -> None:
    step = step_of(details)
    twin = copied(step)
    assert twin == step
    assert creation_of(twin).message_creation.message_id == MESSAGE
    assert json.dumps(twin.wire()) == json.dumps(step.wire())


def test_two_of_the_same_message_are_equal_and_of_others_are_not() -> None:
    assert step_of(FLATTENED[0]) == step_of(FLATTENED[0])
    assert step_of(FLATTENED[0]) != step_of({**FLATTENED[0], "message_id": "msg_other"})


def test_an_inner_object_counts_before_a_flattened_id() -> None:
    both = {"type": "message_creation", "message_creation": {"message_id": MESSAGE}, "message_id": "msg_other"}
    assert creation_of(step_of(both)).message_creation.message_id == MESSAGE
    assert json.dumps(step_of(both).wire()["step_details"]) == json.dumps(both)


@pytest.mark.parametrize("details", [{}, {"id": MESSAGE}, {"type": None, "message_id": MESSAGE}, {"type": "new"}])
def test_details_without_a_type_and_a_message_are_of_another_kind(details: dict[str, Any]) -> None:
    step = step_of(details)
    assert type(step.step_details) is OtherDetails
    assert json.dumps(step.wire()["step_details"]) == json.dumps(details)


def test_a_message_creation_that_names_no_message_has_none() -> None:
    details = {"type": "message_creation"}
    assert creation_of(step_of(details)).message_creation is None
    assert step_of(details).wire()["step_details"] == details
