"""The same seed gives the same objects, everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from runsreplay_factories import (
    AssistantFactory,
    MessageFactory,
    RunFactory,
    RunStepFactory,
    ThreadFactory,
    message,
    tool_call,
)

SCRIPT = """
import json
from runsreplay_factories import AssistantFactory, MessageFactory, RunFactory, RunStepFactory, ThreadFactory
from runsreplay_factories import message, tool_call
runs, steps = RunFactory("shared", locale="de_DE"), RunStepFactory("shared", locale="de_DE")
made = [getattr(runs, name).as_dict() for name in runs.statuses]
made += [getattr(steps, name).as_dict() for name in ("function_call", "code_interpreter", "file_search")]
made.append(runs.with_steps(tool_call("get_weather", city="Oslo"), message("Hi"))().moments[-2].data)
made += [factory("shared", locale="de_DE").as_dict() for factory in (AssistantFactory, MessageFactory, ThreadFactory)]
made += [runs.v1.as_dict(), runs.universal.requires_action.as_dict(), steps.foundry_preview.mcp.as_dict()]
print(json.dumps(made))
"""


def made_in_a_process_of_its_own(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_two_processes_make_the_same_objects() -> None:
    first, second = made_in_a_process_of_its_own("1"), made_in_a_process_of_its_own("2")
    assert first == second
    assert len(json.loads(first)) == 19


def test_this_process_makes_the_same_objects_as_another() -> None:
    runs = RunFactory("shared", locale="de_DE")
    theirs = json.loads(made_in_a_process_of_its_own("3"))
    assert [getattr(runs, name).as_dict() for name in runs.statuses] == theirs[:9]


@pytest.mark.parametrize("factory", [RunFactory, RunStepFactory, MessageFactory, ThreadFactory, AssistantFactory])
def test_the_object_of_a_number_is_that_of_the_call_of_that_number(factory: Any) -> None:
    called = factory("numbers").batch(30)
    assert [factory("numbers").at(number) for number in range(30)] == called
    assert [factory("numbers").at(number) for number in reversed(range(30))] == called[::-1]


def test_the_lifecycle_of_a_number_is_that_of_the_call_of_that_number() -> None:
    steps = (tool_call("get_weather", city="Oslo"), message("Hi"))
    called = RunFactory("numbers").with_steps(*steps).batch(3)
    assert [RunFactory("numbers").with_steps(*steps).at(number) for number in range(3)] == called


def test_threads_do_not_disturb_each_other() -> None:
    factory = RunFactory("threads").requires_action
    alone = [factory.at(number) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(factory.at, range(200))) == alone


def test_looking_at_a_number_does_not_count() -> None:
    factory = RunFactory()
    factory.at(9)
    assert factory() == RunFactory().at(0)


def test_numbers_begin_at_nought() -> None:
    with pytest.raises(ValueError, match="number -1 was asked for; ask for 0 or more"):
        RunFactory().at(-1)


def test_a_run_keeps_its_ids_in_whatever_state_it_is_made() -> None:
    factory = RunFactory("ids")
    lifecycle = factory.with_steps(message("Hi")).at(4)
    ids = {(run.id, run.thread_id) for run in (factory.at(4), factory.failed.at(4), lifecycle.run)}
    assert len(ids) == 1


def test_what_is_asked_for_changes_nothing_else_that_is_drawn() -> None:
    plain = RunFactory("others").at(7).wire()
    for name, value in (("model", "gpt-4o"), ("instructions", None), ("id", "run_mine"), ("thread_id", "thread_mine")):
        asked = RunFactory("others").with_(**{name: value}).at(7).wire()  # type: ignore[arg-type]
        assert asked == {**plain, name: value}


def test_seeds_decide() -> None:
    assert RunFactory(1)() == RunFactory("1")()
    assert RunFactory(1)().id != RunFactory(2)().id


def test_runs_and_steps_of_one_seed_have_nothing_in_common() -> None:
    run, step = RunFactory(1)(), RunStepFactory(1)()
    assert not {run.id, run.thread_id, run.assistant_id} & {step.run_id, step.thread_id, step.assistant_id}


def test_a_locale_changes_the_prose_and_nothing_else() -> None:
    english, german = RunFactory(1).as_dict(), RunFactory(1, locale="de_DE").as_dict()
    assert english.pop("instructions") != german.pop("instructions")
    assert english == german


def test_a_locale_is_heard_in_cities_files_answers_and_comments() -> None:
    japanese = RunStepFactory(1, locale="ja_JP")
    output = japanese.function_call.as_dict()["step_details"]["tool_calls"][0]["function"]["output"]
    code = japanese.code_interpreter.as_dict()["step_details"]["tool_calls"][0]["code_interpreter"]["input"]
    assert output.endswith("。")
    assert not code.splitlines()[0].isascii()


def test_an_unknown_locale_is_refused_with_a_known_one() -> None:
    with pytest.raises(ValueError, match=r"refused the locale 'xx_YY'.*such as 'en_US'"):
        RunFactory(locale="xx_YY")()


def test_faker_as_the_test_uses_it_stays_undisturbed() -> None:
    from faker import Faker

    def names(between: bool) -> list[str]:
        Faker.seed(4)
        fake = Faker("en_US")
        first = fake.name()
        if between:
            RunFactory().requires_action.batch(20)
        return [first, fake.name()]

    assert names(between=False) == names(between=True)
    ours = RunFactory().requires_action.batch(20)
    Faker.seed(5)
    assert RunFactory().requires_action.batch(20) == ours
