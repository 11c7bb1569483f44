"""What tests in replay left running, and was refused the network later: lines for the terminal summary."""

from __future__ import annotations

import pytest

from .stash import FACTS

NAME = "runsreplay-outlived"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    from ..recording import refusals

    facts = session.config.stash.setdefault(FACTS, [])
    facts.extend({"kind": "doubt", "text": line} for line in refusals.tell_late())
