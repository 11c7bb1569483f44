"""Whatever a run is planned to do, in whatever status and era, it keeps every rule and its stream adds up."""

from __future__ import annotations

from collections.abc import Container
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_runsreplay import Lifecycle, incoherences, parse_stream, render_stream
from pytest_runsreplay.lifecycle import RUN_FIELDS, RUN_TRANSITIONS, PlannedStep, call, code, message, search, tool_call
from pytest_runsreplay.lifecycle.eras import ERAS
from pytest_runsreplay.models import RunStepObject, StreamEvent, accumulate
from runsreplay_factories import Incoherent, RunFactory

CALL = tool_call("get_weather", city="Oslo")
FOUND = search("a.pdf", "b.md", scores=(0.8, 0.25), texts=("Tariffs of May.", "Rules"))
STEPS = (
    CALL,
    CALL.returning("3 °C"),
    (CALL & tool_call("book", seats=2, notes=[None, "é"])).returning("3 °C", "done"),
    code("print(6 * 7)", "42"),
    code("plot()", images=2),
    code("pass"),
    search("a.pdf"),
    search(),
    FOUND,
    message("It is 3 °C in Oslo.\n\nTake  a coat. "),
    message(""),
    call("bing_grounding", requesturl="https://search.example"),
    call("azure_function", name="look", arguments='{"at": 1}', output="42"),
    call("mcp", name="look", arguments="{}", output="42", server_label="maps"),
)
LAST = (
    code("1 / 0").failing(),
    message("One two three").failing("rate_limit_exceeded", "Slow down."),
    search().failing(),
)
CITING = (FOUND, message("See both.", cites=["a.pdf", "b.md"]))
PLANS = st.one_of(
    st.lists(st.sampled_from(STEPS), max_size=4),
    st.tuples(st.sampled_from(STEPS), st.sampled_from(LAST)),
    st.just(CITING),
)


def unfolded(plan: Any, status: str | None, era: str) -> Lifecycle | None:
    """The lifecycle, or nothing where the era, or the state, does not go with the plan."""
    factory = getattr(RunFactory("any"), era)
    try:
        return (getattr(factory, status) if status else factory).with_steps(*plan)()  # type: ignore[no-any-return]
    except Incoherent:
        return None


ANY = given(plan=PLANS, status=st.sampled_from([None, *RUN_FIELDS]), era=st.sampled_from([*ERAS]))
MANY = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def events_of(lifecycle: Lifecycle) -> list[StreamEvent]:
    return lifecycle.events() if lifecycle.era.streams else []


@MANY
@ANY
def test_it_keeps_every_rule_of_its_era(plan: list[PlannedStep], status: str | None, era: str) -> None:
    made = unfolded(plan, status, era)
    if made is not None:
        found = incoherences(made.run, made.steps, made.messages, events=events_of(made), era=era)
        assert [str(one) for one in found] == []
        assert [str(one) for run in made.history() for one in incoherences(run, era=era)] == []


@MANY
@ANY
def test_its_history_is_a_legal_path(plan: list[PlannedStep], status: str | None, era: str) -> None:
    made = unfolded(plan, status, era)
    if made is not None:
        statuses = [run.status for run in made.history()]
        assert statuses[0] == "queued"
        assert statuses[-1] == made.run.status
        assert all(after in RUN_TRANSITIONS[before] for before, after in pairwise(statuses))


@MANY
@ANY
def test_its_stream_is_read_back_as_it_was_written(plan: list[PlannedStep], status: str | None, era: str) -> None:
    made = unfolded(plan, status, era)
    if made is not None:
        for stream in made.streams() if made.era.streams else ():
            assert parse_stream(render_stream(stream)) == stream


@MANY
@ANY
def test_the_pieces_of_its_stream_make_the_final_objects(plan: list[PlannedStep], status: str | None, era: str) -> None:
    made = unfolded(plan, status, era)
    if made is None:
        return
    events = events_of(made)
    told = accumulate(events)
    pieces = accumulate(event for event in events if event.event not in WHOLE)
    grown = {one.id: one for one in (*pieces.steps, *pieces.messages)}
    for final in told.messages:
        assert grown[final.id].content == final.content  # type: ignore[union-attr]
    for step in told.steps:
        if step.status == "completed":
            assert grown_calls(grown[step.id]) == grown_calls(step, made.era.silent)


WHOLE = frozenset({"thread.message.completed", "thread.message.incomplete", "thread.run.step.completed"})


def grown_calls(step: Any, silent: Container[str] = ()) -> Any:
    """The calls of a step without what is not told in pieces: silent types, submitted outputs, and the files found."""
    assert isinstance(step, RunStepObject)
    calls = [one for one in step.wire()["step_details"].get("tool_calls", []) if one["type"] not in silent]
    for one in calls:
        one.get("function", {}).pop("output", None)
        if "file_search" in one:
            one["file_search"] = {}
    return calls


def test_each_era_and_each_status_is_made_with_some_plan() -> None:
    plans: list[list[PlannedStep]] = [[CALL], [message("Hi")], [call("bing_grounding")]]
    for era, form in ERAS.items():
        made = [one for status in RUN_FIELDS for plan in plans if (one := unfolded(plan, status, era)) is not None]
        assert {one.run.status for one in made} == set(form.statuses.values())
