"""What type checkers must make of the factories; checked, never run."""

from __future__ import annotations

from typing import Any, Self, assert_type

from pytest_runsreplay.models import AssistantObject, MessageObject, RunObject, RunStepObject, ThreadObject
from runsreplay_factories import (
    AssistantFactory,
    Lifecycle,
    LifecycleFactory,
    MessageFactory,
    RunFactory,
    RunStepFactory,
    ThreadFactory,
    code,
    message,
    search,
    tool_call,
    tools,
)


class SupportRuns(RunFactory):
    """A user's own factory."""

    defaults = {"model": "gpt-4o-mini", "truncation_strategy": {"last_messages": 3}}  # noqa: RUF012 - as users do

    @property
    def urgent(self) -> Self:
        """A user's own trait."""
        return self.with_(metadata={"priority": "high"})


def runs(run_factory: RunFactory) -> None:
    """A builder gives another of its own type; a call gives a run."""
    assert_type(run_factory(), RunObject)
    assert_type(run_factory(status="failed", model="gpt-4o", usage={"prompt_tokens": 5}), RunObject)
    assert_type(run_factory.failed, RunFactory)
    assert_type(run_factory.requires_action(), RunObject)
    assert_type(run_factory.failed.batch(3), list[RunObject])
    assert_type(run_factory.at(41), RunObject)
    assert_type(run_factory.as_dict(), dict[str, Any])
    assert_type(run_factory.queued.as_json(model="gpt-4o"), str)
    assert_type(run_factory.incoherent(status="completed", completed_at=None), RunObject)
    assert_type(run_factory.with_tools("file_search").with_metadata(team="blue").lasting(9), RunFactory)
    assert_type(run_factory.v1.failed.real_v2_2024, RunFactory)
    assert_type(run_factory.universal(), RunObject)
    assert_type(run_factory.foundry.with_tools(tools.bing_grounding("connection"), "file_search")(), RunObject)
    run_factory.with_tools(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    run_factory.lasting("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    RunFactory(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    run_factory(usage={"promt_tokens": 5})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    run_factory(statsu="failed")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    run_factory(status="complete")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    run_factory(temperature="hot")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def own_traits(support: SupportRuns) -> None:
    """Traits of a subclass can be reached from those of the base, and the other way round."""
    assert_type(support.v1.urgent.azure_js, SupportRuns)
    assert_type(support.urgent.failed.urgent, SupportRuns)
    assert_type(support.failed.urgent(), RunObject)


def steps(run_step_factory: RunStepFactory, run: RunObject) -> None:
    """Steps are typed as runs are."""
    assert_type(run_step_factory(), RunStepObject)
    assert_type(run_step_factory.code_interpreter.failed.of(run), RunStepFactory)
    assert_type(run_step_factory.function_call.of(run).batch(2), list[RunStepObject])
    run_step_factory(status="queued")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def messages(message_factory: MessageFactory, run: RunObject, thread: ThreadObject) -> None:
    """Messages are typed as runs are."""
    assert_type(message_factory(), MessageObject)
    assert_type(message_factory.user.of(thread).with_text("Hi").v1, MessageFactory)
    assert_type(message_factory.of(run).file_citation.completed.batch(2), list[MessageObject])
    message_factory(text="Hi")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    message_factory(status="failed")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    message_factory.of("run_1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def threads_and_assistants(thread_factory: ThreadFactory, assistant_factory: AssistantFactory) -> None:
    """Threads and assistants too."""
    assert_type(thread_factory.spec_v2.with_files("file-1")(), ThreadObject)
    assert_type(assistant_factory.with_tools("code_interpreter")(name=None), AssistantObject)
    thread_factory(status="completed")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    assistant_factory(name=7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def lifecycles(run_factory: RunFactory) -> None:
    """With steps, what a call gives is a lifecycle."""
    call = tool_call("get_weather", city="Oslo").returning("3 °C")
    factory = run_factory.with_steps(call, code("1 + 1", "2"), search("tariffs.pdf"), message("It is 3 °C."))
    assert_type(factory, LifecycleFactory)
    assert_type(factory(), Lifecycle)
    assert_type(factory.failed.batch(2), list[Lifecycle])
    assert_type(factory(model="gpt-4o").run, RunObject)
    assert_type(factory().steps, tuple[RunStepObject, ...])
