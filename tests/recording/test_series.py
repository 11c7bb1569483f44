"""Replay shows what the server would have shown, however often and in whatever order it is asked."""

from __future__ import annotations

import json

import pytest

from pytest_runsreplay.recording.exchanges import Exchange, Request, Response
from pytest_runsreplay.recording.matching import Matching
from pytest_runsreplay.recording.series import STAY_LIMIT, Lookup, Reason, Tape

RUN = "/v1/threads/t1/runs/r1"
STEPS = f"{RUN}/steps"
SUBMIT = f"{RUN}/submit_tool_outputs"
JSON_TYPE = (("content-type", "application/json"),)


def ask(line: str) -> Request:
    method, path = line.split(" ")
    return Request.read(method, f"https://runs.example{path}", JSON_TYPE, b"")


def tape(*lines: tuple[str, str | None] | tuple[str, str | None, int]) -> Tape:
    """A tape of exchanges, each the request, the status in its answer, and how often it was given."""
    exchanges = []
    for line, state, *times in lines:
        content = json.dumps({} if state is None else {"status": state}).encode()
        exchanges.append(Exchange(ask(line), Response.read(200, JSON_TYPE, [content]), *times))
    return Tape(exchanges, Matching())


def states(tape: Tape, line: str, times: int) -> list[str | None]:
    return [state(tape, tape.take(ask(line))) for _ in range(times)]


def state(tape: Tape, lookup: Lookup) -> str | None:
    return None if lookup.position is None else tape.exchanges[lookup.position].response.state


def a_tool_call() -> Tape:
    return tape(
        (f"POST {RUN.rpartition('/')[0]}", "queued"),
        (f"GET {RUN}", "queued", 2),
        (f"GET {RUN}", "in_progress"),
        (f"GET {RUN}", "requires_action"),
        (f"GET {STEPS}", "one step"),
        (f"POST {SUBMIT}", "queued"),
        (f"GET {RUN}", "in_progress", 3),
        (f"GET {RUN}", "completed"),
        (f"GET {STEPS}", "two steps"),
    )


def test_a_poll_goes_through_the_answers_as_often_as_they_were_given_and_stays_on_the_last() -> None:
    recorded = tape((f"GET {RUN}", "queued", 2), (f"GET {RUN}", "completed"))
    assert states(recorded, f"GET {RUN}", 5) == ["queued", "queued", "completed", "completed", "completed"]


def test_a_poll_stays_before_a_barrier_that_has_not_been_replayed() -> None:
    recorded = a_tool_call()
    recorded.take(ask(f"POST {RUN.rpartition('/')[0]}"))
    assert states(recorded, f"GET {RUN}", 7)[-4:] == ["requires_action"] * 4


def test_a_barrier_that_is_asked_for_no_more_does_not_stand_in_the_way_of_what_was_added_in_its_place() -> None:
    runs = RUN.rpartition("/")[0]
    recorded = tape(
        ("POST /v1/threads/t1/messages?new", None),
        ("POST /v1/threads/t1/messages?old", None),
        (f"POST {runs}", "queued"),
        (f"GET {RUN}", "completed"),
    )
    recorded.take(ask("POST /v1/threads/t1/messages?new"))
    recorded.take(ask(f"POST {runs}"))
    assert states(recorded, f"GET {RUN}", 1) == ["completed"]


def test_replaying_a_barrier_moves_on_past_what_was_recorded_before_it() -> None:
    recorded = a_tool_call()
    recorded.take(ask(f"POST {RUN.rpartition('/')[0]}"))
    assert states(recorded, f"GET {RUN}", 1) == ["queued"]
    recorded.take(ask(f"POST {SUBMIT}"))
    assert states(recorded, f"GET {RUN}", 4) == ["in_progress", "in_progress", "in_progress", "completed"]


def test_a_list_read_again_shows_what_it_showed_at_that_time() -> None:
    recorded = a_tool_call()
    recorded.take(ask(f"POST {RUN.rpartition('/')[0]}"))
    assert states(recorded, f"GET {STEPS}", 3) == ["one step"] * 3
    recorded.take(ask(f"POST {SUBMIT}"))
    assert states(recorded, f"GET {STEPS}", 2) == ["two steps"] * 2


def test_what_was_recorded_only_after_a_barrier_is_not_shown_before_it() -> None:
    recorded = tape(("POST /v1/threads/t1/messages", "sent"), ("GET /v1/threads/t1/messages", "listed"))
    lookup = recorded.take(ask("GET /v1/threads/t1/messages"))
    assert lookup == Lookup(None, Reason.TOO_EARLY, 0)


def test_what_was_recorded_only_before_a_barrier_is_not_shown_after_it() -> None:
    recorded = tape(("GET /v1/threads/t1/messages", "listed"), ("POST /v1/threads/t1/messages", "sent"))
    recorded.take(ask("POST /v1/threads/t1/messages"))
    assert recorded.take(ask("GET /v1/threads/t1/messages")) == Lookup(None, Reason.TOO_LATE, 1)


def test_an_object_that_has_ended_is_shown_after_any_barrier() -> None:
    recorded = tape((f"GET {RUN}", "completed"), ("POST /v1/threads/t1/messages", "sent"))
    recorded.take(ask("POST /v1/threads/t1/messages"))
    assert states(recorded, f"GET {RUN}", 2) == ["completed", "completed"]


def test_a_barrier_of_another_thread_does_not_matter() -> None:
    recorded = tape((f"GET {RUN}", "queued"), ("POST /v1/threads/t2/runs", "queued"), (f"GET {RUN}", "completed"))
    assert states(recorded, f"GET {RUN}", 2) == ["queued", "completed"]


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


