"""What a YAML document comes to once its aliases are followed, counted before anything of it is made.

A few lines of aliases to aliases stand for more than any machine holds, and the parser below PyYAML composes nested
collections by calling itself, to the end of the stack. Events come one by one and cost neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from . import limits

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class _Open:
    """A collection that has begun: its anchor, what was counted before it, and how deep it is so far."""

    anchor: str | None
    before: int
    height: int = 1


@dataclass
class _Count:
    """What was seen of a document so far; ``known`` has the size and height of what each anchor stands for."""

    size: int = 0
    nodes: int = 0
    repeated: int = 0
    open: list[_Open] = field(default_factory=list)
    known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def scalar(self, event: Any) -> None:
        size = len(event.value) + 1
        self.add(size, 0)
        if event.anchor:
            self.known[event.anchor] = (size, 0)

    def alias(self, event: Any) -> None:
        if any(one.anchor == event.anchor for one in self.open):
            raise limits.LimitError(f"line {event.start_mark.line + 1}: the alias *{event.anchor} stands in itself")
        size, height = self.known.get(event.anchor, (1, 0))
        self.repeated += size
        self.add(size, height)

    def start(self, event: Any) -> None:
        self.add(1, 1)
        self.open.append(_Open(event.anchor, self.size - 1))

    def end(self, _: Any) -> None:
        ended = self.open.pop()
        if ended.anchor:
            self.known[ended.anchor] = (self.size - ended.before, ended.height)
        self.raise_to(ended.height)

    def add(self, size: int, height: int) -> None:
        self.size += size
        self.nodes += 1
        self.raise_to(height)

    def raise_to(self, height: int) -> None:
        if self.open and self.open[-1].height <= height:
            self.open[-1].height = height + 1


STEPS: dict[type, Any] = {
    yaml.ScalarEvent: _Count.scalar,
    yaml.AliasEvent: _Count.alias,
    yaml.SequenceStartEvent: _Count.start,
    yaml.MappingStartEvent: _Count.start,
    yaml.SequenceEndEvent: _Count.end,
    yaml.MappingEndEvent: _Count.end,
}


def check_expansion(text: str) -> None:
    """Raise LimitError for a document that is too deep or too large, and yaml.YAMLError for what is none."""
    count = _Count()
    for event in yaml.parse(text, Loader=LOADER):
        step = STEPS.get(type(event))
        if step is None:  # the beginning or the end
            continue
        step(count, event)
        if len(count.open) > limits.DEEPEST or (count.open and count.open[-1].height > limits.DEEPEST):
            raise limits.LimitError(f"it is nested without end (deeper than {limits.DEEPEST} levels)")
        if count.nodes > limits.MOST_NODES:
            raise limits.LimitError(f"it has more than {limits.MOST_NODES:,} values")
        if count.repeated > limits.MOST_REPEATED:
            raise limits.LimitError(f"its aliases stand for more than {limits.MOST_REPEATED:,} characters")
