"""Comparisons of one test share their tokens."""

from __future__ import annotations

from pytest_runsreplay import RunFactory
from pytest_runsreplay.lifecycle import Lifecycle, code, message
from pytest_runsreplay.snapshots import Tokens, normalized

LIFE: Lifecycle = RunFactory(seed=7).with_steps(code("print(1)", logs="1"), message("It is 3 °C."))()


def test_an_id_keeps_its_token() -> None:
    tokens = Tokens()
    first = normalized(LIFE.steps[1], tokens)
    assert first["id"] == "<step:1>"
    told = normalized(LIFE, tokens)
    assert [step["id"] for step in told["steps"]] == ["<step:2>", "<step:1>"]


def test_an_id_known_from_a_field_is_found_in_a_later_text() -> None:
    tokens = Tokens()
    normalized({"object": "thread.run", "id": "run_abc1"}, tokens)
    assert normalized("run_abc1 failed", tokens) == "<run:1> failed"


def test_times_of_a_run_count_from_where_they_counted_first() -> None:
    tokens = Tokens()
    step = normalized(LIFE.steps[1], tokens)
    assert step["created_at"] == "t0"
    seconds = LIFE.steps[1].created_at - LIFE.run.created_at
    assert normalized(LIFE.run, tokens)["created_at"] == f"t0-{seconds}s"


def test_times_of_nothing_in_particular_count_within_their_tree() -> None:
    tokens = Tokens()
    for start in (1_700_000_000, 1_800_000_000):
        told = normalized({"created_at": start, "failed_at": start + 3}, tokens)
        assert told == {"created_at": "t0", "failed_at": "t0+3s"}


def test_names_learnt_later_count_from_then_on() -> None:
    tokens = Tokens()
    assert normalized(LIFE.run.id, tokens) == "<run:1>"
    tokens.learn({LIFE.run.id: "the run"}, keep=[LIFE.run.thread_id])
    assert normalized([LIFE.run.id, LIFE.run.thread_id], tokens) == ["<the run>", LIFE.run.thread_id]