def test_nothing_recorded_before_a_live_request_answers_for_its_scope() -> None:
    recorded = tape((f"GET {RUN}", "queued"))
    recorded.pass_live(ask(f"POST {SUBMIT}"))
    assert recorded.take(ask(f"GET {RUN}")) == Lookup(None, Reason.TOO_LATE)


def test_a_live_request_on_a_thread_lets_nothing_recorded_on_it_answer_read_or_write() -> None:
    recorded = tape(("POST /v1/threads/t1/runs", "queued"), (f"GET {RUN}", "completed"), ("POST /v1/threads", None))
    recorded.pass_live(ask("POST /v1/threads/t1/messages"))
    assert recorded.take(ask(f"GET {RUN}")).reason is Reason.TOO_LATE
    assert recorded.take(ask("POST /v1/threads/t1/runs")).reason is Reason.TOO_LATE
    assert recorded.take(ask("POST /v1/threads")).position == 2


def test_what_was_deleted_is_not_shown_any_more_nor_what_lay_under_it() -> None:
    file = "/v1/vector_stores/vs1/files/f1"
    recorded = tape((f"GET {file}", "completed"), ("DELETE /v1/vector_stores/vs1", None), (f"GET {file}", "gone"))
    assert states(recorded, f"GET {file}", 3) == ["completed"] * 3
    recorded.take(ask("DELETE /v1/vector_stores/vs1"))
    assert states(recorded, f"GET {file}", 1) == ["gone"]
    alone = tape((f"GET {RUN}", "completed"), ("DELETE /v1/threads/t1", None))
    alone.take(ask("DELETE /v1/threads/t1"))
    assert alone.take(ask(f"GET {RUN}")) == Lookup(None, Reason.TOO_LATE, 1)


def test_an_object_that_has_ended_and_was_changed_since_is_not_shown_as_it_was() -> None:
    recorded = tape((f"GET {RUN}", "completed"), (f"POST {RUN}", "completed"))
    recorded.take(ask(f"POST {RUN}"))
    assert recorded.take(ask(f"GET {RUN}")) == Lookup(None, Reason.TOO_LATE, 1)


def test_a_change_that_was_refused_changes_nothing() -> None:
    cancel = Exchange(ask(f"POST {RUN}/cancel"), Response.read(400, JSON_TYPE, [b'{"error": {}}']))
    recorded = Tape([*tape((f"GET {RUN}", "completed")).exchanges, cancel], Matching())
    recorded.take(cancel.request)
    assert states(recorded, f"GET {RUN}", 1) == ["completed"]


@pytest.mark.parametrize("path", [STEPS, "/v1/threads/t1/messages", "/v1/threads/t1/runs"])
def test_a_list_read_in_the_loop_is_not_shown_as_it_was_then_when_the_run_was_seen_to_end(path: str) -> None:
    recorded = tape(
        (f"GET {RUN}", "queued"), (f"GET {path}", "early"), (f"GET {RUN}", "completed"), (f"GET {path}", "late")
    )
    assert states(recorded, f"GET {RUN}", 2) == ["queued", "completed"]
    assert states(recorded, f"GET {path}", 2) == ["late", "late"]


def test_a_list_that_was_not_read_after_the_end_is_shown_as_it_was_last() -> None:
    recorded = tape((f"GET {STEPS}", "first"), (f"GET {STEPS}", "second"), (f"GET {RUN}", "completed"))
    recorded.take(ask(f"GET {RUN}"))
    assert states(recorded, f"GET {STEPS}", 2) == ["second", "second"]


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


@pytest.mark.parametrize("cancelled", ["/v1/batches/b1", "/v1/responses/r1", "/v1/vector_stores/vs1/file_batches/b1"])
def test_a_cancellation_is_a_barrier_for_whatever_is_cancelled(cancelled: str) -> None:
    recorded = tape(
        (f"GET {cancelled}", "in_progress"), (f"POST {cancelled}/cancel", None), (f"GET {cancelled}", "cancelled")
    )
    assert states(recorded, f"GET {cancelled}", 3) == ["in_progress"] * 3
    recorded.take(ask(f"POST {cancelled}/cancel"))
    assert states(recorded, f"GET {cancelled}", 2) == ["cancelled"] * 2


def test_one_more_file_in_a_vector_store_is_no_barrier_for_another_but_is_for_the_store() -> None:
    store, file = "/v1/vector_stores/vs1", "/v1/vector_stores/vs1/files/f1"
    recorded = tape((f"GET {file}", "in_progress"), (f"GET {store}", "in_progress"), (f"POST {store}/files", None))
    recorded = Tape(
        [*recorded.exchanges, *tape((f"GET {file}", "completed"), (f"GET {store}", "completed")).exchanges], Matching()
    )
    assert states(recorded, f"GET {file}", 2) == ["in_progress", "completed"]
    assert states(recorded, f"GET {store}", 2) == ["in_progress", "in_progress"]


def test_a_thread_that_is_made_together_with_its_run_is_no_thread_named_runs() -> None:
    recorded = tape(("POST /v1/threads/runs", "queued"), (f"GET {RUN}", "queued"), ("POST /v1/threads/runs", "queued"))
    recorded.take(ask("POST /v1/threads/runs"))
    assert states(recorded, f"GET {RUN}", 1) == ["queued"]
    recorded.take(ask("POST /v1/threads/runs"))
    assert states(recorded, f"GET {RUN}", 1) == ["queued"]


def test_the_same_path_on_another_host_is_another_place() -> None:
    elsewhere = Exchange(Request.read("POST", f"https://other.example{RUN}", (), b""), Response.read(200, (), []))
    recorded = Tape([*tape((f"GET {RUN}", "queued")).exchanges, elsewhere], Matching())
    recorded.take(elsewhere.request)
    assert states(recorded, f"GET {RUN}", 1) == ["queued"]


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
