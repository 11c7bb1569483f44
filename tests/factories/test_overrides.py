"""What a caller may ask of a factory, and how it refuses."""

from __future__ import annotations

from typing import Any, Self

import pytest

from pytest_runsreplay import incoherences
from runsreplay_factories import Incoherent, RunFactory, RunStepFactory


class SupportRuns(RunFactory):
    """A user's own factory, with defaults and a trait."""

    defaults = {"model": "gpt-4o-mini", "metadata": {"desk": "support"}}  # noqa: RUF012 - as users write it

    @property
    def urgent(self) -> Self:
        """Runs that cannot wait."""
        return self.with_metadata(priority="high")


class NightRuns(SupportRuns):
    """A factory of that factory's kind."""

    defaults = {"status": "failed", "metadata": {"shift": "night"}}  # noqa: RUF012 - as users write it


def test_a_field_is_set_by_its_keyword() -> None:
    run = RunFactory()(model="gpt-4o", temperature=0.5, instructions=None)
    assert (run.model, run.temperature, run.instructions) == ("gpt-4o", 0.5, None)


def test_a_status_given_as_keyword_is_the_trait_of_that_name() -> None:
    assert RunFactory(1)(status="failed") == RunFactory(1).failed()


def test_the_last_status_asked_for_holds() -> None:
    assert RunFactory().failed.with_(status="queued")().status == "queued"
    assert RunFactory().with_(status="queued").failed().status == "failed"


def test_a_builder_never_changes() -> None:
    factory = RunFactory()
    failed = factory.failed
    failed.with_(model="other").with_metadata(team="blue").lasting(3)
    assert failed.at(0) == RunFactory().failed.at(0)
    assert factory.at(0).status == "completed"


def test_builders_of_one_factory_count_together() -> None:
    factory = RunFactory()
    runs = [factory(), factory.failed(), *factory.queued.batch(2), factory()]
    assert len({run.id for run in runs}) == 5


def test_a_repr_says_what_a_builder_makes() -> None:
    assert repr(RunFactory(7).failed.with_(model="m")) == "RunFactory(seed='7', status='failed', model='m')"
    assert repr(RunFactory(7).v1) == "RunFactory(seed='7', era='real_v1_2024')"


def test_nested_objects_are_merged_key_by_key() -> None:
    builder = RunFactory().with_metadata(team="blue").with_(truncation_strategy={"last_messages": 3})
    body = builder.as_dict(metadata={"ticket": "7"})
    assert body["metadata"] == {"team": "blue", "ticket": "7"}
    assert body["truncation_strategy"] == {"type": "auto", "last_messages": 3}


def test_merging_reaches_every_depth() -> None:
    first = {"file_search": {"vector_store_ids": ["vs_1"], "extra": {"a": 1}}}
    body = RunFactory().with_(tool_resources=first).as_dict(tool_resources={"file_search": {"extra": {"b": 2}}})
    assert body["tool_resources"] == {"file_search": {"vector_store_ids": ["vs_1"], "extra": {"a": 1, "b": 2}}}


def test_objects_of_different_types_are_not_merged() -> None:
    builder = RunFactory().with_(response_format={"type": "json_schema", "json_schema": {"name": "n"}})
    assert builder.as_dict(response_format={"type": "text"})["response_format"] == {"type": "text"}


def test_lists_and_null_replace() -> None:
    builder = RunFactory().with_tools("code_interpreter")
    body = builder.as_dict(tools=[{"type": "file_search"}], truncation_strategy=None)
    assert (body["tools"], body["truncation_strategy"]) == ([{"type": "file_search"}], None)


def test_a_part_of_the_usage_keeps_the_total_right() -> None:
    run = RunFactory()(usage={"prompt_tokens": 12, "completion_tokens": 30})
    assert run.usage is not None
    assert run.usage.total_tokens == 42


@pytest.mark.parametrize("name", ["queued", "requires_action", "cancelled", "failed", "completed", "expired"])
def test_a_creation_time_takes_the_other_times_along(name: str) -> None:
    run = getattr(RunFactory().with_(created_at=1_700_000_000), name)()
    assert run.created_at == 1_700_000_000
    assert incoherences(run) == []


def test_a_start_takes_the_end_along() -> None:
    run = RunFactory()(created_at=1_700_000_000, started_at=1_700_000_300)
    assert run.completed_at is not None
    assert run.completed_at >= 1_700_000_300


@pytest.mark.parametrize("make", [RunFactory(), RunFactory().with_, RunFactory().as_dict, RunFactory().incoherent])
def test_a_slip_of_the_pen_is_a_type_error_that_knows_better(make: Any) -> None:
    with pytest.raises(TypeError, match=r"RunFactory has no field 'statsu'; did you mean 'status'\?"):
        make(statsu="failed")


def test_a_name_like_no_other_is_answered_with_all_names() -> None:
    with pytest.raises(TypeError, match=r"no field 'zzz'; choose one of assistant_id, .*usage"):
        RunFactory()(zzz=1)  # type: ignore[call-arg]


