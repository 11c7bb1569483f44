"""The rules of the lifecycle, asked about what a factory made."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_runsreplay.lifecycle import incoherences
from pytest_runsreplay.models import MessageObject, RunObject, RunStepObject


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
