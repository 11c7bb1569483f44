"""What may follow what in a run's life, and what must then be set."""

from .bodies import message_body, run_body, step_body, text_content, usage_body
from .coherence import Incoherence, incoherences
from .eras import DEFAULT_ERA, ERAS, Era, dressed, find_era
from .lifecycle import Lifecycle, lifecycle_of
from .moments import Moment
from .plan import Ending, Plan, checked_steps, failure_of
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
from .steps import Call, Code, Message, PlannedStep, Search, ToolCalls, call, code, message, search, tool_call
from .tools import tools_of
from .transitions import IllegalTransition
from .unfolding import Unfolding
from .views import retrieved_message, retrieved_step

__all__ = [
    "DEFAULT_ERA",
    "ERAS",
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
    "Call",
    "Code",
    "Ending",
    "Era",
    "IllegalTransition",
    "Incoherence",
    "Lifecycle",
    "Message",
    "Moment",
    "Plan",
    "PlannedStep",
    "Search",
    "ToolCalls",
    "Unfolding",
    "call",
    "checked_steps",
    "code",
    "dressed",
    "failure_of",
    "find_era",
    "incoherences",
    "lifecycle_of",
    "message",
    "message_body",
    "retrieved_message",
    "retrieved_step",
    "run_body",
    "search",
    "step_body",
    "text_content",
    "tool_call",
    "tools_of",
    "usage_body",
]
