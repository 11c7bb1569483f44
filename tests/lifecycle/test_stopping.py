"""A run that fails, is cancelled or expires stops where it is, and what was under way stops with it."""

from __future__ import annotations

import pytest
from lifecycle.unfoldings import BORN, CALL, data, names, story, unfolded

from pytest_runsreplay.lifecycle import IllegalTransition, code, message
from pytest_runsreplay.lifecycle.plan import Ending


@pytest.mark.parametrize("ending", ["cancelled", "expired"])
def test_a_run_that_is_to_be_stopped_is_stopped_within_its_last_step(ending: Ending) -> None:
    lifecycle = story(unfolded(code("1"), message("One two three four"), ending=ending))
    assert [step.status for step in lifecycle.steps] == ["completed", ending]
    assert lifecycle.messages[0].text == "One two"
    (cut,) = data(unfolded(message("One two"), ending=ending), "thread.message.incomplete")
    assert cut["incomplete_details"] == {"reason": f"run_{ending}"}
    ran = story(unfolded(code("1", "1", images=1), ending=ending)).steps[0].wire()["step_details"]["tool_calls"][0]
    assert ran["code_interpreter"] == {"input": "1", "outputs": []}


def test_a_step_that_fails_takes_its_run_with_it() -> None:
    lifecycle = story(unfolded(code("1"), message("One two").failing("rate_limit_exceeded", "Slow down.")))
    error = {"code": "rate_limit_exceeded", "message": "Slow down."}
    assert [step.status for step in lifecycle.steps] == ["completed", "failed"]
    assert (lifecycle.run.status, lifecycle.run.wire()["last_error"]) == ("failed", error)
    assert lifecycle.steps[1].wire()["last_error"] == error
    assert names(lifecycle)[-4:] == ["message.incomplete", "run.step.failed", "run.failed", "done"]


def test_a_cancelled_run_stops_where_it_is() -> None:
    unfolding = unfolded(code("1"), message("Hi"))
    unfolding.cancel(BORN + 2)
    lifecycle = story(unfolding)
    assert [step.status for step in lifecycle.steps] == ["cancelled"]
    assert names(lifecycle)[-4:] == ["run.cancelling", "run.step.cancelled", "run.cancelled", "done"]
    assert (lifecycle.run.cancelled_at, lifecycle.run.completed_at) == (BORN + 3, None)


def test_a_message_being_written_is_incomplete_when_its_run_is_cancelled_or_expires() -> None:
    cancelled, expired = unfolded(message("Hi")), unfolded(message("Hi"))
    cancelled.cancel(BORN + 1)
    expired.expire(BORN + 1)
    for unfolding, reason in ((cancelled, "run_cancelled"), (expired, "run_expired")):
        (body,) = data(unfolding, "thread.message.incomplete")
        assert (body["status"], body["incomplete_details"], body["completed_at"]) == (
            "incomplete",
            {"reason": reason},
            None,
        )
        assert story(unfolding).messages[0].text == ""


@pytest.mark.parametrize("at", [BORN, BORN - 50])
def test_a_queued_run_can_be_cancelled(at: int) -> None:
    unfolding = unfolded(message("Hi"))
    unfolding.cancel(at)
    lifecycle = story(unfolding)
    assert [run.status for run in lifecycle.history()] == ["queued", "cancelling", "cancelled"]
    assert lifecycle.run.cancelled_at == BORN + 1


def test_a_waiting_run_can_be_cancelled_and_then_takes_no_outputs() -> None:
    unfolding = unfolded(CALL)
    unfolding.cancel(BORN + 30)
    assert story(unfolding).run.required_action is None
    assert [step.status for step in story(unfolding).steps] == ["cancelled"]
    with pytest.raises(IllegalTransition):
        unfolding.submit({"call_1": "3 °C"})


@pytest.mark.parametrize("ending", ["completed", "incomplete", "failed", "cancelled", "expired"])
def test_a_run_that_has_ended_cannot_be_cancelled(ending: Ending) -> None:
    unfolding = unfolded(message("Hi"), ending=ending)
    before = list(unfolding.moments)
    with pytest.raises(IllegalTransition, match=f"a run in status '{ending}' cannot become 'cancelling'"):
        unfolding.cancel(BORN + 1000)
    assert unfolding.moments == before


def test_a_run_that_will_have_ended_can_be_cancelled_before() -> None:
    unfolding = unfolded(message("Hi"))
    assert unfolding.status == "completed"
    unfolding.cancel(BORN + 1)
    assert unfolding.status == "cancelled"


def test_a_waiting_run_expires_with_its_step() -> None:
    unfolding = unfolded(CALL)
    unfolding.expire(BORN + 600)
    lifecycle = story(unfolding)
    assert (lifecycle.run.status, lifecycle.run.completed_at, lifecycle.run.expires_at) == ("expired", BORN + 600, None)
    assert [step.status for step in lifecycle.steps] == ["expired"]
    assert lifecycle.run.required_action is None


def test_a_run_that_has_ended_does_not_expire() -> None:
    unfolding = unfolded(message("Hi"))
    before = list(unfolding.moments)
    unfolding.expire(BORN + 600)
    assert unfolding.moments == before


def test_a_run_that_is_being_cancelled_does_not_expire() -> None:
    unfolding = unfolded(message("Hi"))
    unfolding.cancel(BORN + 1)
    unfolding.expire(BORN + 1)
    assert [run.status for run in story(unfolding).history()] == ["queued", "in_progress", "cancelling", "cancelled"]
