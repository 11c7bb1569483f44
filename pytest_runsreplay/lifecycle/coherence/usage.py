"""How token counts add up (wire.md §2.7, §4.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...models import RunObject, RunStepObject, Usage
from .evidence import Evidence, Finding, Rule

TOKEN_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
SUMMED = frozenset({"completed", "incomplete"})
"""Statuses of a run all of whose steps have told their usage."""


def _sums(evidence: Evidence) -> Iterator[Finding]:
    usage, steps = evidence.run.usage, evidence.steps
    parts = [step.usage for step in steps if isinstance(step.usage, Usage)]
    if not isinstance(usage, Usage) or str(evidence.run.status) not in SUMMED or not steps or len(parts) < len(steps):
        return
    for name in TOKEN_COUNTS:
        counts = [getattr(part, name) for part in parts]
        total = sum(count for count in counts if isinstance(count, int))
        if getattr(usage, name) != total:
            yield f"$.usage.{name}", f"is {getattr(usage, name)}, the steps' sum is {total}"


def _totals(evidence: Evidence) -> Iterator[Finding]:
    for path, usage in _usages(evidence):
        counts = [getattr(usage, name) for name in TOKEN_COUNTS]
        if all(isinstance(count, int) for count in counts) and counts[0] + counts[1] != counts[2]:
            yield f"{path}.total_tokens", f"is {counts[2]}, prompt and completion make {counts[0] + counts[1]}"


def _counts(evidence: Evidence) -> Iterator[Finding]:
    for path, usage in _usages(evidence):
        for name in TOKEN_COUNTS:
            count = getattr(usage, name)
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                yield f"{path}.{name}", f"is {count!r}, which is no number of tokens"


def _usages(evidence: Evidence) -> Iterator[tuple[str, Usage]]:
    bodies: list[tuple[str, RunObject | RunStepObject]] = [("$", evidence.run), *evidence.placed_steps()]
    return ((f"{path}.usage", body.usage) for path, body in bodies if isinstance(body.usage, Usage))


RULES: Mapping[str, Rule] = {"usage sums": _sums, "usage totals": _totals, "token counts": _counts}
