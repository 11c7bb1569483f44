"""Threads made by ThreadFactory, and assistants by AssistantFactory."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pytest_runsreplay import parse
from runsreplay_factories import AssistantFactory, Incoherent, RunFactory, ThreadFactory

ASSISTANT = [
    *("id", "object", "created_at", "name", "description", "model", "instructions", "tools"),
    *("top_p", "temperature", "reasoning_effort", "tool_resources", "metadata", "response_format"),
]


class SupportAssistants(AssistantFactory):
    """A user's own factory."""

    defaults = {"name": "Support", "metadata": {"desk": "support"}}  # noqa: RUF012 - as users write it


@pytest.mark.parametrize(("factory", "prefix"), [(ThreadFactory(1), "thread_"), (AssistantFactory(1), "asst_")])
def test_it_has_an_id_as_servers_give_them(factory: Any, prefix: str) -> None:
    assert re.fullmatch(prefix + "[A-Za-z0-9]{24}", factory().id)
    with pytest.raises(Incoherent, match="id prefixes"):
        factory(id="other")
    assert factory.incoherent(id="other").id == "other"


@pytest.mark.parametrize("factory", [ThreadFactory(1), AssistantFactory(1)])
def test_it_is_read_back_from_its_text(factory: Any) -> None:
    assert parse(factory.as_json()) == factory.at(0)


@pytest.mark.parametrize("make", [ThreadFactory(), AssistantFactory()])
def test_it_has_no_status(make: Any) -> None:
    with pytest.raises(TypeError, match="has no field 'status'"):
        make(status="completed")


def test_a_thread_has_its_keys_by_era() -> None:
    assert list(ThreadFactory().as_dict()) == ["id", "object", "created_at", "metadata", "tool_resources"]
    assert list(ThreadFactory().v1.as_dict()) == ["id", "object", "created_at", "metadata"]


def test_a_thread_has_the_files_and_the_store_it_is_given() -> None:
    body = ThreadFactory().with_files("file-1").with_vector_store("vs_1").with_metadata(team="blue").as_dict()
    assert body["tool_resources"] == {
        "code_interpreter": {"file_ids": ["file-1"]},
        "file_search": {"vector_store_ids": ["vs_1"]},
    }
    assert body["metadata"] == {"team": "blue"}


def test_an_assistant_has_its_keys_by_era() -> None:
    assert list(AssistantFactory().as_dict()) == ASSISTANT
    assert list(AssistantFactory().v1.as_dict()) == [*ASSISTANT[:8], "file_ids", "metadata"]


def test_an_assistant_has_a_name_of_its_locale() -> None:
    assert AssistantFactory(1, locale="ja_JP")().name != AssistantFactory(1)().name
    assert len(str(AssistantFactory()().name).split()) >= 2


def test_an_assistant_of_a_run_takes_its_id_and_its_tools() -> None:
    run = RunFactory().requires_action()
    assistant = AssistantFactory().with_tools(*run.wire()["tools"])(id=run.assistant_id, model=run.model)
    assert (assistant.id, assistant.wire()["tools"]) == (run.assistant_id, run.wire()["tools"])


def test_a_subclass_has_defaults() -> None:
    body = SupportAssistants().with_metadata(shift="night").as_dict()
    assert (body["name"], body["metadata"]) == ("Support", {"desk": "support", "shift": "night"})
