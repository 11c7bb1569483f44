"""Names of one's own for ids, times and whatever else differs."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay import RunFactory, normalize

RUN, OTHER = "run_7Gq2XhLw9TzKcVb4NpRs1Yed", "run_Zk3UoPa8MvJx5QtWn0HbFgCy"
UUID = "3f2b6c1e-7a9d-4e0f-8b1c-2d3e4f5a6b7c"
NOON = 1_760_000_000


def test_an_id_is_called_by_its_name_everywhere() -> None:
    run = RunFactory(seed=3)()
    told = normalize({"run": run, "note": f"see /runs/{run.id}", run.id: OTHER}, names={run.id: "the run"})
    assert told["run"]["id"] == "<the run>"
    assert told["note"] == "see /runs/<the run>"
    assert told["<the run>"] == "<run:1>"


def test_any_text_and_any_time_may_have_a_name() -> None:
    tree = {"text": f"order {UUID} of a@b.example", "total": NOON, "created_at": NOON + 3}
    names: dict[Any, str] = {UUID: "the order", "a@b.example": "the customer", NOON: "the start", NOON + 3: "the end"}
    assert normalize(tree, names=names) == {
        "text": "order <the order> of <the customer>",
        "total": "<the start>",
        "created_at": "<the end>",
    }


def test_a_name_stands_for_whole_words_only() -> None:
    assert normalize("Oslo, Oslofjord", names={"Oslo": "the city"}) == "<the city>, Oslofjord"


def test_of_two_names_that_fit_the_longer_value_counts() -> None:
    assert normalize("/a/b /a", names={"/a": "short", "/a/b": "long"}) == "<long> <short>"


@pytest.mark.parametrize("name", ["", " ", "run:1", "a <b>", "x>"])
def test_a_name_that_could_be_taken_for_a_token_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"'{name}' is no name for '{RUN}'"):
        normalize({}, names={RUN: name})


def test_one_name_for_two_values_is_refused() -> None:
    with pytest.raises(ValueError, match="'the run' stands for two values"):
        normalize({}, names={RUN: "the run", OTHER: "the run"})


def test_a_name_is_no_valid_id() -> None:
    with pytest.raises(ValueError, match="either names or valid_ids"):
        normalize({}, names={RUN: "the run"}, valid_ids=True)
