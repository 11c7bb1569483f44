"""The body of a message, with parts and citations of every type (wire.md §4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_runsreplay.lifecycle import message_body, text_content
from pytest_runsreplay.lifecycle.bodies import streamed_message
from pytest_runsreplay.models import RunObject

from .draws import Draws
from .merging import copied
from .recipes import Begin, Draft, Maker
from .run_bodies import ASSISTANT_ID, LENGTH, RUN_ID, THREAD_ID, second_of

JsonObject = dict[str, Any]
DETAIL = "auto"


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says and shows: its text (prose where ``None``), what it cites, its other parts, its files."""

    text: str | None = None
    cited: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    attached: tuple[JsonObject, ...] = ()

    def body(self, draws: Draws) -> list[JsonObject]:
        """The parts of one message."""
        if "refusal" in self.parts:
            return [{"type": "refusal", "refusal": draws.prose.answer()}]
        shown = [make(draws) for kind, make in PARTS.items() if kind in self.parts]
        return [*shown, self._text(draws)]

    def _text(self, draws: Draws) -> JsonObject:
        content = text_content(draws.prose.answer() if self.text is None else self.text)
        text = content["text"]
        for kind, make in CITATIONS.items():
            if kind in self.cited:
                mark, payload = make(draws)
                start = len(text["value"])
                text["value"] += mark
                place = {"text": mark, "start_index": start, "end_index": start + len(mark)}
                text["annotations"].append({"type": kind, **place, kind: payload})
        return content


@dataclass(frozen=True, slots=True)
class Belonging:
    """The thread, run and assistant that messages belong to; what is not known is drawn."""

    ids: Mapping[str, str | None] = field(default_factory=dict)
    run: RunObject | None = None


def message_draft(
    role: str, status: str | None, content: Content, belonging: Belonging, given: Mapping[str, Any], seconds: int | None
) -> Draft:
    """How messages of that role are made; with a status, as streams tell them."""
    body = message_body(id="", created_at=0, thread_id="", role=role, content=())
    body["attachments"] = copied(content.attached)
    body.update({key: belonging.ids.get(key) for key in BELONGING[role] if key in belonging.ids})
    makers: dict[str, Maker] = {key: IDS[key] for key in BELONGING[role] if key not in belonging.ids}
    makers["content"] = lambda draws: [] if status == "in_progress" else content.body(draws)
    if status is not None:
        body = streamed_message(body, status)
        makers.update({key: lambda draws: draws.ended for key in ENDED[status]})
    types = {"parts": content.parts, "annotations": content.cited} if "content" not in given else {}
    return Draft(body, makers, _begin(given, belonging.run, seconds), types)


def _begin(given: Mapping[str, Any], run: RunObject | None, seconds: int | None) -> Begin:
    def begin(draws: Draws, number: int, body: JsonObject) -> None:
        body["id"] = draws.id("msg_")
        body["created_at"] = draws.created = created = _created(number, given, run)
        length = draws.numbers[LENGTH] % 9 if seconds is None else seconds
        draws.ended = max(created, _ended(created + length, run))

    return begin


def _created(number: int, given: Mapping[str, Any], run: RunObject | None) -> int:
    if run is None or isinstance(given.get("created_at"), int):
        return second_of(number, given)
    begun: int = run.started_at or run.created_at
    return _ended(begun + number, run)


def _ended(second: int, run: RunObject | None) -> int:
    ends = () if run is None else (run.completed_at, run.failed_at, run.cancelled_at, run.expires_at)
    return min([second, *(end for end in ends if end is not None)])


def _file_citation(draws: Draws) -> tuple[str, JsonObject]:
    name = draws.prose.file_name()
    return f"【{draws.whole(1, 9)}:{draws.whole(0, 9)}†{name}】", {"file_id": draws.id("file-")}


def _file_path(draws: Draws) -> tuple[str, JsonObject]:
    return f"sandbox:/mnt/data/{draws.prose.file_name()}", {"file_id": draws.id("file-")}


def _url_citation(draws: Draws) -> tuple[str, JsonObject]:
    page = {"url": f"https://{draws.whole(1, 99)}.example/", "title": draws.prose.sentence(3)}
    return f"【{draws.whole(1, 9)}:{draws.whole(0, 9)}†source】", page


PARTS: Mapping[str, Callable[[Draws], JsonObject]] = {
    "image_file": lambda draws: {"type": "image_file", "image_file": {"file_id": draws.id("file-")}},
    "image_url": lambda draws: {
        "type": "image_url",
        "image_url": {"url": f"https://{draws.whole(1, 99)}.example/picture.png", "detail": DETAIL},
    },
}
CITATIONS: Mapping[str, Callable[[Draws], tuple[str, JsonObject]]] = {
    "file_citation": _file_citation,
    "file_path": _file_path,
    "url_citation": _url_citation,
}
IDS: Mapping[str, Maker] = {
    "thread_id": lambda draws: draws.id_at("thread_", THREAD_ID),
    "assistant_id": lambda draws: draws.id_at("asst_", ASSISTANT_ID),
    "run_id": lambda draws: draws.id_at("run_", RUN_ID),
}
BELONGING = {"user": ("thread_id",), "assistant": ("thread_id", "assistant_id", "run_id")}
"""Which ids a message of each role has."""

ENDED = {"in_progress": (), "completed": ("completed_at",), "incomplete": ("incomplete_at",)}
"""Which time tells the end of a message in each status."""
