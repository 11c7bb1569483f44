"""All that the factories of single objects can make: each trait, in each state, in each era that had it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pytest_runsreplay.lifecycle import incoherences
from pytest_runsreplay.models import MessageObject, RunObject, RunStepObject, WireModel
from runsreplay_factories import (
    AssistantFactory,
    Incoherent,
    MessageFactory,
    RunFactory,
    RunStepFactory,
    ThreadFactory,
    tools,
)
from runsreplay_factories.builder import Builder
from runsreplay_factories.step_kinds import StepKinds

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
TOOLS: tuple[dict[str, Any], ...] = (
    tools.code_interpreter(),
    tools.file_search(),
    tools.file_search(max_num_results=5, score_threshold=0.5),
    tools.function("ping"),
    tools.function("get_weather", "The weather.", SCHEMA),
    tools.azure_ai_search(),
    tools.azure_function("f", "A function.", SCHEMA, endpoint="https://q.example", input_queue="i", output_queue="o"),
    tools.bing_grounding("connection", market="en-US", count=5),
    tools.bing_custom_search("connection", "instance"),
    tools.browser_automation("connection"),
    tools.computer_use_preview(),
    tools.connected_agent("asst_1", "helper", "Helps."),
    tools.deep_research("o3-deep-research", "connection"),
    tools.fabric_dataagent("connection"),
    tools.sharepoint_grounding("connection"),
    tools.mcp("harbour", "https://mcp.example", ["list_berths"]),
    tools.openapi("tides", {"openapi": "3.0.0"}, description="Tides."),
)
STEP_KINDS = tuple(name for name, value in vars(StepKinds).items() if isinstance(value, property))
MESSAGES = (
    *("assistant", "user", "in_progress", "completed", "incomplete"),
    *("file_citation", "file_path", "url_citation", "image_file", "image_url", "refusal"),
)


class Maker(NamedTuple):
    """A builder of an era, and what it is: the object, its state or kind."""

    name: str
    builder: Builder[Any]


def makers(era: str, seed: str = "everything") -> Iterator[Maker]:
    """All builders of an era, those included that make what the era did not have."""
    runs, steps, messages = RunFactory(seed), RunStepFactory(seed), MessageFactory(seed)
    threads, assistants = ThreadFactory(seed), AssistantFactory(seed)
    found = [Maker(f"run {status}", getattr(runs, status)) for status in runs.statuses]
    found += [Maker(f"run with {tool['type']}", runs.with_tools(tool)) for tool in TOOLS]
    found += [
        Maker(f"step {kind} {status}", getattr(getattr(steps, kind), status))
        for kind in STEP_KINDS
        for status in steps.statuses
    ]
    found += [Maker(f"message {name}", getattr(messages, name)) for name in MESSAGES]
    found += [Maker("message with files", messages.user.with_files("file-1"))]
    found += [Maker("thread", threads), Maker("thread with files", threads.with_metadata(team="blue"))]
    found += [Maker("assistant", assistants)]
    found += [Maker(f"assistant with {tool['type']}", assistants.with_tools(tool)) for tool in TOOLS]
    return (Maker(maker.name, getattr(maker.builder, era)) for maker in found)


def known_makers(era: str, seed: str = "everything") -> list[Maker]:
    """Those of them that make what the era had."""
    return [maker for maker in makers(era, seed) if not _is_refused(maker)]


def broken(era: str, made: WireModel) -> list[str]:
    """The rules that an object breaks, a step or a message in a run of its own."""
    if isinstance(made, RunObject):
        return [str(one) for one in incoherences(made, era=era)]
    if isinstance(made, RunStepObject):
        run = _run_around(made.run_id, made.thread_id, made.assistant_id, made.created_at)
        return [str(one) for one in incoherences(run, [made], era=era) if one.path.startswith("steps")]
    if isinstance(made, MessageObject):
        run = _run_around(made.run_id or "run_none", made.thread_id, made.assistant_id, made.created_at)
        return [str(one) for one in incoherences(run, (), [made], era=era) if one.path.startswith("messages")]
    return []


def _is_refused(maker: Maker) -> bool:
    try:
        maker.builder.at(0)
    except Incoherent:
        return True
    return False


def _run_around(id: str, thread_id: str, assistant_id: str | None, created_at: int) -> RunObject:
    ids = {"id": id, "thread_id": thread_id, "assistant_id": assistant_id}
    return RunObject.model_validate({**ids, "created_at": created_at - 1, "status": "in_progress"})
