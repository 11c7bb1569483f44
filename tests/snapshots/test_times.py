"""Times as tokens: distances by default, order alone or nothing at all on request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from pytest_runsreplay import RunFactory, normalize
from pytest_runsreplay.lifecycle import Lifecycle, code, message

NOON = 1_760_000_000
RUN, OTHER_RUN = "run_7Gq2XhLw9TzKcVb4NpRs1Yed", "run_Zk3UoPa8MvJx5QtWn0HbFgCy"
THREAD = "thread_M2sDnBx7Ke9QvRt4LwGzYp5A"


def lifecycle(seed: int) -> Lifecycle:
    return RunFactory(seed=seed).with_steps(code("print(1)", logs="1"), message("It is 3 °C."))()


def body(run: str, start: int) -> list[dict[str, Any]]:
    return [
        {"id": run, "object": "thread.run", "created_at": start, "thread_id": THREAD, "completed_at": start + 9},
        {"id": f"step_{run[4:]}", "object": "thread.run.step", "run_id": run, "created_at": start + 2},
        {
            "id": f"msg_{run[4:]}",
            "object": "thread.message",
            "run_id": run,
            "thread_id": THREAD,
            "created_at": start + 8,
        },
    ]


def test_times_count_from_the_beginning_of_the_run() -> None:
    run, step, message = normalize(body(RUN, NOON))
    assert (run["created_at"], run["completed_at"]) == ("t0", "t0+9s")
    assert step["created_at"] == "t0+2s"
    assert message["created_at"] == "t0+8s"


def test_a_step_counts_from_its_run_wherever_that_stands_and_may_be_before_it() -> None:
    run, step, _ = body(RUN, NOON)
    step["created_at"] = NOON - 1
    assert [item["created_at"] for item in normalize([step, run])] == ["t0-1s", "t0"]


def test_without_their_run_steps_count_from_the_earliest_of_them() -> None:
    steps = [{"id": f"step_{n}", "run_id": RUN, "created_at": NOON + n, "completed_at": NOON + n + 4} for n in (5, 3)]
    assert [(step["created_at"], step["completed_at"]) for step in normalize(steps)] == [
        ("t0+2s", "t0+6s"),
        ("t0", "t0+4s"),
    ]


def test_each_run_has_a_beginning_of_its_own() -> None:
    told = normalize(body(RUN, NOON) + body(OTHER_RUN, NOON + 56_229_805))
    assert [item["created_at"] for item in told] == ["t0", "t0+2s", "t0+8s"] * 2


def test_shifting_the_times_of_one_run_changes_nothing() -> None:
    assert normalize(body(RUN, NOON) + body(OTHER_RUN, NOON)) == normalize(body(RUN, NOON) + body(OTHER_RUN, NOON + 77))


def test_messages_of_no_run_count_from_their_thread() -> None:
    thread = {"id": THREAD, "object": "thread", "created_at": NOON - 60}
    asked = [
        {"id": f"msg_{n}", "object": "thread.message", "thread_id": THREAD, "run_id": None, "created_at": NOON + n}
        for n in (0, 5)
    ]
    assert [item["created_at"] for item in normalize([thread, *asked])] == ["t0", "t0+60s", "t0+65s"]
    assert [item["created_at"] for item in normalize(asked)] == ["t0", "t0+5s"]


def test_a_duration_that_differs_is_seen() -> None:
    run = body(RUN, NOON)[0]
    assert normalize({**run, "completed_at": NOON + 10}) != normalize(run)


def test_times_of_what_has_no_id_count_from_the_earliest() -> None:
    tree = {"completed_at": NOON + 3, "created_at": NOON, "steps": [{"created_at": NOON + 90, "expires_at": None}]}
    assert normalize(tree) == {
        "completed_at": "t0+3s",
        "created_at": "t0",
        "steps": [{"created_at": "t0+90s", "expires_at": None}],
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("completed_at", NOON + 3),
        ("completed_at", float(NOON + 3)),
        ("completed_at", (NOON + 3) * 1000),
        ("completedAt", NOON + 3),
        ("completed_at", datetime.fromtimestamp(NOON + 3, UTC)),
        ("completed_time", datetime.fromtimestamp(NOON + 3, timezone(timedelta(hours=2)))),
        ("completed_time", datetime.fromtimestamp(NOON + 3, UTC).replace(tzinfo=None)),
        ("completed_at", datetime.fromtimestamp(NOON + 3, UTC).isoformat()),
        ("completed_at", datetime.fromtimestamp(NOON + 3, UTC).isoformat().replace("+00:00", "Z")),
        ("completedTime", datetime.fromtimestamp(NOON + 3, timezone(timedelta(hours=-5))).isoformat(" ")),
    ],
)
def test_a_time_is_told_in_all_the_ways_that_clients_write_it(key: str, value: object) -> None:
    assert normalize({"created_at": NOON, key: value}) == {"created_at": "t0", key: "t0+3s"}


def test_fractions_of_a_second_are_told() -> None:
    assert normalize({"created_at": NOON, "completed_at": NOON + 3.25}) == {
        "created_at": "t0",
        "completed_at": "t0+3.25s",
    }


def test_rank_tells_order_and_equality_only() -> None:
    def ranks(*seconds: int) -> list[str]:
        run = {"id": RUN, "created_at": NOON}
        return [step["created_at"] for step in normalize([run, *_steps(seconds)], times="rank")[1:]]

    assert ranks(3, 1, 3) == ["t2", "t1", "t2"] == ranks(300, 10, 300)
    assert ranks(1, 3, 3) != ranks(3, 1, 3)
    assert ranks(3, 1, 4) != ranks(3, 1, 3)


def _steps(seconds: tuple[int, ...]) -> list[dict[str, Any]]:
    return [{"id": f"step_{n}", "run_id": RUN, "created_at": NOON + second} for n, second in enumerate(seconds)]


def test_mask_tells_only_that_there_is_a_time() -> None:
    assert normalize({"created_at": NOON, "failed_at": None}, times="mask") == {
        "created_at": "<time>",
        "failed_at": None,
    }


@pytest.mark.parametrize("times", ["delta", "rank", "mask"])
def test_lifecycles_of_other_ids_and_times_are_told_alike(times: Any) -> None:
    tree = lifecycle(1)
    moved = [
        {key: value + 1000 if key.endswith("_at") and value else value for key, value in part.wire().items()}
        for part in (tree.run, *tree.steps, *tree.messages)
    ]
    parts = [tree.run, *tree.steps, *tree.messages]
    assert normalize(moved, times=times) == normalize(parts, times=times)


def test_another_word_for_times_is_refused() -> None:
    with pytest.raises(ValueError, match="'seconds': use one of 'delta', 'rank', 'mask'"):
        normalize({}, times="seconds")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [True, None, 600, 1.5, str(NOON), "2026-03-01", "soon", 1_000_000_000])
def test_what_is_no_time_stays_as_it_is(value: object) -> None:
    result = normalize({"expires_at": value})
    assert result == {"expires_at": value}
    assert type(result["expires_at"]) is type(value)
