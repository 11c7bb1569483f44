"""With ``valid_ids`` a normalised tree can be read by models again."""

from __future__ import annotations

import json
import re

import pytest
from openai.types.beta.threads import Run
from openai.types.beta.threads.runs import RunStep

from pytest_runsreplay import RunFactory, deviations, incoherences, normalize, parse
from pytest_runsreplay.lifecycle import Lifecycle, code, message, search, tool_call
from pytest_runsreplay.models import RunObject, RunStepObject

UUID = "3f2b6c1e-7a9d-4e0f-8b1c-2d3e4f5a6b7c"


@pytest.fixture
def life() -> Lifecycle:
    steps = (tool_call("get_weather", city="Oslo"), code("print(1)", logs="1"), search("a.txt"), message("3 °C"))
    return RunFactory(seed=2).with_steps(*steps)()


def test_ids_have_their_prefix_and_as_many_letters_as_real_ones(life: Lifecycle) -> None:
    told = json.dumps(normalize(life, valid_ids=True))
    for prefix in ("run_", "step_", "thread_", "asst_", "msg_", "call_", "file-"):
        assert re.search(rf'"{prefix}[0-9]{{23}}1"', told)
    assert "<" not in told


def test_the_tree_is_read_by_our_models_and_breaks_no_rule(life: Lifecycle) -> None:
    told = normalize(life, valid_ids=True)
    run, steps = parse(told["run"]), [parse(step) for step in told["steps"]]
    assert isinstance(run, RunObject)
    assert incoherences(run, [step for step in steps if isinstance(step, RunStepObject)]) == []
    assert len(steps) == 4
    assert list(deviations(told["run"], "v2")) == list(deviations(life.run.wire(), "v2"))


@pytest.mark.parametrize("times", ["delta", "rank", "mask"])
def test_the_tree_is_read_by_the_clients_models(life: Lifecycle, times: str) -> None:
    told = normalize(life, valid_ids=True, times=times)  # type: ignore[arg-type]
    assert Run.model_validate(told["run"]).status == "completed"
    assert [RunStep.model_validate(step).run_id for step in told["steps"]] == [told["run"]["id"]] * 4


def test_identity_and_distances_are_those_of_the_tokens() -> None:
    tree = [{"run_id": UUID, "created_at": 1_760_000_000, "completed_at": 1_760_000_003.5}, f"see {UUID}"]
    run = "run_000000000000000000000001"
    assert normalize(tree, valid_ids=True) == [
        {"run_id": run, "created_at": 1_700_000_000, "completed_at": 1_700_000_003.5},
        f"see {run}",
    ]


def test_dates_stay_dates() -> None:
    told = normalize({"created_at": "2026-03-01T10:00:00Z", "completed_at": "2026-03-01T10:00:02Z"}, valid_ids=True)
    assert told == {"created_at": "2023-11-14T22:13:20+00:00", "completed_at": "2023-11-14T22:13:22+00:00"}


def test_valid_ids_in_another_order_are_not_taken_for_one_another() -> None:
    first, second = ("run_" + f"{number}".zfill(24) for number in (1, 2))
    tree = {"ids": [second, first], "step_id": UUID, "text": f"{second} then {first}"}
    assert normalize(tree, valid_ids=True)["text"] == f"{first} then {second}"


def test_normalizing_what_is_valid_gives_the_same_again(life: Lifecycle) -> None:
    once = normalize(life, valid_ids=True)
    assert normalize(once, valid_ids=True) == once
    assert normalize(once) == normalize(life)
