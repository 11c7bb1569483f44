"""Messages made by MessageFactory."""

from __future__ import annotations

import pytest

from pytest_runsreplay import incoherences, parse
from pytest_runsreplay.models import MessageObject
from runsreplay_factories import Incoherent, MessageFactory, RunFactory, ThreadFactory

HEAD = ["id", "object", "created_at", "assistant_id", "thread_id", "run_id"]
REST = ["role", "content", "attachments", "metadata"]
STATE = ["status", "incomplete_details", "incomplete_at", "completed_at"]


def test_a_message_is_an_assistants_of_a_run_where_nothing_else_is_asked_for() -> None:
    message = MessageFactory()()
    assert (message.role, list(message.wire())) == ("assistant", [*HEAD, *REST])
    assert str(message.run_id).startswith("run_")
    assert str(message.assistant_id).startswith("asst_")


def test_a_message_of_a_user_belongs_to_no_run() -> None:
    message = MessageFactory().user()
    assert (message.role, message.run_id, message.assistant_id) == ("user", None, None)
    assert MessageFactory()(role="user") == MessageFactory().user()


def test_a_message_says_two_sentences_or_what_it_is_told_to() -> None:
    assert MessageFactory()().text.count(".") == 2
    assert MessageFactory().with_text("It is 3 °C.")().text == "It is 3 °C."
    assert MessageFactory(locale="ja_JP")().text != MessageFactory()().text


@pytest.mark.parametrize("status", ["queued", "completed", "failed", "cancelled", "expired"])
def test_a_message_of_a_run_is_coherent_with_it(status: str) -> None:
    for run in getattr(RunFactory("of"), status).batch(20):
        messages = MessageFactory("of").of(run).batch(3)
        assert {(one.run_id, one.thread_id, one.assistant_id) for one in messages} == {
            (run.id, run.thread_id, run.assistant_id)
        }
        assert incoherences(run, messages=messages, era="real_v2_2026") == []


def test_a_message_of_a_thread_has_its_id() -> None:
    thread = ThreadFactory()()
    assert MessageFactory().of(thread).user().thread_id == thread.id


def test_a_message_of_another_run_is_refused() -> None:
    with pytest.raises(Incoherent, match="run_other"):
        MessageFactory().of(RunFactory()())(run_id="run_other")


@pytest.mark.parametrize(
    ("name", "ended"), [("in_progress", None), ("completed", "completed_at"), ("incomplete", "incomplete_at")]
)
def test_a_message_in_a_stream_tells_its_state(name: str, ended: str | None) -> None:
    body = getattr(MessageFactory(), name).as_dict()
    assert list(body) == [*HEAD, *STATE, *REST]
    assert body["status"] == name
    assert [key for key in ("completed_at", "incomplete_at") if body[key] is not None] == ([ended] if ended else [])
    assert (body["content"] == []) == (name == "in_progress")
    assert (body["incomplete_details"] is None) == (name != "incomplete")


@pytest.mark.parametrize("kind", ["file_citation", "file_path", "url_citation"])
def test_a_citation_stands_where_it_says(kind: str) -> None:
    for message in getattr(MessageFactory().foundry, kind).batch(20):
        (text,) = message.wire()["content"]
        (annotation,) = text["text"]["annotations"]
        assert annotation["type"] == kind
        assert text["text"]["value"][annotation["start_index"] : annotation["end_index"]] == annotation["text"]


def test_citations_and_pictures_add_up() -> None:
    content = MessageFactory().file_path.image_file.file_citation.image_url().wire()["content"]
    assert [part["type"] for part in content] == ["image_file", "image_url", "text"]
    assert [one["type"] for one in content[-1]["text"]["annotations"]] == ["file_citation", "file_path"]


def test_a_refusal_has_nothing_else_in_it() -> None:
    assert [part["type"] for part in MessageFactory().image_file.refusal().wire()["content"]] == ["refusal"]


def test_files_are_attachments_or_file_ids_by_era() -> None:
    factory = MessageFactory().user.with_files("file-1", "file-2")
    assert [one["file_id"] for one in factory.as_dict()["attachments"]] == ["file-1", "file-2"]
    assert factory.v1.as_dict()["file_ids"] == ["file-1", "file-2"]
    assert "attachments" not in factory.v1.as_dict()


def test_a_citation_quotes_in_the_first_version_only() -> None:
    def cited(factory: MessageFactory) -> dict[str, str]:
        citation: dict[str, str] = factory.file_citation.as_dict()["content"][0]["text"]["annotations"][0]
        return citation["file_citation"]  # type: ignore[return-value]

    assert cited(MessageFactory().v1)["quote"]
    assert "quote" not in cited(MessageFactory())


def test_a_message_is_read_back_from_its_text() -> None:
    text = MessageFactory(2).as_json()
    assert isinstance(parse(text), MessageObject)
    assert parse(text) == MessageFactory(2).at(0)
