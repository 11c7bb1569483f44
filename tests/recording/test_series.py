"""Replay shows what the server would have shown, however often it is asked."""

from __future__ import annotations

import json

import pytest
from tapes import JSON_TYPE, RUN, STEPS, ask, state, states, tape

from pytest_runsreplay.recording.exchanges import Exchange, Request, Response
from pytest_runsreplay.recording.matching import Matching
from pytest_runsreplay.recording.series import STAY_LIMIT, Lookup, Reason, Tape


def test_a_poll_goes_through_the_answers_as_often_as_they_were_given_and_stays_on_the_last() -> None:
    recorded = tape((f"GET {RUN}", "queued", 2), (f"GET {RUN}", "completed"))
    assert states(recorded, f"GET {RUN}", 5) == ["queued", "queued", "completed", "completed", "completed"]


def test_identical_posts_are_answered_in_order_and_run_out() -> None:
    recorded = tape(("POST /v1/threads", "first"), ("POST /v1/threads", "second"))
    assert states(recorded, "POST /v1/threads", 2) == ["first", "second"]
    assert recorded.take(ask("POST /v1/threads")) == Lookup(None, Reason.USED_UP, 1)


def test_a_post_is_answered_as_often_as_the_cassette_says() -> None:
    recorded = tape(("POST /v1/threads", "first", 2), ("POST /v1/threads", "second"))
    assert states(recorded, "POST /v1/threads", 4) == ["first", "first", "second", None]


def test_polls_of_two_runs_do_not_disturb_each_other() -> None:
    other = RUN.replace("r1", "r2")
    recorded = tape((f"GET {RUN}", "queued"), (f"GET {other}", "in_progress"), (f"GET {RUN}", "completed"))
    assert states(recorded, f"GET {other}", 2) == ["in_progress"] * 2
    assert states(recorded, f"GET {RUN}", 2) == ["queued", "completed"]


def test_a_run_that_was_never_seen_to_end_is_called_stuck_instead_of_polled_for_ever() -> None:
    recorded = tape((f"GET {RUN}", "in_progress"))
    assert set(states(recorded, f"GET {RUN}", STAY_LIMIT + 1)) == {"in_progress"}
    assert recorded.take(ask(f"GET {RUN}")) == Lookup(None, Reason.STUCK, 0)


@pytest.mark.parametrize("state", ["requires_action", "running", "whatever a server calls it"])
def test_any_status_that_is_not_final_is_stuck_in_the_end(state: str) -> None:
    recorded = tape((f"GET {RUN}", state))
    states(recorded, f"GET {RUN}", STAY_LIMIT + 1)
    assert recorded.take(ask(f"GET {RUN}")).reason is Reason.STUCK


@pytest.mark.parametrize("state", [None, "completed"])
def test_what_has_no_status_or_a_final_one_may_be_read_without_end(state: str | None) -> None:
    recorded = tape(("GET /v1/assistants/a1", state))
    assert set(states(recorded, "GET /v1/assistants/a1", 3 * STAY_LIMIT)) == {state}


def test_a_page_with_an_unfinished_run_is_stuck_in_the_end() -> None:
    page = json.dumps({"object": "list", "data": [{"status": "completed"}, {"status": "in_progress"}]}).encode()
    request = ask("GET /v1/threads/t1/runs")
    recorded = Tape([Exchange(request, Response.read(200, JSON_TYPE, [page]))], Matching())
    lookups = [recorded.take(request) for _ in range(STAY_LIMIT + 2)]
    assert lookups[-1].reason is Reason.STUCK


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/v1/batches/b1", ["validating", "in_progress", "finalizing", "completed"]),
        ("/v1/batches/b1", ["in_progress", "cancelling", "cancelled"]),
        ("/v1/vector_stores/vs1/files/f1", ["in_progress", "completed"]),
        ("/v1/vector_stores/vs1/file_batches/b1", ["in_progress", "failed"]),
        ("/v1/responses/r1", ["queued", "in_progress", "incomplete"]),
        ("/v1/fine_tuning/jobs/j1", ["validating_files", "queued", "running", "succeeded"]),
        ("/v1/files/f1", ["uploaded", "processed"]),
        ("/v1/files/f1", ["uploaded", "error"]),
    ],
)
def test_what_other_objects_go_through_replays_and_may_be_read_without_end_once_it_is_over(
    path: str, words: list[str]
) -> None:
    recorded = tape(*[(f"GET {path}", word) for word in words])
    seen = states(recorded, f"GET {path}", 2 * STAY_LIMIT + len(words))
    assert seen[: len(words)] == words
    assert set(seen[len(words) :]) == {words[-1]}


def test_of_two_versions_of_the_api_the_one_that_is_asked_for_answers_and_of_one_that_one() -> None:
    def asked(*headers: tuple[str, str]) -> Request:
        return Request.read("GET", f"https://runs.example{RUN}", headers, b"")

    none, first, second = asked(), asked(("openai-beta", "assistants=v1")), asked(("openai-beta", "assistants=v2"))
    answer = Response.read(200, JSON_TYPE, [b"{}"])
    both = Tape([Exchange(first, answer), Exchange(second, answer), Exchange(none, answer)], Matching())
    assert [both.take(request).position for request in (second, none, first)] == [1, 2, 0]
    for recorded in (none, first, second):
        alone = Tape([Exchange(recorded, answer)], Matching())
        assert [alone.take(request).position for request in (none, first, second)] == [0, 0, 0]


def test_unused_is_what_was_never_asked_for_and_not_what_was_polled_less_often() -> None:
    recorded = tape(
        ("POST /v1/threads", None),
        ("POST /v1/threads", None),
        (f"GET {RUN}", "queued"),
        (f"GET {RUN}", "completed"),
        (f"GET {STEPS}", None),
    )
    assert recorded.unused == [0, 1, 2, 3, 4]
    recorded.take(ask("POST /v1/threads"))
    recorded.take(ask(f"GET {RUN}"))
    assert recorded.unused == [1, 4]


def test_looking_does_not_go_on() -> None:
    recorded = tape((f"GET {RUN}", "queued"), (f"GET {RUN}", "completed"))
    assert [state(recorded, recorded.look(ask(f"GET {RUN}"))) for _ in range(3)] == ["queued"] * 3
