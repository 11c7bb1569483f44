"""Hypothesis makes runs, steps and lifecycles, and shrinks them to the plainest."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from pytest_runsreplay import Lifecycle, RunObject, RunStepObject, incoherences
from pytest_runsreplay.lifecycle.eras import DEFAULT_ERA
from runsreplay_factories import RunFactory, RunStepFactory, message
from runsreplay_factories.strategies import lifecycles, planned_steps, run_steps, runs

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLAINEST = RunFactory().at(0)


@CALM
@given(runs())
def test_runs_are_coherent(run: RunObject) -> None:
    assert not incoherences(run, era=DEFAULT_ERA)


@CALM
@given(run_steps(eras=["real_v2_2026", "real_v1_2023", "foundry_preview"]))
def test_steps_are_steps(step: RunStepObject) -> None:
    assert step.status in RunStepFactory.statuses
    assert step.object == "thread.run.step"


@CALM
@given(lifecycles())
def test_lifecycles_are_coherent(lifecycle: Lifecycle) -> None:
    assert not incoherences(lifecycle.run, lifecycle.steps, lifecycle.messages, era=DEFAULT_ERA)


def test_runs_shrink_to_the_plainest() -> None:
    assert find(runs(), lambda run: True) == PLAINEST


def test_steps_shrink_to_the_plainest() -> None:
    assert find(run_steps(), lambda step: True) == RunStepFactory().at(0)


def test_lifecycles_shrink_to_one_without_steps() -> None:
    found = find(lifecycles(), lambda lifecycle: True)
    assert (found.run.id, found.run.status, found.steps) == (PLAINEST.id, "completed", ())


def test_what_fails_shrinks_to_no_more_than_what_makes_it_fail() -> None:
    run = find(runs(), lambda run: run.status == "failed" and len(run.metadata or {}) > 1)
    assert (run.id, run.instructions) == (PLAINEST.id, PLAINEST.instructions)
    assert len(run.metadata or {}) == 2


@pytest.mark.parametrize("status", RunFactory.statuses)
def test_every_status_comes_up(status: str) -> None:
    assert find(runs(), lambda run: run.status == status).status == status
    assert find(lifecycles(statuses=[status]), lambda lifecycle: True).run.status == status


def test_a_lifecycle_that_waits_has_a_call_to_wait_for() -> None:
    lifecycle = find(lifecycles(statuses=["requires_action"]), lambda lifecycle: True)
    assert lifecycle.run.required_action is not None
    assert len(lifecycle.steps) == 1


@pytest.mark.parametrize("kind", ["message_creation", "function", "code_interpreter", "file_search"])
def test_every_kind_of_step_comes_up(kind: str) -> None:
    def is_of_kind(step: RunStepObject) -> bool:
        details = step.wire()["step_details"]
        return kind in (details["type"], *(call["type"] for call in details.get("tool_calls", ())))

    assert is_of_kind(find(run_steps(), is_of_kind))


def test_an_era_is_chosen_by_name() -> None:
    assert "expired_at" in find(run_steps(eras=["spec_v2"]), lambda step: True).wire()
    assert "usage" not in find(runs(RunFactory().real_v1_2023), lambda run: True).wire()


def test_what_a_factory_says_stands() -> None:
    failed = RunFactory("mine").failed.with_(instructions="Be brief.", model="gpt-4o")

    @CALM
    @given(runs(failed))
    def check(run: RunObject) -> None:
        assert (run.status, run.instructions, run.model) == ("failed", "Be brief.", "gpt-4o")

    check()


class SupportRuns(RunFactory):
    """A factory as users write them."""

    @property
    def vip(self) -> Self:
        return self.with_metadata(tier="gold")


def test_traits_of_ones_own_come_up() -> None:
    assert find(runs(SupportRuns()), lambda run: "tier" in (run.metadata or {})).metadata == {"tier": "gold"}
    assert find(runs(SupportRuns()), lambda run: True) == PLAINEST


def test_steps_may_be_chosen() -> None:
    hello = st.just(message("Hello."))

    @CALM
    @given(lifecycles(statuses=["completed"], steps=hello))
    def check(lifecycle: Lifecycle) -> None:
        texts = [part.text.value for one in lifecycle.messages for part in one.content]  # type: ignore[union-attr]
        assert texts == ["Hello."] * len(lifecycle.steps)

    check()


def test_planned_steps_make_lifecycles_of_each_kind() -> None:
    kinds = {type(find(planned_steps(), lambda step, name=name: type(step).__name__ == name)) for name in KINDS}
    assert len(kinds) == len(KINDS)


KINDS = ("Message", "Code", "Search", "ToolCalls")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"statuses": ["fail"]}, "there is no status 'fail' of a run; did you mean 'failed'"),
        ({"eras": ["spec_v3"]}, "there is no era 'spec_v3'"),
        ({"statuses": []}, "nothing .* is left"),
        ({"statuses": ["incomplete"], "eras": ["real_v1_2023"]}, "nothing .* is left"),
    ],
)
def test_what_there_is_not_is_refused_before_a_test_runs(asked: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        runs(**asked)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"statuses": "failed"}, r"give a list of names, such as statuses=\['failed'\]"),
        ({"eras": "v2"}, r"give a list of names, such as eras=\['v2'\]"),
        ({"factory": RunStepFactory()}, r"give one such as RunFactory\(\)"),
        ({"factory": RunFactory}, r"give one such as RunFactory\(\)"),
    ],
)
def test_what_is_no_factory_or_no_list_is_refused(asked: dict[str, Any], problem: str) -> None:
    with pytest.raises(TypeError, match=problem):
        runs(**asked)


def test_an_era_may_be_asked_for_by_its_short_name() -> None:
    plainest: RunObject = find(runs(eras=["v1"]), bool)
    assert "file_ids" in plainest.wire()


def test_without_hypothesis_the_error_says_what_to_install() -> None:
    script = "import sys; sys.modules['hypothesis'] = None; import runsreplay_factories.strategies"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: runsreplay_factories.strategies needs hypothesis: pip install hypothesis"
    )


def test_the_factories_do_not_load_hypothesis() -> None:
    script = "import sys, runsreplay_factories; assert 'hypothesis' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
