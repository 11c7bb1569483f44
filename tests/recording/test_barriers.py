"""What was written between two reads parts what they show, in replay as it did when they were recorded."""

from __future__ import annotations

import pytest
from tapes import JSON_TYPE, RUN, STEPS, ask, states, tape

from pytest_runsreplay.recording.exchanges import Exchange, Request, Response
from pytest_runsreplay.recording.matching import Matching
from pytest_runsreplay.recording.series import Lookup, Reason, Tape

SUBMIT = f"{RUN}/submit_tool_outputs"


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
