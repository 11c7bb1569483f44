"""Factories of coherent runs, run steps and whole lifecycles; importing them loads neither pytest nor vcr.

PYTEST_DONT_REWRITE: there is no assertion in it for pytest to rewrite, and a script may import it before pytest.
"""

from pytest_runsreplay.lifecycle import Lifecycle, code, message, search, tool_call

from .errors import Incoherent
from .lifecycles import LifecycleFactory
from .overrides import RunOverrides, RunStepOverrides
from .runs import RunFactory
from .steps import RunStepFactory

__all__ = [
    "Incoherent",
    "Lifecycle",
    "LifecycleFactory",
    "RunFactory",
    "RunOverrides",
    "RunStepFactory",
    "RunStepOverrides",
    "code",
    "message",
    "search",
    "tool_call",
]
