"""The rules of the lifecycle, asked about what a factory made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_runsreplay.lifecycle import incoherences
from pytest_runsreplay.lifecycle.coherence.evidence import Evidence
from pytest_runsreplay.lifecycle.coherence.metadata import RULES as METADATA
from pytest_runsreplay.models import MessageObject, RunObject, RunStepObject

from .errors import Incoherent, told


def broken_rules(
    era: str,
    run: RunObject,
    steps: Sequence[RunStepObject] = (),
    messages: Sequence[MessageObject] = (),
    about: str = "",
) -> list[str]:
    """The broken rules that show in paths beginning with ``about``, each with what was found."""
    found = incoherences(run, steps, messages, era=era)
    return [str(one) for one in found if one.path.startswith(about)]


def check_metadata(kind: str, metadata: Mapping[str, str] | None) -> None:
    """Raise Incoherent for more metadata than an object may have (wire.md §7.2)."""
    some_run = RunObject.model_validate({"created_at": 0, "status": "queued", "metadata": metadata})
    evidence = Evidence(some_run, (), (), (), None)  # of all rules only these: each call with metadata passes here
    found = [f"{name}: {path} {what}" for name, rule in METADATA.items() for path, what in rule(evidence)]
    if found:
        asked = told({"metadata": metadata})
        advice = f"Leave some of it out, or, if the body is meant to break the rule, say .incoherent({asked})."
        raise Incoherent(f"a {kind} with {asked}", found, advice)
