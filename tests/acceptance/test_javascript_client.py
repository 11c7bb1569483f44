"""What the JavaScript client of Azure OpenAI, in node, makes of the bodies of its preset, and of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from acceptance.javascript import Unavailable, ask, install
from acceptance.presets import PRESET_OF, JsonObject, bodies
from acceptance.rules import RULES, refusals

CLIENT = "@azure/openai-assistants"
KINDS = ("run", "run_step")
Asked = tuple[str, str, JsonObject]
"""Where a body is from, what it is, and the body."""

Answered = tuple[str, str, JsonObject, JsonObject]
"""The same with an answer of the client; it answers twice, once when the body is got, once when it is listed."""

SAME = {
    "run": ("id", "thread_id", "assistant_id", "status", "model", "instructions", "tools", "file_ids", "metadata"),
    "run_step": ("id", "thread_id", "assistant_id", "run_id", "type", "status", "metadata"),
}
"""What the client gives back as it is, though in camel case."""


@pytest.fixture(scope="module")
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the client is installed in, kept from one test run to the next."""
    cache = getattr(request.config, "cache", None)
    try:
        return install(tmp_path_factory.mktemp("node") if cache is None else cache.mkdir("node"))
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def answered(home: Path) -> list[Answered]:
    """What the client makes of the bodies of its preset, of other presets, and of its own ones broken by rule."""
    asked = [*preset_bodies(), *other_bodies(), *spoilt_bodies()]
    answers = ask(home, [(kind, body) for _, kind, body in asked])
    return [(*one, answer) for one, both in zip(asked, answers, strict=True) for answer in both]


@pytest.fixture(scope="module")
def preset(answered: list[Answered]) -> list[tuple[str, JsonObject, JsonObject]]:
    return [(kind, body, answer) for origin, kind, body, answer in answered if origin == "preset"]


def test_it_throws_on_no_body_of_its_preset(preset: list[tuple[str, JsonObject, JsonObject]]) -> None:
    assert [answer["error"] for _, _, answer in preset if "error" in answer] == []
    assert len({(kind, body["status"]) for kind, body, _ in preset}) == 8 + 5


def test_it_has_the_values_of_its_preset(preset: list[tuple[str, JsonObject, JsonObject]]) -> None:
    for kind, body, answer in preset:
        read = read_of(answer)
        assert {name: read[camel(name)] for name in SAME[kind]} == {name: body[name] for name in SAME[kind]}
        assert read.get("lastError") == body["last_error"]


def test_it_has_the_dates_of_its_preset(preset: list[tuple[str, JsonObject, JsonObject]]) -> None:
    for _, body, answer in preset:
        read = read_of(answer)
        times = {name: value for name, value in body.items() if name.endswith("_at")}
        assert {name: read[camel(name)] for name in times} == {name: as_date(value) for name, value in times.items()}


def test_it_has_the_calls_of_its_preset(preset: list[tuple[str, JsonObject, JsonObject]]) -> None:
    seen = set()
    for body, answer in ((body, answer) for kind, body, answer in preset if kind == "run_step"):
        calls = body["step_details"].get("tool_calls", [])
        assert read_of(answer)["stepDetails"]["toolCalls"] == [in_camel_case(call) for call in calls]
        seen |= {call["type"] for call in calls}
    assert seen == {"code_interpreter", "function", "retrieval"}


def test_it_has_the_calls_that_a_run_of_its_preset_waits_for(
    preset: list[tuple[str, JsonObject, JsonObject]],
) -> None:
    waiting = [(body["required_action"], answer) for _, body, answer in preset if body.get("required_action")]
    assert waiting
    for action, answer in waiting:
        read = read_of(answer)["requiredAction"]
        assert read["type"] == action["type"]
        if "data" not in answer["value"]:  # a list leaves the calls out
            assert read["submitToolOutputs"]["toolCalls"] == action["submit_tool_outputs"]["tool_calls"]


def test_it_fails_on_the_bodies_that_its_rules_refuse_and_on_no_other(answered: list[Answered]) -> None:
    verdicts = [
        (origin, kind, body, fails(answer, body), bool(refusals(CLIENT, kind, body)))
        for origin, kind, body, answer in answered
    ]
    assert [one for one in verdicts if one[3] != one[4]] == []
    assert {(origin, kind): failed for origin, kind, _, failed, _ in verdicts if failed}.keys() == {
        ("other", "run_step"),
        ("spoilt", "run"),
        ("spoilt", "run_step"),
    }


def test_it_throws_on_a_file_search_of_a_real_server(answered: list[Answered]) -> None:
    real = bodies("real_v2_2026", "run_step")["file_search completed"]
    answers = [answer for _, _, body, answer in answered if body is real]
    assert answers == [{"error": "Error: Unknown tool call type: file_search"}] * 2


def preset_bodies() -> Iterator[Asked]:
    for kind in KINDS:
        yield from (("preset", kind, body) for body in bodies(PRESET_OF[CLIENT], kind).values())


def other_bodies() -> Iterator[Asked]:
    """Bodies of other presets; runs of one alone, for there is no preset whose runs the client fails on."""
    for era in ("real_v1_2024", "real_v2_2026", "spec_v2", "azure_2501", "foundry_v1", "universal"):
        yield from (("other", "run_step", body) for body in bodies(era, "run_step").values())
    yield from (("other", "run", body) for body in bodies("real_v2_2026", "run").values())


def spoilt_bodies() -> Iterator[Asked]:
    """A body of the preset for each rule, broken for it in each of the ways."""
    for rule in RULES:
        if rule.client == CLIENT:
            body = next(body for body in bodies(PRESET_OF[CLIENT], rule.object).values() if rule.concerns(body))
            yield from (("spoilt", rule.object, broken) for broken in rule.spoilt(body))


def read_of(answer: JsonObject) -> JsonObject:
    """The object in an answer, by itself or on a page."""
    value: JsonObject = answer["value"]
    return value["data"][0] if "data" in value else value


def fails(answer: JsonObject, body: JsonObject) -> bool:
    """Whether the client throws, or makes of the body what it does not say."""
    if "error" in answer:
        return True
    read = read_of(answer)
    return {"date": None} in read.values() or read.get("metadata") != body.get("metadata")


def as_date(seconds: int | None) -> JsonObject | None:
    return None if seconds is None else {"date": seconds * 1000}


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def in_camel_case(value: Any) -> Any:
    """A value whose keys are in camel case, but for those of a function, which the client leaves alone."""
    if isinstance(value, list):
        return [in_camel_case(item) for item in value]
    return {camel(key): in_camel_case(item) for key, item in value.items()} if isinstance(value, dict) else value
