"""The framing of server-sent events, as far as the Runs API uses it (wire.md §1.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")


class Frame(NamedTuple):
    """One event as framed on the wire: its name, ``None`` where no ``event:`` line stood, and its data as text."""

    event: str | None
    data: str


def split_frames(text: str) -> Iterator[Frame]:
    """Split the text of a stream into its frames; comments and other fields are passed over, a frame cut short too."""
    event: str | None = None
    data: list[str] = []
    *lines, _ = LINE_END.split(text.removeprefix("\ufeff"))
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "event":
                event = value
            elif name == "data":
                data.append(value)
        elif event is not None or data:
            yield Frame(event, "\n".join(data))
            event, data = None, []


def join_frames(frames: Iterable[Frame]) -> str:
    """Write frames as a server of this API does: LF only, one ``data:`` line for each line of data."""
    return "".join(_written(frame) for frame in frames)


def _written(frame: Frame) -> str:
    head = "" if frame.event is None else f"event: {frame.event}\n"
    return head + "".join(f"data: {line}\n" for line in frame.data.split("\n")) + "\n"
