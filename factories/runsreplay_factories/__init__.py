"""Factories of coherent runs, run steps and whole lifecycles; importing them loads neither pytest nor vcr.

PYTEST_DONT_REWRITE: there is no assertion in it for pytest to rewrite, and a script may import it before pytest.
"""

from typing import TYPE_CHECKING, Any

from pytest_runsreplay.lifecycle import Lifecycle, call, code, message, search, tool_call

from . import tools
from .assistants import AssistantFactory
from .errors import Incoherent
from .lifecycles import LifecycleFactory
from .linting import lint
from .messages import MessageFactory
from .overrides import AssistantOverrides, MessageOverrides, RunOverrides, RunStepOverrides, ThreadOverrides
from .runs import RunFactory
from .steps import RunStepFactory
from .threads import ThreadFactory

if TYPE_CHECKING:
    from .provider import RunsProvider

__all__ = [
    "AssistantFactory",
    "AssistantOverrides",
    "Incoherent",
    "Lifecycle",
    "LifecycleFactory",
    "MessageFactory",
    "MessageOverrides",
    "RunFactory",
    "RunOverrides",
    "RunStepFactory",
    "RunStepOverrides",
    "RunsProvider",
    "ThreadFactory",
    "ThreadOverrides",
    "call",
    "code",
    "lint",
    "message",
    "search",
    "tool_call",
    "tools",
]


def __getattr__(name: str) -> Any:
    if name != "RunsProvider":  # which is a class of Faker's, loaded with it
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .provider import RunsProvider

    return RunsProvider
