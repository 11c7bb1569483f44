"""Steps made by RunStepFactory."""

from __future__ import annotations

import json
import re

import pytest
from openai.types.beta.threads.runs import RunStep

from pytest_runsreplay import RunStepObject, incoherences, parse
from pytest_runsreplay.lifecycle import RUN_FIELDS, STEP_FIELDS
from runsreplay_factories import Incoherent, MessageFactory, RunFactory, RunStepFactory

KINDS = ("message_creation", "tool_calls", "function_call", "code_interpreter", "file_search")
ORDER = [
    *("id", "object", "created_at", "run_id", "assistant_id", "thread_id", "type", "status"),
    *("cancelled_at", "completed_at", "expires_at", "failed_at", "last_error", "step_details", "usage"),
]


@pytest.fixture(params=[(kind, status) for kind in KINDS for status in STEP_FIELDS], ids="-".join)
def steps(request: pytest.FixtureRequest) -> list[RunStepObject]:
    kind, status = request.param
    builder: RunStepFactory = getattr(getattr(RunStepFactory("steps"), kind), status)
    made = builder.batch(60)
    assert {step.status for step in made} == {status}
    return made


def test_every_step_keeps_every_rule_in_the_run_it_names(steps: list[RunStepObject]) -> None:
    for step in steps:
        calls = step.wire()["step_details"].get("tool_calls", [])
        tools = [
            {"type": call["type"], **({"function": call["function"]} if "function" in call else {})} for call in calls
        ]
        run = RunFactory().in_progress.with_tools(*tools)(
            id=step.run_id, thread_id=step.thread_id, assistant_id=step.assistant_id, created_at=step.created_at - 1
        )
        assert incoherences(run, [step]) == []


def test_every_step_validates_strictly_in_the_openai_client(steps: list[RunStepObject]) -> None:
    for step in steps:
        assert RunStep.model_validate(step.wire(), strict=True).type == step.type


def test_every_step_has_its_keys_in_the_order_of_servers(steps: list[RunStepObject]) -> None:
    assert all(list(step.wire()) == ORDER for step in steps)


def test_a_step_has_usage_once_it_is_completed(steps: list[RunStepObject]) -> None:
    assert all((step.usage is not None) == (step.status == "completed") for step in steps)


def test_a_step_with_nothing_asked_for_has_written_a_message() -> None:
    step = RunStepFactory()()
    assert (step.type, step.status) == ("message_creation", "completed")
    assert re.fullmatch(r"msg_\w{24}", step.wire()["step_details"]["message_creation"]["message_id"])


@pytest.mark.parametrize(("kind", "called"), [("function_call", "function"), ("code_interpreter", "code_interpreter")])
def test_a_call_has_output_once_its_step_is_completed(kind: str, called: str) -> None:
    builder = getattr(RunStepFactory(), kind)
    payloads = [
        made.as_dict()["step_details"]["tool_calls"][0][called] for made in (builder.in_progress, builder.completed)
    ]
    live, done = (payload.get("output", payload.get("outputs")) for payload in payloads)
    assert not live
    assert done


def test_code_that_ran_printed_what_it_computes() -> None:
    for step in RunStepFactory().code_interpreter.batch(20):
        call = step.wire()["step_details"]["tool_calls"][0]["code_interpreter"]
        left, right = re.findall(r"\d+", call["input"].splitlines()[-1])
        assert call["outputs"] == [{"type": "logs", "logs": str(int(left) * int(right))}]


