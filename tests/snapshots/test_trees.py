"""What ``normalize`` takes: models of ours and of clients, however deep, unless they have no end."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from azure.ai.agents.models import RunStep, ThreadRun
from openai.pagination import SyncCursorPage
from openai.types.beta.threads import Run

from pytest_runsreplay import RunFactory, normalize, parse
from pytest_runsreplay.lifecycle import Lifecycle, code, message
from pytest_runsreplay.models import RunObject

LIFE: Lifecycle = RunFactory(seed=8).with_steps(code("print(1)", logs="1"), message("It is 3 °C."))()
RUN, STEP = LIFE.run.wire(), LIFE.steps[0].wire()


def nested(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"value": "run_7Gq2XhLw9TzKcVb4NpRs1Yed"}
    for _ in range(depth):
        tree = {"a": [tree]}
    return tree


def test_the_models_of_azure_give_the_same_tree_as_ours() -> None:
    run, step = ThreadRun(copy.deepcopy(RUN)), RunStep(copy.deepcopy(STEP))
    assert json.dumps(normalize([run, step])) == json.dumps(normalize([RUN, STEP]))


def test_a_page_of_the_openai_client_gives_its_data() -> None:
    page = SyncCursorPage[Run].construct(data=[Run.construct(**copy.deepcopy(RUN))], object="list")
    assert normalize(page)["data"] == [normalize(RUN)]


@pytest.mark.parametrize("read", [copy.deepcopy, json.dumps])
def test_a_value_changed_after_reading_is_told(read: Callable[[Any], Any]) -> None:
    run = parse(read(RUN))
    assert isinstance(run, RunObject)
    run.temperature = 1
    told = normalize(run)
    assert (told["temperature"], type(told["temperature"])) == (1, int)
    run.status = "failed"
    assert normalize(run)["status"] == "failed"
    assert list(normalize(run)) == list(RUN)


def test_what_lies_in_other_containers_is_found() -> None:
    class Name(StrEnum):
        RUN = "run_7Gq2XhLw9TzKcVb4NpRs1Yed"

    @dataclass
    class Note:
        run: Any
        at: Any

    class Text(str):
        __slots__ = ()

    note = Note((Name.RUN, Text(Name.RUN)), datetime(2026, 3, 1, tzinfo=UTC))
    told = normalize({"note": note})
    assert told == {"note": {"run": ["<run:1>", "<run:1>"], "at": "t0"}}
    assert [type(item) for item in told["note"]["run"]] == [str, str]


def test_trees_as_deep_as_schemas_get_are_taken() -> None:
    assert "<run:1>" in json.dumps(normalize(nested(90)))


@pytest.mark.parametrize("depth", [101, 5_000, 50_000])
def test_a_tree_that_nests_without_reason_is_refused(depth: int) -> None:
    with pytest.raises(ValueError, match=r"\$\.a\[0\]\.a\[0\].*… nests deeper than 200 levels"):
        normalize(nested(depth))


def test_an_object_that_holds_itself_is_named() -> None:
    tree: dict[str, Any] = {"runs": [{"id": "run_1"}]}
    tree["runs"][0]["parent"] = tree
    with pytest.raises(ValueError, match=r"\$\.runs\[0\]\.parent is an object that holds itself"):
        normalize(tree)


def test_a_model_that_holds_itself_is_refused() -> None:
    run = parse(copy.deepcopy(RUN))
    assert isinstance(run, RunObject)
    run.metadata = {"self": run}  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="is an object that holds itself"):
        normalize(run)


def test_an_object_that_stands_in_two_places_is_told_twice() -> None:
    shared = {"id": "run_7Gq2XhLw9TzKcVb4NpRs1Yed"}
    assert normalize([shared, [shared]]) == [{"id": "<run:1>"}, [{"id": "<run:1>"}]]