def test_an_unknown_status_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match=r"no status 'complete' of a run; did you mean 'completed'\?"):
        RunFactory()(status="complete")  # type: ignore[arg-type]


def test_a_refused_call_uses_up_no_number() -> None:
    factory = RunFactory()
    with pytest.raises(TypeError):
        factory(statsu="failed")  # type: ignore[call-arg]
    assert factory() == RunFactory().at(0)


CONTRADICTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("completed", {"completed_at": None}, "fields of the run's status"),
    ("completed", {"expires_at": 1}, "fields of the run's status"),
    ("queued", {"completed_at": 1_800_000_000}, "fields of the run's status"),
    ("in_progress", {"usage": {"prompt_tokens": 1}}, "fields of the run's status"),
    ("failed", {"last_error": None}, "fields of the run's status"),
    ("completed", {"completed_at": 1}, "time order"),
    ("queued", {"expires_at": 1}, "600 s expiry"),
    ("completed", {"id": "r1"}, "id prefixes"),
    ("completed", {"usage": {"total_tokens": 1}}, "usage totals"),
    (
        "requires_action",
        {"required_action": {"submit_tool_outputs": {"tool_calls": [{"id": "call_1", "type": "function"}]}}},
        "arguments are a JSON object",
    ),
]


@pytest.mark.parametrize(("status", "overrides", "rule"), CONTRADICTIONS)
def test_an_override_that_contradicts_the_state_is_refused_by_the_name_of_the_rule(
    status: str, overrides: dict[str, Any], rule: str
) -> None:
    builder = getattr(RunFactory(), status)
    with pytest.raises(Incoherent, match=rule) as refusal:
        builder(**overrides)
    assert any(found.startswith(rule) for found in refusal.value.rules)
    assert isinstance(refusal.value, ValueError)


@pytest.mark.parametrize(("status", "overrides", "rule"), CONTRADICTIONS)
def test_incoherent_makes_what_was_refused_and_incoherences_names_the_same_rule(
    status: str, overrides: dict[str, Any], rule: str
) -> None:
    run = getattr(RunFactory().incoherent, status)(**overrides)
    assert rule in {found.rule for found in incoherences(run)}


def test_a_refusal_names_both_ways_out() -> None:
    with pytest.raises(Incoherent) as refusal:
        RunFactory()(completed_at=None)
    text = str(refusal.value)
    assert "a run in status 'completed' with completed_at=None" in text
    assert "Choose a state that allows it (.queued, .in_progress, .requires_action," in text
    assert text.endswith("say .incoherent(completed_at=None).")


def test_a_state_that_a_refusal_advises_allows_what_was_asked() -> None:
    for status in ("queued", "in_progress", "requires_action", "cancelling", "cancelled", "failed", "expired"):
        getattr(RunFactory(), status)(completed_at=None)


def test_a_wait_without_a_function_to_wait_for_is_refused() -> None:
    with pytest.raises(Incoherent, match="hold no function"):
        RunFactory().with_tools("file_search").requires_action()


def test_an_incoherent_body_is_what_was_asked_for_and_nothing_follows_from_it() -> None:
    sound = RunFactory(5).at(0).wire()
    broken = RunFactory(5).incoherent(status="queued", created_at=0).wire()
    assert broken == {**sound, "status": "queued", "created_at": 0}


def test_what_was_asked_before_incoherent_still_decides_what_follows() -> None:
    tool = {"type": "function", "function": {"name": "ping"}}
    run = RunFactory().with_tools(tool).requires_action.incoherent(last_error={"code": "server_error"})
    assert run.required_action is not None
    assert run.required_action.submit_tool_outputs.tool_calls[0].function.name == "ping"


def test_a_subclass_has_defaults_and_traits_of_its_own() -> None:
    run = SupportRuns().failed.urgent()
    assert (run.status, run.metadata) == ("failed", {"desk": "support", "priority": "high"})
    assert SupportRuns()(model="gpt-4o").model == "gpt-4o"


def test_the_defaults_of_base_classes_hold_too() -> None:
    run = NightRuns().urgent()
    assert (run.status, run.model) == ("failed", "gpt-4o-mini")
    assert run.metadata == {"desk": "support", "shift": "night", "priority": "high"}
    assert RunFactory()().metadata == {}


def test_a_slip_in_the_defaults_is_found_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match=r"SlipRuns has no field 'modle'; did you mean 'model'\?"):
        type("SlipRuns", (RunFactory,), {"defaults": {"modle": "gpt-4o"}})


def test_steps_refuse_as_runs_do() -> None:
    factory = RunStepFactory()
    with pytest.raises(TypeError, match=r"RunStepFactory has no field 'runid'; did you mean 'run_id'\?"):
        factory(runid="run_1")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="no status 'queued' of a step"):
        factory(status="queued")  # type: ignore[arg-type]
    with pytest.raises(Incoherent, match="completed_at is null though the step is completed"):
        factory(completed_at=None)
    with pytest.raises(Incoherent, match="step type"):
        factory(type="tool_calls")
    assert factory.incoherent(completed_at=None).completed_at is None
