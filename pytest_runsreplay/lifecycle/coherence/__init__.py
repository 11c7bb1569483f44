"""The rules that a run, its steps, its messages and its stream keep, one function a rule (wire.md §4.4, §5.3, §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...models import MessageObject, RunObject, RunStepObject, StreamEvent
from ..dressing import Era
from ..eras import find_era
from . import growth, ids, metadata, order, states, times, tools, usage
from .evidence import Evidence, Incoherence, Rule
from .telling import told_incoherences

__all__ = ["RULES", "Incoherence", "incoherences"]

RULES: Mapping[str, Rule] = {
    **states.RULES,
    **times.RULES,
    **ids.RULES,
    **usage.RULES,
    **tools.RULES,
    **metadata.RULES,
    **order.RULES,
    **growth.RULES,
}


def incoherences(
    run: RunObject,
    steps: Sequence[RunStepObject] = (),
    messages: Sequence[MessageObject] = (),
    *,
    events: Sequence[StreamEvent] = (),
    era: Era | str | None = None,
) -> list[Incoherence]:
    """The rules of a run's life that these objects break; empty for a run that a server could have sent.

    Messages may be any part of the run's, in any order, and so may steps while it is under way; of an ended run give
    all steps or none, for their usage is summed. ``events`` are those of one stream or of several, one after the other.
    Without ``era`` a body may be of any time and server: keys that it lacks are not missed. With one, by name or as
    it is, the body is held against what that era sent. Raises ValueError for the name of an era that there is not.
    """
    form = find_era(era) if isinstance(era, str) else era
    evidence = Evidence(run, steps, messages, events, form)
    found = [Incoherence(name, path, what) for name, rule in RULES.items() for path, what in rule(evidence)]
    return [*found, *told_incoherences(evidence, RULES)]
