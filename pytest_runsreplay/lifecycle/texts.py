"""What a planned message says, as a message shows it: its text and what it cites (wire.md §4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .bodies import JsonObject, text_content
from .deltas import pieces
from .steps import Message


@dataclass(frozen=True, slots=True)
class Writing:
    """A message being written. ``files`` are the ids of the files that searches have found, by name."""

    step: Message
    files: Mapping[str, str]

    def content(self, *, whole: bool) -> list[JsonObject]:
        """The parts of the message: all of it, or as far as a run came that stopped half-way."""
        if not whole:
            words = pieces(self.step.text)
            half = "".join(words[: len(words) // 2])
            return [text_content(half)] if half else []
        part = text_content(self.step.text)
        for number, name in enumerate(self.step.cites, start=1):
            self._cite(part["text"], f"【{number}†{name}】", name)
        return [part]

    def _cite(self, text: JsonObject, mark: str, name: str) -> None:
        start = len(text["value"])
        text["value"] += mark
        place = {"text": mark, "start_index": start, "end_index": start + len(mark)}
        text["annotations"].append({"type": "file_citation", **place, "file_citation": {"file_id": self.files[name]}})
