"""What may follow what in a run's life, and what must then be set."""

from .bodies import message_body, run_body, step_body, text_content, usage_body
from .coherence import Incoherence, incoherences
from .lifecycle import Lifecycle, lifecycle_of
from .plan import Ending, Plan, PlannedStep, ToolCalls, checked_steps, code, message, search, tool_call, tools_of
from .states import (
    FINAL_RUN_STATUSES,
    FINAL_STATUSES,
    OPTIONAL_RUN_FIELDS,
    RUN_FIELDS,
    RUN_LIFETIME,
    RUN_STATE_FIELDS,
    RUN_TRANSITIONS,
    STEP_FIELDS,
    STEP_STATE_FIELDS,
    STEP_TRANSITIONS,
    UNFINISHED_STATUSES,
)
from .unfolding import IllegalTransition, Moment, Unfolding

__all__ = [
    "FINAL_RUN_STATUSES",
    "FINAL_STATUSES",
    "OPTIONAL_RUN_FIELDS",
    "RUN_FIELDS",
    "RUN_LIFETIME",
    "RUN_STATE_FIELDS",
    "RUN_TRANSITIONS",
    "STEP_FIELDS",
    "STEP_STATE_FIELDS",
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
    "checked_steps",
    "code",
    "incoherences",
    "lifecycle_of",
    "message",
    "message_body",
    "run_body",
    "search",
    "step_body",
    "text_content",
    "tool_call",
    "tools_of",
    "usage_body",
]
