"""The framing of server-sent events, as far as the Runs API uses it (wire.md §1.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")
BLANK_LINE = re.compile(r"(?>\r\n|\n|\r){2,}")  # atomic: no \r\n is ever taken for two ends of a line
BYTE_ORDER_MARK = "\ufeff"


class Frame(NamedTuple):
    """One event as framed on the wire: its name, ``None`` where no ``event:`` line stood, and its data as text."""

    event: str | None
    data: str


def split_frames(text: str) -> list[Frame]:
    """Split the text of a stream into its frames; comments and other fields are passed over, a frame cut short too."""
    return read_frames(text)[0]


def read_frames(text: str) -> tuple[list[Frame], str]:
    """The frames of a stream, and what stands after its last blank line."""
    *blocks, rest = BLANK_LINE.split(text.removeprefix(BYTE_ORDER_MARK))
    frames = (_read(block) for block in blocks)
    return [frame for frame in frames if frame is not None], rest


def why_cut(rest: str) -> str | None:
    """Say what is unfinished about the rest of a stream; None where nothing is."""
    if rest and rest[-1] not in "\r\n":
        return "the stream ends in the middle of a line"
    return "the stream ends before the blank line that ends an event" if _read(rest) else None


def join_frames(frames: Iterable[Frame]) -> str:
    """Write frames as a server of this API does: LF only, one ``data:`` line for each line of data."""
    return "".join(_written(frame) for frame in frames)


def _read(block: str) -> Frame | None:
    fields = [line.partition(":") for line in LINE_END.split(block)]
    names = [value.removeprefix(" ") for field, _, value in fields if field == "event"]
    data = [value.removeprefix(" ") for field, _, value in fields if field == "data"]
    return Frame(names[-1] if names else None, "\n".join(data)) if names or data else None


def _written(frame: Frame) -> str:
    head = "" if frame.event is None else f"event: {frame.event}\n"
    return head + "".join(f"data: {line}\n" for line in frame.data.split("\n")) + "\n"
