"""What may follow what in a run's life, and what must then be set."""

from .bodies import message_body, run_body, text_content
from .coherence import Incoherence, incoherences
from .lifecycle import Lifecycle, lifecycle_of
from .plan import Ending, Plan, PlannedStep, ToolCalls, code, message, search, tool_call, tools_of
from .states import (
    FINAL_RUN_STATUSES,
    FINAL_STATUSES,
    RUN_FIELDS,
    RUN_LIFETIME,
    RUN_TRANSITIONS,
    STEP_TRANSITIONS,
    UNFINISHED_STATUSES,
)
from .unfolding import IllegalTransition, Moment, Unfolding

__all__ = [
    "FINAL_RUN_STATUSES",
    "FINAL_STATUSES",
    "RUN_FIELDS",
    "RUN_LIFETIME",
    "RUN_TRANSITIONS",
    "STEP_TRANSITIONS",
    "UNFINISHED_STATUSES",
    "Ending",
    "IllegalTransition",
    "Incoherence",
    "Lifecycle",
    "Moment",
    "Plan",
    "PlannedStep",
    "ToolCalls",
    "Unfolding",
    "code",
    "incoherences",
    "lifecycle_of",
    "message",
    "message_body",
    "run_body",
    "search",
    "text_content",
    "tool_call",
    "tools_of",
]
