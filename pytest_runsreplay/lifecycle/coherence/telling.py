"""The bodies that a stream tells, each held against the rules that a body can break by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...models import MessageObject, RunObject, RunStepObject, accumulate
from .evidence import Evidence, Incoherence, Rule

OF_THE_END = frozenset({"no step outlives its run", "written messages", "usage sums"})
"""Rules on what the run and its parts have come to, which those on the way have not."""


def told_incoherences(evidence: Evidence, rules: Mapping[str, Rule]) -> Iterator[Incoherence]:
    """The rules that bodies in the events break, with paths from the event."""
    for index in range(len(evidence.events)):
        told = _told(evidence, index)
        if told is None:
            continue
        path, seen = told
        for name, rule in rules.items():
            for place, found in rule(seen) if name not in OF_THE_END else ():
                if place.startswith(path):
                    yield Incoherence(name, f"events[{index}]{place.removeprefix(path)}", found)


def _told(evidence: Evidence, index: int) -> tuple[str, Evidence] | None:
    """The path of the body that an event tells whole, in evidence of that body alone."""
    body = evidence.events[index].data
    alone = replace(evidence, steps=(), messages=(), events=())
    if isinstance(body, RunObject):
        return "$", replace(alone, run=body, steps=_open_steps(evidence, index) if body.required_action else ())
    if isinstance(body, RunStepObject):
        return "steps[0]", replace(alone, steps=(body,))
    return ("messages[0]", replace(alone, messages=(body,))) if isinstance(body, MessageObject) else None


def _open_steps(evidence: Evidence, index: int) -> list[RunStepObject]:
    return [step for step in accumulate(evidence.events[:index]).steps if step.status == "in_progress"]
