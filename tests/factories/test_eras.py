"""Eras and presets: what each has, what it lacks, and how it differs from its published schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from factories.everything import broken, known_makers, makers

from pytest_runsreplay import deviations
from pytest_runsreplay.lifecycle import ERAS, find_era
from runsreplay_factories import AssistantFactory, Incoherent, MessageFactory, RunFactory, RunStepFactory, tools

NAMES = (
    *("real_v1_2023", "real_v1_2024_03", "real_v1_2024", "real_v2_2024_04", "real_v2_2024", "real_v2_2025"),
    *("real_v2_2026", "spec_v1", "spec_v2", "azure_0215", "azure_0501", "azure_2501", "foundry_v1", "foundry_preview"),
    *("universal", "sttp_openai", "ex_openai", "zio_openai", "azure_js"),
)
HEAD = "id object created_at assistant_id thread_id status started_at expires_at cancelled_at failed_at completed_at"
ORDER = {  # wire.md §2.1
    "real_v1_2023": f"{HEAD} last_error model instructions tools file_ids metadata",
    "real_v1_2024_03": f"{HEAD} required_action last_error model instructions tools file_ids metadata usage",
    "real_v1_2024": f"{HEAD} required_action last_error model instructions tools file_ids metadata temperature top_p "
    "max_completion_tokens max_prompt_tokens truncation_strategy incomplete_details usage response_format tool_choice",
    "real_v2_2024_04": f"{HEAD} required_action last_error model instructions tools tool_resources metadata "
    "temperature top_p max_completion_tokens max_prompt_tokens truncation_strategy incomplete_details usage "
    "response_format tool_choice",
    "real_v2_2025": f"{HEAD} required_action last_error model instructions tools tool_resources metadata temperature "
    "top_p reasoning_effort max_completion_tokens max_prompt_tokens truncation_strategy incomplete_details usage "
    "response_format tool_choice parallel_tool_calls",
}
STEP = {"thread.run.step $.expired_at nothing", "thread.run.step $.metadata nothing"}  # wire.md §8, row 1
EXPIRY = {"thread.run $.expires_at null"}  # row 2
ACTION = {"thread.run $.required_action nothing"}  # row 4
INCOMPLETE = {'thread.run $.status "incomplete"'}  # row 9
MESSAGE = {  # row 17
    f"thread.message $.{key} nothing" for key in ("status", "completed_at", "incomplete_at", "incomplete_details")
}
KNOWN: Mapping[str, set[str]] = {
    "real_v1_2023": STEP | EXPIRY | ACTION,
    "real_v1_2024_03": STEP | MESSAGE,
    "real_v1_2024": STEP | MESSAGE,
    "real_v2_2024_04": STEP | MESSAGE | INCOMPLETE,
    "real_v2_2024": STEP | MESSAGE,
    "real_v2_2025": STEP | MESSAGE,
    "real_v2_2026": STEP | MESSAGE,
    "sttp_openai": STEP | EXPIRY,
    "ex_openai": STEP | MESSAGE,
    "zio_openai": STEP,
    "azure_js": EXPIRY | ACTION,
}
"""How what servers sent, and what clients read, differs from its published schema; all other presets do not."""

UNPUBLISHED = {"thread.message", "thread", "assistant"}
"""Objects of which no schema of Azure OpenAI is known."""


@pytest.fixture(params=NAMES)
def era(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def differences(made: Any, dialect: str) -> set[str]:
    if made.object in UNPUBLISHED and dialect.startswith("az-"):
        return set()
    return {f"{made.object} {found.path} {re.sub('.*found ', '', str(found))}" for found in deviations(made, dialect)}


def test_there_is_an_era_for_each_time_schema_and_client() -> None:
    assert set(ERAS) == set(NAMES)


def test_everything_an_era_had_is_coherent_and_differs_from_its_schema_as_known_and_no_more(era: str) -> None:
    known = known_makers(era)
    made = [maker.builder.at(number) for maker in known for number in range(2)]
    assert len(known) > 60
    assert [rule for one in made for rule in broken(era, one)] == []
    assert {each for one in made for each in differences(one, find_era(era).dialect)} == KNOWN.get(era, set())


def test_a_thousand_objects_of_an_era_are_coherent(era: str) -> None:
    known = known_makers(era, "a thousand")
    share = -(-1000 // len(known))
    made = [one for maker in known for one in maker.builder.batch(share)]
    assert len(made) >= 1000
    assert [rule for one in made for rule in broken(era, one)] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("spec_", "foundry_"))])
def test_a_body_of_a_schema_has_no_key_that_the_schema_does_not_know(name: str) -> None:
    for maker in known_makers(name):
        made = maker.builder.at(0)
        unknown = deviations(made, find_era(name).dialect).unknown
        assert [one.path for one in unknown if one.what == "key"] == [], maker.name


@pytest.mark.parametrize("name", ORDER)
def test_the_keys_of_a_run_are_those_of_its_time_in_their_order(name: str) -> None:
    assert list(getattr(RunFactory(), name).as_dict()) == ORDER[name].split()


def test_what_is_asked_for_where_no_era_is_named_is_what_servers_sent_in_2026() -> None:
    assert RunFactory(1)() == RunFactory(1).real_v2_2026()


@pytest.mark.parametrize(
    ("short", "name"),
    [("v1", "real_v1_2024"), ("v2", "real_v2_2026"), ("azure", "azure_2501"), ("foundry", "foundry_v1")],
)
def test_a_short_name_is_the_last_era_of_its_kind(short: str, name: str) -> None:
    assert getattr(RunFactory(1).failed, short)() == getattr(RunFactory(1), name).failed()


def test_the_last_era_asked_for_holds_wherever_it_is_asked_for() -> None:
    factory = RunFactory(1)
    assert factory.v1.spec_v2.failed.at(0) == factory.failed.spec_v2.at(0) == factory.azure.failed.v1.spec_v2.at(0)


def test_an_era_changes_no_id_and_no_time(era: str) -> None:
    fields = ("id", "thread_id", "assistant_id", "created_at", "started_at", "completed_at", "instructions")
    then, now = getattr(RunFactory(1), era).at(3), RunFactory(1).at(3)
    assert [getattr(then, field) for field in fields] == [getattr(now, field) for field in fields]


def test_a_model_is_one_of_its_time() -> None:
    assert RunFactory().real_v1_2023().model == AssistantFactory().real_v1_2023().model == "gpt-4-1106-preview"
    assert RunFactory().v1(model="gpt-4").model == "gpt-4"


@pytest.mark.parametrize("name", ["real_v1_2024", "spec_v1"])
def test_a_limit_that_was_met_in_the_first_version_ended_in_completed_with_details(name: str) -> None:
    run = getattr(RunFactory(), name).incomplete()
    assert run.status == "completed"
    assert run.incomplete_details is not None


def test_a_required_action_was_no_key_in_2023_unless_there_was_one() -> None:
    assert "required_action" not in RunFactory().real_v1_2023.as_dict()
    assert RunFactory().real_v1_2023.requires_action().required_action is not None


@pytest.mark.parametrize("name", ["universal", "zio_openai"])
def test_a_client_that_wants_expiry_and_usage_in_every_state_gets_them(name: str) -> None:
    for status in RunFactory.statuses:
        if status != "incomplete":
            body = getattr(getattr(RunFactory(), name), status).as_dict()
            assert body["expires_at"] == body["created_at"] + 600
            assert body["usage"]["total_tokens"] >= 0
    assert getattr(RunStepFactory(), name).in_progress.as_dict()["usage"]["total_tokens"] == 0


def test_calls_that_wait_carry_an_output_where_a_client_needs_the_key() -> None:
    for name in ("universal", "sttp_openai"):
        body = getattr(RunFactory(), name).requires_action.as_dict()
        assert body["required_action"]["submit_tool_outputs"]["tool_calls"][0]["function"]["output"] is None


@pytest.mark.parametrize("word", ["file_search", "retrieval"])
def test_files_are_searched_by_the_word_of_the_era(word: str) -> None:
    runs, steps = RunFactory().with_tools(word), getattr(RunStepFactory(), word)
    assert runs.v1.as_dict()["tools"] == [{"type": "retrieval"}]
    assert runs.v2.as_dict()["tools"] == [{"type": "file_search"}]
    assert steps.v1.as_dict()["step_details"]["tool_calls"][0]["retrieval"] == {}
    assert steps.v2.as_dict()["step_details"]["tool_calls"][0]["file_search"]["results"]
    assert steps.real_v2_2024_04.as_dict()["step_details"]["tool_calls"][0]["file_search"] == {}


def test_a_tool_that_was_chosen_is_translated_with_the_tools() -> None:
    assert RunFactory().v1(tool_choice={"type": "file_search"}).wire()["tool_choice"] == {"type": "retrieval"}


def test_a_step_tells_its_expiry_as_its_era_does() -> None:
    real, spec = RunStepFactory().expired.as_dict(), RunStepFactory().spec_v2.expired.as_dict()
    assert "expired_at" not in real
    assert "expires_at" not in spec
    assert spec["expired_at"] >= spec["created_at"]
    assert RunStepFactory().spec_v2.as_dict()["expired_at"] is None


LACKING: list[tuple[Any, str, str]] = [
    (
        RunFactory().real_v1_2023.incomplete,
        "status: that era had no runs that are incomplete",
        ".incoherent.incomplete()",
    ),
    (RunFactory().with_tools(tools.bing_grounding("c")), "no tools of type 'bing_grounding'", ".foundry_v1"),
    (RunFactory().v1.with_(parallel_tool_calls=True), "no field 'parallel_tool_calls'", ".real_v2_2024"),
    (RunFactory().with_(file_ids=["file-1"]), "no field 'file_ids'", ".real_v1_2023"),
    (RunStepFactory().mcp, "no calls of type 'mcp'", ".foundry_preview"),
    (RunStepFactory().foundry.deep_research, "no calls of type 'deep_research'", ".foundry_preview"),
    (MessageFactory().url_citation, "no annotations of type 'url_citation'", ".foundry_v1"),
    (MessageFactory().v1.image_url, "no parts of type 'image_url'", ".real_v2_2024"),
    (MessageFactory().with_(completed_at=1), "no field 'completed_at' outside of streams", ".spec_v2"),
]


@pytest.mark.parametrize(("builder", "rule", "way_out"), LACKING)
def test_what_an_era_did_not_have_is_refused_with_the_eras_that_had_it(builder: Any, rule: str, way_out: str) -> None:
    with pytest.raises(Incoherent) as refusal:
        builder()
    assert rule in str(refusal.value)
    assert way_out in str(refusal.value)
    assert ".incoherent" in str(refusal.value)


def test_incoherent_makes_what_an_era_did_not_have() -> None:
    body = RunFactory().v1.incoherent.as_dict(parallel_tool_calls=True, tools=[{"type": "file_search"}])
    assert body["parallel_tool_calls"] is True
    assert body["tools"] == [{"type": "file_search"}]


def test_every_trait_is_refused_by_some_era_or_made_by_all() -> None:
    refused = {name: len(list(makers(name))) - len(known_makers(name)) for name in NAMES}
    assert refused["foundry_preview"] < refused["foundry_v1"] < refused["real_v2_2026"] < refused["real_v1_2023"]


def test_an_unknown_era_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match="no era 'real_v2_2027': did you mean 'real_v2_202"):
        find_era("real_v2_2027")
