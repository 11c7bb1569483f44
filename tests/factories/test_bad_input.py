"""Whatever is wrong with what a factory is asked for, one clear line says what it was and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runsreplay_factories import (
    Incoherent,
    MessageFactory,
    RunFactory,
    RunStepFactory,
    ThreadFactory,
    call,
    message,
    tools,
)

TOO_MUCH = {f"key {number}": "value" for number in range(17)}

REFUSED: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: MessageFactory()(role="system"), TypeError, "role='system': expected 'user' or 'assistant'."),  # type: ignore[arg-type]
    (lambda: RunFactory()(temperature=float("nan")), TypeError, "temperature=nan: expected a finite number"),
    (lambda: RunFactory()(tools="file_search"), TypeError, '.with_tools("code_interpreter")'),  # type: ignore[arg-type]
    (lambda: MessageFactory()(content="hello"), TypeError, ".with_text("),  # type: ignore[arg-type]
    (lambda: RunFactory().with_tools("function"), ValueError, "make it by tools.function(…)"),
    (lambda: tools.function(3), TypeError, "the name of the function 3 was given; give text"),  # type: ignore[arg-type]
    (lambda: tools.function("look_up", parameters=3), TypeError, "give a JSON Schema"),  # type: ignore[arg-type]
    (lambda: tools.file_search(max_num_results=51), ValueError, "finds 1 to 50, found max_num_results=51"),
    (lambda: tools.file_search(score_threshold=3), ValueError, "from 0 to 1, found score_threshold=3"),
    (lambda: ThreadFactory().with_files(3), TypeError, "the file id 3 was given; give text"),  # type: ignore[arg-type]
    (lambda: ThreadFactory().with_vector_store(3), TypeError, "the vector store id 3 was given"),  # type: ignore[arg-type]
    (lambda: RunFactory(locale=""), ValueError, "the locale is empty; give one of Faker's"),
    (lambda: RunFactory().requires_action(tools=[]), Incoherent, "say .incoherent.requires_action("),
    (lambda: RunFactory().requires_action.with_steps(message("Hi."))(), Incoherent, "Add tool_call(…)"),
    (lambda: RunFactory()._of_era("real_v3"), ValueError, "there is no era 'real_v3'"),
]


@pytest.mark.parametrize(("make", "kind", "told"), REFUSED)
def test_a_refusal_says_what_was_there_and_what_to_do(
    make: Callable[[], Any], kind: type[Exception], told: str
) -> None:
    with pytest.raises(kind) as refusal:
        make()
    assert told in str(refusal.value)


@pytest.mark.parametrize("factory", [RunFactory, RunStepFactory, MessageFactory, ThreadFactory])
def test_more_metadata_than_an_object_may_have_is_refused(factory: type[Any]) -> None:
    with pytest.raises(Incoherent, match="metadata limits"):
        factory()(metadata=TOO_MUCH)
    nearly = factory().with_(metadata=dict(list(TOO_MUCH.items())[:9]))
    with pytest.raises(Incoherent, match="metadata limits"):
        nearly(metadata=dict(list(TOO_MUCH.items())[9:]))
    assert factory().incoherent(metadata=TOO_MUCH).metadata == TOO_MUCH


def test_a_body_in_an_error_does_not_fill_the_screen() -> None:
    with pytest.raises(TypeError, match="messages of RunStepObject") as refusal:
        MessageFactory().of(RunStepFactory()())  # type: ignore[arg-type]
    assert len(str(refusal.value)) < 250


def test_incoherent_after_the_tools_makes_a_wait_without_a_function() -> None:
    run = RunFactory().requires_action.with_(tools=[]).incoherent()
    assert (run.tools, run.status) == ([], "requires_action")
    assert run.required_action is not None


def test_a_refused_kind_of_step_is_made_by_incoherent_as_the_refusal_says() -> None:
    with pytest.raises(Incoherent, match=r"say \.incoherent\(\)"):
        RunStepFactory().bing_grounding()
    assert RunStepFactory().bing_grounding.incoherent().type == "tool_calls"


def test_a_refused_lifecycle_is_not_sent_to_a_door_that_it_has_not() -> None:
    factory = RunFactory().with_steps(call("bing_grounding", requesturl="https://search.example/"))
    with pytest.raises(Incoherent, match="foundry_v1") as refusal:
        factory()
    assert ".incoherent" not in str(refusal.value)


def test_defaults_that_are_no_fields_are_refused_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="the defaults of Odd are 3; give a dict of fields"):
        type("Odd", (RunFactory,), {"defaults": 3})
