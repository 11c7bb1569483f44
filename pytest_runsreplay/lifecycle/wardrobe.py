"""What the forms of several eras have in common, put together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import forms
from .dressing import STREAMED, Fill, Form, Part
from .states import RUN_FIELDS
from .translations import described, of_calls, of_choice, of_tools, quoting, retrieving, searching

Forms = dict[str, Form]

BEFORE_INCOMPLETE: Mapping[str, str] = {status: status for status in RUN_FIELDS if status != "incomplete"}
INCOMPLETE_IS_COMPLETED: Mapping[str, str] = {**BEFORE_INCOMPLETE, "incomplete": "completed"}
"""The first version let a run that met a limit end as completed, with the details (wire.md §8, row 10)."""

ALL_STATUSES: Mapping[str, str] = {status: status for status in RUN_FIELDS}

LIMIT_MET: Mapping[str, Part] = {"status": lambda status: INCOMPLETE_IS_COMPLETED.get(status, status)}
V1_TOOLS: Mapping[str, Part] = {"tools": of_tools(retrieving)}
V2_TOOLS: Mapping[str, Part] = {"tools": of_tools(searching)}
DESCRIBED_V1: Mapping[str, Part] = {"tools": of_tools(retrieving, described)}
DESCRIBED_V2: Mapping[str, Part] = {"tools": of_tools(searching, described)}
V1_CHOICE: Mapping[str, Part] = {**V1_TOOLS, "tool_choice": of_choice(retrieving)}
V2_CHOICE: Mapping[str, Part] = {**V2_TOOLS, "tool_choice": of_choice(searching)}
FILES: Mapping[str, Part] = {"file_ids": forms.listed}
PLAIN: Mapping[str, Part] = {"usage": forms.plain_usage}
METADATA: Mapping[str, Part] = {"metadata": forms.mapped}
V1_CALLS: Mapping[str, Part] = {**PLAIN, "step_details": of_calls(retrieving)}
V2_CALLS: Mapping[str, Part] = {"step_details": of_calls(searching)}


def run_form(keys: tuple[str, ...], *parts: Mapping[str, Part], unless_null: str = "") -> Forms:
    """The form of runs with these keys, their parts joined."""
    joined = {key: part for each in parts for key, part in each.items()}
    return {"thread.run": Form(keys, joined, unless_null=frozenset(unless_null.split()))}


def step_form(keys: tuple[str, ...], *parts: Mapping[str, Part]) -> Forms:
    """The form of steps with these keys, their parts joined."""
    joined = {key: part for each in parts for key, part in each.items()}
    filled = {"expired_at": forms.step_expiry} if "expired_at" in keys else {}
    return {"thread.run.step": Form(keys, joined, filled)}


def forms_around(
    retrieved: tuple[str, ...], streamed: tuple[str, ...], assistant: tuple[str, ...], *, quoted: bool = False
) -> Forms:
    """The forms of messages, threads and assistants."""
    v1 = "file_ids" in retrieved
    tools = {**V1_TOOLS, **FILES} if v1 else V2_TOOLS
    return {
        "thread.message": message_form(retrieved, quoted=quoted),
        STREAMED: message_form(streamed, quoted=quoted),
        "thread": Form(forms.THREAD_V1 if v1 else forms.THREAD_V2),
        "assistant": Form(assistant, tools),
    }


def message_form(keys: tuple[str, ...], *, quoted: bool = False) -> Form:
    """The form of messages with these keys; citations quote in the first version, and where they are ``quoted``."""
    v1 = "file_ids" in keys
    filled = {"file_ids": forms.attached_files} if v1 else {}
    return Form(keys, {"content": quoting} if v1 or quoted else {}, filled)


def told_messages(streamed: tuple[str, ...], *, quoted: bool = False) -> Forms:
    """The form of messages where the schema wants their status of all of them."""
    form = message_form(streamed, quoted=quoted)
    filled = {**form.filled, "status": forms.message_status, "completed_at": forms.message_end}
    whole = replace(form, filled=filled)
    return {"thread.message": whole, STREAMED: whole}


AROUND_2023 = forms_around(forms.MESSAGE_2023, forms.STREAMED_V1, forms.ASSISTANT_V1) | {
    "assistant": Form(forms.ASSISTANT_V1, {**DESCRIBED_V1, **FILES})
}
AROUND_V1 = forms_around(forms.MESSAGE_V1, forms.STREAMED_V1, forms.ASSISTANT_V1)
AROUND_2024_04 = forms_around(forms.MESSAGE_V2, forms.STREAMED_V2, forms.ASSISTANT_V2, quoted=True)
AROUND_V2 = forms_around(forms.MESSAGE_V2, forms.STREAMED_V2, forms.ASSISTANT_V2)
AROUND_2025 = forms_around(forms.MESSAGE_V2, forms.STREAMED_V2, forms.ASSISTANT_2025)


def filled_always(form: Form, **filled: Fill) -> Form:
    """The form with these keys filled from the body, in every state."""
    return replace(form, filled={**form.filled, **filled})
