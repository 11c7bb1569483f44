"""A transcript tells what happened, the same for every run that did the same."""

from __future__ import annotations

import pytest

from pytest_runsreplay import Lifecycle, use_cassette
from pytest_runsreplay.transcript import Called, Ran, Said, Transcript, Used, tell
from runsreplay_factories import RunFactory, code, message, search, tool_call

STORY = (
    (tool_call("get_weather", city="Oslo") & tool_call("get_time")).returning("3 °C", "noon"),
    code("print(1)", "1\n"),
    search("a.pdf", "b.pdf"),
    message("It is 3 °C."),
)


def lived(seed: str, *steps: object) -> Lifecycle:
    return RunFactory(seed=seed).with_steps(*(steps or STORY))()  # type: ignore[arg-type]


def told(seed: str, *steps: object) -> Transcript:
    life = lived(seed, *steps)
    return tell(life.run, life.steps, life.messages)


def test_it_tells_what_was_called_run_found_and_said() -> None:
    assert told("a") == Transcript(
        (
            Called("get_weather", {"city": "Oslo"}, "3 °C"),
            Called("get_time", {}, "noon"),
            Ran("print(1)", ("1\n",)),
            Used("file_search", ("a.pdf", "b.pdf")),
            Said("assistant", "It is 3 °C."),
        ),
        "completed",
    )


def test_other_ids_times_and_prose_make_no_difference() -> None:
    assert told("a") == told("b")


@pytest.mark.parametrize(
    "steps",
    [
        (tool_call("get_weather", city="Rome").returning("3 °C"),),
        (tool_call("get_weather", city="Oslo").returning("4 °C"),),
        (tool_call("get_forecast", city="Oslo").returning("3 °C"),),
        (message("3 °C"),),
    ],
)
def test_another_call_argument_output_or_word_makes_one(steps: tuple[object, ...]) -> None:
    assert told("a", *steps) != told("a", tool_call("get_weather", city="Oslo").returning("3 °C"))


def test_it_reads_as_lines() -> None:
    assert str(told("a")).splitlines() == [
        'calls get_weather({"city": "Oslo"}) → 3 °C',
        "calls get_time({}) → noon",
        "runs print(1)",
        "gets 1",
        "uses file_search → a.pdf, b.pdf",
        "assistant: It is 3 °C.",
        "completed",
    ]


def test_without_steps_it_tells_the_calls_that_were_waited_for() -> None:
    life = lived("a")
    story = tell(life.run, (), life.messages, earlier=life.history())
    assert story.entries == (
        Called("get_weather", {"city": "Oslo"}),
        Called("get_time", {}),
        Said("assistant", "It is 3 °C."),
    )


def test_a_recording_is_told_with_the_question_first() -> None:
    with use_cassette("golden:v2/tool_call") as cassette:
        [run] = cassette.runs
        story = tell(run, cassette.steps(run.id), cassette.messages(run.thread_id))
    assert story.entries[0] == Said("user", "Is it warmer in Oslo or in Rome?")
    assert story.entries[1:3] == (
        Called("get_weather", {"city": "Oslo"}, "3 °C"),
        Called("get_weather", {"city": "Rome"}, "17 °C"),
    )
    assert story.status == "completed"


def test_the_end_of_a_run_is_part_of_its_story() -> None:
    failed = RunFactory(seed="a").failed()
    assert tell(failed) == Transcript((), "failed")
