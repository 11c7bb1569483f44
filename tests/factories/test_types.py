"""Values of wrong types are refused at once, each with one clear error; ``.incoherent`` sends them."""

from __future__ import annotations

from typing import Any

import pytest

from runsreplay_factories import AssistantFactory, MessageFactory, RunFactory, RunStepFactory, ThreadFactory

WRONG: list[tuple[Any, dict[str, Any], str]] = [
    (RunFactory(), {"temperature": "hot"}, r"RunFactory cannot take temperature='hot': expected a number"),
    (RunFactory(), {"temperature": True}, r"temperature=True: expected a number"),
    (RunFactory(), {"tools": 3}, r"tools=3: "),
    (RunFactory(), {"tools": "file_search"}, r"tools='file_search': "),
    (RunFactory(), {"tools": [3]}, r"tools\.0=3: expected a dict"),
    (RunFactory(), {"created_at": "now"}, r"created_at='now': expected a whole number"),
    (RunFactory(), {"created_at": None}, r"created_at=None: expected a whole number"),
    (RunFactory(), {"created_at": True}, r"created_at=True: expected a whole number"),
    (RunFactory(), {"created_at": 1.5}, r"created_at=1\.5: expected a whole number"),
    (RunFactory(), {"model": None}, r"model=None: expected text"),
    (RunFactory(), {"metadata": {"priority": 7}}, r"metadata\.priority=7: expected text"),
    (RunFactory(), {"usage": {"promt_tokens": 5}}, r"usage\.promt_tokens=5: there is no such key"),
    (RunFactory(), {"usage": {"prompt_tokens": "5"}}, r"usage\.prompt_tokens='5': expected a whole number"),
    (RunFactory(), {"last_error": "no"}, r"last_error='no': expected a dict"),
    (RunFactory(), {"response_format": 3}, r"response_format=3: expected text or a dict"),
    (RunStepFactory(), {"step_details": None}, r"step_details=None: expected a dict"),
    (RunStepFactory(), {"run_id": 7}, r"run_id=7: expected text"),
    (MessageFactory(), {"content": "Hi"}, r"content='Hi': "),
    (MessageFactory(), {"role": 7}, r"role=7: expected 'user' or 'assistant'"),
    (ThreadFactory(), {"metadata": ["a"]}, r"metadata=\['a'\]: "),
    (AssistantFactory(), {"name": 7}, r"name=7: expected text"),
]


@pytest.mark.parametrize(("factory", "overrides", "message"), WRONG)
def test_a_value_of_a_wrong_type_is_a_type_error_with_its_place(
    factory: Any, overrides: dict[str, Any], message: str
) -> None:
    for make in (factory, factory.with_, factory.as_dict):
        with pytest.raises(TypeError, match=message):
            make(**overrides)


@pytest.mark.parametrize(("factory", "overrides", "message"), WRONG)
def test_incoherent_sends_a_value_of_a_wrong_type(factory: Any, overrides: dict[str, Any], message: str) -> None:
    ((name, value),) = overrides.items()
    sent = factory.incoherent.as_dict(**overrides)[name]
    assert sent == ({**sent, **value} if isinstance(value, dict) else value)


def test_a_refusal_says_how_to_send_it_all_the_same() -> None:
    with pytest.raises(TypeError, match=r"If that is meant, say \.incoherent\(temperature='hot'\)\.$"):
        RunFactory()(temperature="hot")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RunFactory().batch(True), "a batch of True was asked for; ask for a whole number"),
        (lambda: RunFactory().batch(2.0), "a batch of 2.0"),  # type: ignore[arg-type]
        (lambda: RunStepFactory().of(RunFactory()()).batch("2"), "a batch of '2'"),  # type: ignore[arg-type]
        (lambda: RunFactory().at("1"), "the object of number '1'"),  # type: ignore[arg-type]
        (lambda: RunFactory().at(True), "the object of number True"),
        (lambda: RunFactory().lasting("x"), "a length in seconds of 'x'"),  # type: ignore[arg-type]
        (lambda: RunFactory().lasting(1.5), "a length in seconds of 1.5"),  # type: ignore[arg-type]
        (lambda: RunFactory().with_tools(5), "the tool 5 was given"),  # type: ignore[arg-type]
        (lambda: RunFactory().with_tools({"kind": "mcp"}), "give it a type"),
        (lambda: AssistantFactory().with_tools(None), "the tool None was given"),  # type: ignore[arg-type]
        (lambda: RunFactory().with_metadata(priority=5), "metadata.priority=5"),  # type: ignore[arg-type]
        (lambda: RunFactory().with_error(5), "the error code 5"),  # type: ignore[arg-type]
        (lambda: RunStepFactory().with_error("server_error", 5), "last_error.message=5"),  # type: ignore[arg-type]
        (lambda: RunStepFactory().of("run_1"), "steps of 'run_1' were asked for; give a run"),  # type: ignore[arg-type]
        (lambda: MessageFactory().of("run_1"), "messages of 'run_1' were asked for"),  # type: ignore[arg-type]
        (lambda: MessageFactory().with_text(None), "the text None was given"),  # type: ignore[arg-type]
        (lambda: MessageFactory().with_files(5), "the file id 5 was given"),  # type: ignore[arg-type]
        (lambda: RunFactory(None), "the seed None was given; give text or a whole number"),  # type: ignore[arg-type]
        (lambda: RunFactory(True), "the seed True was given"),
        (lambda: RunFactory(1.5), "the seed 1.5 was given"),  # type: ignore[arg-type]
        (lambda: RunFactory(locale=None), "the locale None was given"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_number_tool_text_or_seed_is_refused_in_a_sentence(call: Any, message: str) -> None:
    with pytest.raises(TypeError) as refusal:
        call()
    assert message in str(refusal.value)


def test_a_tool_that_a_name_is_not_enough_for_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match="no tool 'file_serch' that a name is enough for; did you mean 'file_search'"):
        RunFactory().with_tools("file_serch")
    with pytest.raises(ValueError, match=r"make it by tools\.bing_grounding"):
        RunFactory().foundry.with_tools("bing_grounding")


def test_a_seed_may_be_any_text() -> None:
    assert RunFactory("tests/test_a.py::test[\ud800]")().id != RunFactory("")().id


def test_a_refused_value_leaves_the_builder_as_it_was() -> None:
    factory = RunFactory(1)
    with pytest.raises(TypeError):
        factory(tools=3)  # type: ignore[arg-type]
    assert factory() == RunFactory(1).at(0)
