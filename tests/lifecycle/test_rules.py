"""No rule is dead: each is broken here by a change to a lifecycle that keeps them all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lifecycle.lifecycle_bodies import CANCELLED, DONE_RUN, SOUND, STEPS, WAITING, WAITING_FOR_TWO, Bodies

from pytest_runsreplay import incoherences
from pytest_runsreplay.lifecycle import usage_body
from pytest_runsreplay.lifecycle.coherence import RULES
from runsreplay_factories import RunFactory

AWAITED = "required_action.submit_tool_outputs.tool_calls"
CALLS = "step_details.tool_calls"


MESSAGE_EVENT = f"{DONE_RUN.event('thread.message.completed')}.data"
FIRST_DELTA = DONE_RUN.event("thread.message.delta")
STEP_DELTA = DONE_RUN.event("thread.run.step.delta")
END = DONE_RUN.event("thread.run.completed")
LATE = DONE_RUN.run["completed_at"] + 2
MANY = [{"type": "code_interpreter"}] * 21
USAGE = usage_body(-5, 5)


def with_status(body: Bodies) -> Bodies:
    streamed = {**body.messages[0], "status": "completed", "completed_at": body.messages[0]["created_at"]}
    return body.with_("messages.0", streamed)


FIRING: dict[str, list[Callable[[], Bodies]]] = {
    "fields of the run's status": [
        lambda: DONE_RUN.with_("run.completed_at", None),
        lambda: DONE_RUN.with_("run.required_action", WAITING.run["required_action"]),
        lambda: DONE_RUN.with_("run.status", "complete"),
        lambda: WAITING.with_("run.required_action", None),
        lambda: SOUND["in universal"].with_("run.expires_at", None),
        lambda: SOUND["in 2026"].without("run.usage"),
        lambda: SOUND["in universal"].with_("run.status", "incomplete"),
        lambda: SOUND["in 2026"].with_("run.incomplete_details", {"reason": "max_prompt_tokens"}),
        lambda: DONE_RUN.with_(f"{END}.data.completed_at", None),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.in_progress')}.data.failed_at", LATE),
    ],
    "fields of the step's status": [
        lambda: DONE_RUN.with_("steps.0.completed_at", None),
        lambda: DONE_RUN.with_("steps.0.last_error", {"code": "server_error", "message": ""}),
        lambda: DONE_RUN.with_("steps.0.expired_at", LATE),
        lambda: WAITING.with_("steps.0.usage", usage_body(1, 2)),
        lambda: DONE_RUN.with_("steps.0.status", "queued"),
        lambda: DONE_RUN.with_("steps.0.usage", None),
        lambda: SOUND["in 2026"].without("steps.0.usage"),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.step.completed')}.data.completed_at", None),
    ],
    "fields of the message's status": [
        lambda: with_status(DONE_RUN).with_("messages.0.completed_at", None),
        lambda: with_status(DONE_RUN).with_("messages.0.incomplete_details", {"reason": "max_tokens"}),
        lambda: with_status(DONE_RUN).with_("messages.0.status", "done"),
    ],
    "no step outlives its run": [lambda: DONE_RUN.with_("steps.0.status", "in_progress")],
    "Unix times": [
        lambda: DONE_RUN.with_("run.created_at", None),
        lambda: DONE_RUN.with_("run.completed_at", "soon"),
        lambda: DONE_RUN.with_("steps.0.created_at", 1.5),
        lambda: DONE_RUN.with_("messages.0.created_at", True),
    ],
    "time order": [
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.completed_at", 1),
        lambda: DONE_RUN.with_("run.started_at", DONE_RUN.run["created_at"] - 1),
        lambda: DONE_RUN.with_("steps.0.created_at", DONE_RUN.run["created_at"] - 1),
        lambda: DONE_RUN.with_("messages.0.created_at", DONE_RUN.run["created_at"] - 1),
        lambda: with_status(DONE_RUN).with_("messages.0.completed_at", DONE_RUN.run["created_at"] - 1),
    ],
    "within the run": [
        lambda: DONE_RUN.with_("steps.3.completed_at", LATE),
        lambda: DONE_RUN.with_("messages.0.created_at", LATE),
        lambda: with_status(DONE_RUN).with_("messages.0.completed_at", LATE),
        lambda: WAITING.with_("steps.0.created_at", WAITING.run["expires_at"] + 2),
    ],
    "600 s expiry": [
        lambda: WAITING.with_("run.expires_at", WAITING.run["created_at"] + 601),
        lambda: WAITING.with_("steps.0.expires_at", WAITING.run["created_at"] + 599),
        lambda: DONE_RUN.with_("run.completed_at", DONE_RUN.run["created_at"] + 602),
        lambda: WAITING.with_("run.started_at", WAITING.run["created_at"] + 602),
    ],
    "id prefixes": [
        *(
            lambda path=path: (WAITING if path.startswith("run.req") else DONE_RUN).with_(path, "x_1")  # type: ignore[misc]
            for path in (
                *("run.id", "run.thread_id", "run.assistant_id", f"run.{AWAITED}.0.id"),
                *("steps.0.id", "steps.0.run_id", "steps.0.thread_id", "steps.0.assistant_id", f"steps.0.{CALLS}.0.id"),
                f"steps.1.{CALLS}.0.code_interpreter.outputs.1.image.file_id",
                f"steps.2.{CALLS}.0.file_search.results.0.file_id",
                "steps.3.step_details.message_creation.message_id",
                *("messages.0.id", "messages.0.run_id", "messages.0.thread_id", "messages.0.assistant_id"),
                "messages.0.content.0.text.annotations.0.file_citation.file_id",
            )
        ),
        lambda: DONE_RUN.with_("run.tool_resources", {"file_search": {"vector_store_ids": ["store"]}}),
        lambda: DONE_RUN.with_("run.tool_resources", {"code_interpreter": {"file_ids": ["file-a", "a"]}}),
        lambda: DONE_RUN.with_("messages.0.attachments", [{"file_id": "a", "tools": []}]),
    ],
    "belonging": [
        *(
            lambda path=path, prefix=prefix: DONE_RUN.with_(path, f"{prefix}other")  # type: ignore[misc]
            for part in ("steps.0", "messages.0")
            for prefix, path in (
                ("run_", f"{part}.run_id"),
                ("thread_", f"{part}.thread_id"),
                ("asst_", f"{part}.assistant_id"),
            )
        ),
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.thread_id", "thread_other"),
    ],
    "written messages": [lambda: DONE_RUN.with_("messages.0.id", "msg_other")],
    "distinct ids": [
        lambda: DONE_RUN.with_("steps.1.id", DONE_RUN.steps[0]["id"]),
        lambda: DONE_RUN.twice("messages.0"),
        lambda: DONE_RUN.with_(f"steps.1.{CALLS}.0.id", DONE_RUN.steps[0]["step_details"]["tool_calls"][0]["id"]),
        lambda: WAITING.twice(f"run.{AWAITED}.0"),
    ],
    "step type": [lambda: DONE_RUN.with_("steps.0.type", "message_creation")],
    "usage sums": [lambda: DONE_RUN.with_("run.usage", usage_body(1, 2))],
    "usage totals": [
        lambda: DONE_RUN.with_("run.usage.total_tokens", 1),
        lambda: DONE_RUN.with_("steps.0.usage.total_tokens", 1),
    ],
    "token counts": [
        lambda: DONE_RUN.with_("run.usage", USAGE),
        lambda: DONE_RUN.with_("steps.0.usage.prompt_tokens", "many"),
    ],
    "number of tools": [lambda: DONE_RUN.with_("run.tools", MANY)],
    "calls of the run's tools": [
        lambda: DONE_RUN.with_("run.tools", []),
        lambda: DONE_RUN.with_(f"steps.0.{CALLS}.0.function.name", "other"),
        lambda: DONE_RUN.with_(f"steps.0.{CALLS}.0.function.name", None),
        lambda: WAITING.with_(f"run.{AWAITED}.0.function.name", "other"),
        lambda: DONE_RUN.with_(f"steps.1.{CALLS}.0.type", "other"),
        lambda: DONE_RUN.with_("run.tools.2", {"type": "code_interpreter"}),
    ],
    "arguments are a JSON object": [
        lambda: DONE_RUN.with_(f"steps.0.{CALLS}.0.function.arguments", "[]"),
        lambda: WAITING.with_(f"run.{AWAITED}.0.function.arguments", "{"),
    ],
    "awaited calls": [
        lambda: WAITING.with_(f"run.{AWAITED}", []),
        lambda: WAITING.with_(f"run.{AWAITED}.0.id", "call_other"),
        lambda: WAITING.with_(f"run.{AWAITED}.0.function.arguments", "{}"),
        lambda: WAITING_FOR_TWO.without(f"run.{AWAITED}.1"),
        lambda: WAITING.without(WAITING.event("thread.run.step.delta", 1)),
    ],
    "outputs of calls": [
        lambda: DONE_RUN.with_(f"steps.0.{CALLS}.0.function.output", None),
        lambda: WAITING.with_(f"steps.0.{CALLS}.0.function.output", "3 °C"),
    ],
    "types of the era": [
        lambda: SOUND["in 2026"].with_("run.tools.2.type", "retrieval"),
        lambda: SOUND["in 2026"].with_(f"steps.1.{CALLS}.0.type", "bing_grounding"),
        lambda: SOUND["in real_v1_2024"].with_(f"steps.2.{CALLS}.0.type", "file_search"),
        lambda: SOUND["in 2026"].with_("messages.0.content.0.type", "hologram"),
    ],
    "metadata limits": [
        lambda: DONE_RUN.with_("run.metadata", {str(number): "" for number in range(17)}),
        lambda: DONE_RUN.with_("run.metadata", {"k" * 65: ""}),
        lambda: DONE_RUN.with_("messages.0.metadata", {"k": "v" * 513}),
        lambda: DONE_RUN.with_("run.metadata", {"k": 1}),
        lambda: DONE_RUN.with_("run.metadata", "k"),
    ],
    "order of events": [
        lambda: DONE_RUN.without("events.0"),
        lambda: DONE_RUN.twice("events.0"),
        lambda: DONE_RUN.twice(END),
        lambda: DONE_RUN.without(DONE_RUN.event("thread.run.step.in_progress")),
        lambda: DONE_RUN.without(DONE_RUN.event("thread.run.step.completed")),
        lambda: DONE_RUN.without(MESSAGE_EVENT.removesuffix(".data")),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.queued')}.event", "thread.created"),
        lambda: DONE_RUN.without(END),
    ],
    "end of the stream": [
        lambda: DONE_RUN.without(DONE_RUN.event("done", 1)),
        lambda: WAITING.without(WAITING.event("done")),
    ],
    "events tell the status": [
        lambda: DONE_RUN.with_(f"{END}.data.status", "failed"),
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.status", "incomplete"),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.step.created')}.data.status", "completed"),
    ],
    "created is in progress": [
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.queued')}.data.model", "other"),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.step.in_progress')}.data.created_at", LATE),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.message.in_progress')}.data.role", "user"),
    ],
    "keys of a stream's runs": [lambda: DONE_RUN.without(f"{END}.data.usage")],
    "streams of the era": [lambda: DONE_RUN.with_("era", "real_v1_2023")],
    "events of one run": [
        lambda: DONE_RUN.with_(f"{END}.data.id", "run_other"),
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.run_id", "run_other"),
        lambda: DONE_RUN.with_(f"{END}.data.thread_id", "thread_other"),
        lambda: DONE_RUN.with_(f"{END}.data.created_at", LATE),
    ],
    "one object at a time": [
        lambda: DONE_RUN.with_(f"{FIRST_DELTA}.data.id", "msg_other"),
        lambda: DONE_RUN.with_(f"{STEP_DELTA}.data.id", "step_other"),
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.id", "msg_other"),
        lambda: DONE_RUN.with_(f"{DONE_RUN.event('thread.run.step.completed')}.data.id", "step_other"),
        lambda: CANCELLED.without(CANCELLED.event("thread.message.incomplete")),
    ],
    "deltas add up": [
        lambda: DONE_RUN.without(FIRST_DELTA),
        lambda: DONE_RUN.twice(FIRST_DELTA),
        lambda: DONE_RUN.without(DONE_RUN.event("thread.run.step.delta", 1)),
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.content.0.text.value", "No."),
        lambda: DONE_RUN.with_(f"{MESSAGE_EVENT}.content.0.text.annotations", []),
    ],
    "pieces name their call": [
        lambda: DONE_RUN.without(f"{STEP_DELTA}.data.delta.step_details.tool_calls.0.id"),
        lambda: DONE_RUN.with_("era", "foundry_v1"),
    ],
}


@pytest.mark.parametrize("body", SOUND.values(), ids=SOUND)
def test_the_bodies_to_be_changed_keep_every_rule(body: Bodies) -> None:
    assert [str(one) for one in body.broken()] == []


def test_there_is_a_case_for_every_rule() -> None:
    assert FIRING.keys() == RULES.keys()
    assert all(FIRING.values())


CASES = [(rule, number) for rule, changes in FIRING.items() for number in range(len(changes))]


@pytest.mark.parametrize(("rule", "number"), CASES)
def test_a_rule_says_what_breaks_it(rule: str, number: int) -> None:
    found = [one for one in FIRING[rule][number]().broken() if one.rule == rule]
    assert found
    assert all(one.path.startswith(("$", "steps", "messages", "events")) and one.found for one in found)


@pytest.mark.parametrize("era", ["real_v2_2026", None])
def test_an_era_may_be_given_as_it_is_or_by_name_and_one_that_there_is_not_is_refused(era: str | None) -> None:
    made = RunFactory().with_steps(*STEPS)()
    assert incoherences(made.run, made.steps, made.messages, events=made.events(), era=made.era) == []
    assert incoherences(made.run, made.steps, made.messages, events=made.events(), era=era) == []
    with pytest.raises(ValueError, match="did you mean 'real_v2_2026'"):
        incoherences(made.run, era="real_v2_2027")