def test_files_are_found_best_first() -> None:
    for step in RunStepFactory().file_search.batch(20):
        scores = [found["score"] for found in step.wire()["step_details"]["tool_calls"][0]["file_search"]["results"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("status", RUN_FIELDS)
@pytest.mark.parametrize("count", [1, 3, 7])
def test_steps_of_a_run_are_coherent_with_it(status: str, count: int) -> None:
    for run in getattr(RunFactory("of"), status).batch(20):
        made = RunStepFactory("of").of(run).batch(count)
        assert incoherences(run, made) == []
        assert {step.expires_at for step in made} == {run.expires_at}
        times = [step.created_at for step in made]
        assert times == sorted(times)
        end = run.completed_at or run.failed_at or run.cancelled_at
        assert end is None or all(step.created_at <= end for step in made)
        assert end is None or all((step.completed_at or 0) <= end for step in made)


@pytest.mark.parametrize(
    ("run_status", "step_status"),
    [
        ("completed", "completed"),
        ("incomplete", "completed"),
        ("failed", "failed"),
        ("cancelled", "cancelled"),
        ("expired", "expired"),
        ("in_progress", "in_progress"),
        ("cancelling", "in_progress"),
    ],
)
def test_a_step_of_a_run_is_in_a_state_that_fits(run_status: str, step_status: str) -> None:
    run = getattr(RunFactory(), run_status)()
    assert RunStepFactory().of(run)().status == step_status
    assert RunStepFactory().of(run).failed().status == "failed"


def test_a_step_of_a_run_that_waits_is_the_call_it_waits_for() -> None:
    run = RunFactory().requires_action()
    step = RunStepFactory().of(run)()
    assert run.required_action is not None
    asked = run.required_action.wire()["submit_tool_outputs"]["tool_calls"]
    called = step.wire()["step_details"]["tool_calls"]
    assert [call["id"] for call in called] == [call["id"] for call in asked]
    assert called[0]["function"] == {**asked[0]["function"], "output": None}


def test_a_function_step_of_a_run_calls_one_of_its_tools() -> None:
    run = RunFactory().with_tools({"type": "function", "function": {"name": "ping"}})()
    step = RunStepFactory().of(run).function_call()
    assert step.wire()["step_details"]["tool_calls"][0]["function"]["name"] == "ping"


def test_a_step_of_another_run_is_refused() -> None:
    with pytest.raises(Incoherent, match="belonging"):
        RunStepFactory().of(RunFactory()())(run_id="run_other")


def test_a_step_of_an_unknown_run_takes_the_ids_it_is_given() -> None:
    step = RunStepFactory()(run_id="run_mine", thread_id="thread_mine")
    assert (step.run_id, step.thread_id) == ("run_mine", "thread_mine")


def test_details_of_another_type_change_the_type_of_the_step() -> None:
    step = RunStepFactory()(step_details={"type": "tool_calls", "tool_calls": []})
    assert step.wire()["step_details"] == {"type": "tool_calls", "tool_calls": []}
    assert step.type == "tool_calls"


def test_a_step_fails_with_the_error_it_is_given() -> None:
    step = RunStepFactory().with_error("server_error", "Out of order.")()
    assert (step.status, step.wire()["last_error"]) == (
        "failed",
        {"code": "server_error", "message": "Out of order."},
    )
    assert RunStepFactory().with_error("server_error")().wire()["last_error"]["message"]


def test_a_step_lasts_as_long_as_it_is_told_to() -> None:
    step = RunStepFactory().lasting(7)()
    assert step.completed_at == step.created_at + 7


def test_a_creation_time_takes_the_end_along() -> None:
    step = RunStepFactory().with_(created_at=1_700_000_000).lasting(3)()
    assert (step.created_at, step.completed_at) == (1_700_000_000, 1_700_000_003)


def test_the_wire_form_of_a_step_is_that_of_the_step_of_the_same_number() -> None:
    assert RunStepFactory(2).as_dict() == RunStepFactory(2).at(0).wire()
    text = RunStepFactory(2).as_json()
    assert parse(text) == RunStepFactory(2).at(0)
    assert text == json.dumps(RunStepFactory(2).as_dict(), indent=2, ensure_ascii=False)


@pytest.mark.parametrize("count", [0, 4])
def test_a_batch_of_steps_has_as_many_as_asked_for(count: int) -> None:
    assert len(RunStepFactory().batch(count)) == count
    assert len(RunStepFactory().of(RunFactory()()).batch(count)) == count


def test_a_negative_batch_of_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="batch of -2"):
        RunStepFactory().of(RunFactory()()).batch(-2)


@pytest.mark.parametrize("kind", ["function_call", "parallel_function_calls"])
def test_a_call_is_answered_once_its_step_is_completed(kind: str) -> None:
    pending, answered = getattr(RunStepFactory(), kind).in_progress, getattr(RunStepFactory(), kind).completed
    for builder, has_output in ((pending, False), (answered, True)):
        calls = builder.as_dict()["step_details"]["tool_calls"]
        assert len(calls) == (2 if kind.startswith("parallel") else 1)
        assert [call["function"]["output"] is not None for call in calls] == [has_output] * len(calls)
        assert len({call["id"] for call in calls}) == len(calls)


def test_code_may_draw_an_image() -> None:
    call = RunStepFactory().code_interpreter_image.as_dict()["step_details"]["tool_calls"][0]["code_interpreter"]
    assert [output["type"] for output in call["outputs"]] == ["image"]
    assert call["outputs"][0]["image"]["file_id"].startswith("file-")


def test_a_search_tells_passages_only_where_they_were_asked_for() -> None:
    def results(factory: RunStepFactory) -> list[dict[str, object]]:
        found: list[dict[str, object]] = factory.as_dict()["step_details"]["tool_calls"][0]["file_search"]["results"]
        return found

    assert all(one["content"] for one in results(RunStepFactory().file_search_content))
    assert not any("content" in one for one in results(RunStepFactory().file_search))


@pytest.mark.parametrize(
    "kind",
    [
        *("azure_ai_search", "azure_function", "bing_custom_search", "bing_grounding", "browser_automation"),
        *("computer_use_preview", "connected_agent", "deep_research", "fabric_dataagent", "mcp", "openapi"),
        "sharepoint_grounding",
    ],
)
def test_every_call_of_foundry_is_a_trait_of_its_name(kind: str) -> None:
    (call,) = getattr(RunStepFactory().foundry_preview, kind)().step_details.tool_calls
    assert call.type == kind
    assert not type(call).__name__.startswith("Other")


def test_a_server_that_was_asked_for_its_tools_is_an_activity() -> None:
    step = RunStepFactory().foundry_preview.mcp_list_tools()
    assert (step.type, step.wire()["step_details"]["activities"][0]["type"]) == ("activities", "mcp_list_tools")


def test_a_step_that_calls_what_its_run_has_not_is_refused() -> None:
    run = RunFactory().with_tools("file_search")()
    assert RunStepFactory().of(run).file_search().type == "tool_calls"
    with pytest.raises(Incoherent, match="calls of the run's tools"):
        RunStepFactory().of(run).code_interpreter()


def test_the_steps_of_a_run_that_waits_end_in_the_call_it_waits_for() -> None:
    run = RunFactory().requires_action()
    assert [step.status for step in RunStepFactory().of(run).batch(3)] == ["completed", "completed", "in_progress"]
    assert [step.type for step in RunStepFactory().of(run).batch(2)] == ["message_creation", "tool_calls"]


@pytest.mark.parametrize("status", ["queued", "in_progress", "requires_action", "cancelling"])
@pytest.mark.parametrize("number", [0, 599, 601, 5000])
def test_steps_and_messages_of_a_live_run_stay_within_its_life_whatever_their_number(status: str, number: int) -> None:
    run = getattr(RunFactory(), status)()
    steps, written = [RunStepFactory().of(run).at(number)], [MessageFactory().of(run).at(number)]
    assert incoherences(run, steps, written) == []


def test_a_step_that_outlives_its_run_is_refused() -> None:
    with pytest.raises(Incoherent, match="no step outlives its run"):
        RunStepFactory().of(RunFactory()()).in_progress()
