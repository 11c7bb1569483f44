"""The eras of the API: what a server sent in a time, what a schema asks for, what a client can read (wire.md §6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from copyreg import pickle
from dataclasses import replace
from difflib import get_close_matches

from . import forms
from .dressing import Era, Form, Part, dressed
from .translations import (
    awaiting_output,
    of_calls,
    searching,
    silent_search,
    without_output,
)
from .wardrobe import (
    ALL_STATUSES,
    AROUND_2023,
    AROUND_2024_04,
    AROUND_2025,
    AROUND_V1,
    AROUND_V2,
    BEFORE_INCOMPLETE,
    DESCRIBED_V1,
    DESCRIBED_V2,
    FILES,
    INCOMPLETE_IS_COMPLETED,
    LIMIT_MET,
    METADATA,
    PLAIN,
    V1_CALLS,
    V1_CHOICE,
    V1_TOOLS,
    V2_CALLS,
    V2_CHOICE,
    filled_always,
    run_form,
    step_form,
    told_messages,
)

__all__ = ["DEFAULT_ERA", "ERAS", "Era", "Form", "dressed", "find_era"]

DEFAULT_ERA = "real_v2_2026"


def find_era(name: str) -> Era:
    """Look up ``real_v2_2026`` or another era. Raises ValueError naming the closest."""
    if name not in ERAS:
        close = get_close_matches(name, ERAS, n=1)
        raise ValueError(f"there is no era {name!r}: {f'did you mean {close[0]!r}?' if close else ', '.join(ERAS)}")
    return ERAS[name]


EVER: frozenset[str] = frozenset({"expires_at", "usage"})
WITH_URL = frozenset({"text", "image_file", "image_url"})
WITH_REFUSAL = WITH_URL | {"refusal"}

REAL = (
    Era(
        "real_v1_2023",
        "v1-2023",
        "gpt-4-1106-preview",
        run_form(forms.RUN_2023, DESCRIBED_V1, FILES, unless_null="required_action")
        | step_form(forms.STEP_2023, V1_CALLS)
        | AROUND_2023,
        BEFORE_INCOMPLETE,
        streams=False,
    ),
    Era(
        "real_v1_2024_03",
        "v1-2024-03-27",
        "gpt-4-turbo-preview",
        run_form(forms.RUN_2024_03, V1_TOOLS, FILES, PLAIN) | step_form(forms.STEP_2024, V1_CALLS) | AROUND_V1,
        BEFORE_INCOMPLETE,
    ),
    Era(
        "real_v1_2024",
        "v1-2024",
        "gpt-4-turbo",
        run_form(forms.RUN_2024_V1, V1_CHOICE, FILES, PLAIN, LIMIT_MET)
        | step_form(forms.STEP_2024, V1_CALLS)
        | AROUND_V1,
        INCOMPLETE_IS_COMPLETED,
    ),
    Era(
        "real_v2_2024_04",
        "v2-2024-04-17",
        "gpt-4-turbo",
        run_form(forms.RUN_2024_04, V2_CHOICE, PLAIN)
        | step_form(forms.STEP_2024, PLAIN, {"step_details": of_calls(searching, silent_search)})
        | AROUND_2024_04,
        ALL_STATUSES,
        events={"thread.run.incomplete": "thread.run.completed"},
    ),
    Era(
        "real_v2_2024",
        "v2-2024-08-28",
        "gpt-4o",
        run_form(forms.RUN_2024, V2_CHOICE, PLAIN) | step_form(forms.STEP_2024, PLAIN, V2_CALLS) | AROUND_V2,
        ALL_STATUSES,
        parts=WITH_REFUSAL,
    ),
    Era(
        "real_v2_2025",
        "v2-2025-03-22",
        "gpt-4o",
        run_form(forms.RUN_2025, V2_CHOICE, PLAIN) | step_form(forms.STEP_2024, PLAIN, V2_CALLS) | AROUND_2025,
        ALL_STATUSES,
        parts=WITH_REFUSAL,
    ),
    Era(
        DEFAULT_ERA,
        "v2",
        "gpt-4o-mini",
        run_form(forms.RUN_2025, V2_CHOICE) | step_form(forms.STEP_2024, V2_CALLS) | AROUND_2025,
        ALL_STATUSES,
        parts=WITH_REFUSAL,
    ),
)

SPEC = (
    Era(
        "spec_v1",
        "v1-2024",
        "gpt-4-turbo",
        run_form(forms.RUN_2024_V1, V1_CHOICE, FILES, PLAIN, LIMIT_MET)
        | step_form(forms.STEP_SPEC, V1_CALLS, METADATA)
        | AROUND_V1
        | told_messages(forms.STREAMED_V1),
        INCOMPLETE_IS_COMPLETED,
    ),
    Era(
        "spec_v2",
        "v2",
        "gpt-4o",
        run_form(forms.RUN_SPEC_V2, V2_CHOICE, PLAIN)
        | step_form(forms.STEP_SPEC, PLAIN, V2_CALLS, METADATA)
        | AROUND_V2
        | told_messages(forms.STREAMED_V2),
        ALL_STATUSES,
        parts=WITH_REFUSAL,
    ),
)


RUN_0215 = run_form(forms.RUN_2023, V1_TOOLS, FILES)["thread.run"]
AZURE_RUN = Form(forms.RUN_2024_04, {**V2_CHOICE, **PLAIN})
AZURE_STEP = step_form(forms.STEP_SPEC, PLAIN, V2_CALLS, METADATA)
AZURE = (
    Era(
        "azure_0215",
        "az-0215",
        "gpt-4-1106-preview",
        {"thread.run": filled_always(RUN_0215, expires_at=forms.run_expiry)}
        | step_form(forms.STEP_0215, V1_CALLS, METADATA)
        | AROUND_2023,
        BEFORE_INCOMPLETE,
        always=frozenset({"expires_at"}),
        streams=False,
    ),
    Era(
        "azure_0501",
        "az-2024-05-01",
        "gpt-4-turbo",
        {"thread.run": filled_always(AZURE_RUN, expires_at=forms.run_expiry, usage=forms.usage_in_any_state)}
        | AZURE_STEP
        | AROUND_V2,
        ALL_STATUSES,
        always=EVER,
    ),
    Era(
        "azure_2501",
        "az-2025-01-01",
        "gpt-4o",
        {
            "thread.run": filled_always(
                replace(AZURE_RUN, keys=forms.RUN_2024), expires_at=forms.run_expiry, usage=forms.usage_in_any_state
            )
        }
        | AZURE_STEP
        | AROUND_V2,
        ALL_STATUSES,
        always=EVER,
        parts=WITH_URL,
    ),
)

V1_SERVICE_TOOLS = frozenset({"azure_ai_search", "azure_function", "bing_grounding", "connected_agent", "openapi"})
V1_SERVICE_CALLS = frozenset({"azure_ai_search", "bing_grounding", "openapi"})
PREVIEW_TOOLS = frozenset(
    {
        *("bing_custom_search", "browser_automation", "computer_use_preview", "deep_research"),
        *("fabric_dataagent", "mcp", "sharepoint_grounding"),
    }
)
OPENAI_TYPES = frozenset({"code_interpreter", "file_search", "function"})
FOUNDRY_FORMS = (
    run_form(forms.RUN_2024, V2_CHOICE, DESCRIBED_V2, PLAIN)
    | step_form(forms.STEP_SPEC, PLAIN, METADATA, {"step_details": of_calls(searching, without_output)})
    | AROUND_V2
    | told_messages(forms.STREAMED_V2, quoted=True)
    | {"assistant": Form(forms.ASSISTANT_V2, DESCRIBED_V2)}
)
FOUNDRY = (
    Era(
        "foundry_v1",
        "foundry-v1",
        "gpt-4o",
        FOUNDRY_FORMS,
        ALL_STATUSES,
        tools=OPENAI_TYPES | V1_SERVICE_TOOLS,
        calls=OPENAI_TYPES | V1_SERVICE_CALLS,
        annotations=frozenset({"file_citation", "file_path", "url_citation"}),
        full_deltas=True,
        silent=V1_SERVICE_CALLS,
    ),
    Era(
        "foundry_preview",
        "foundry-pre",
        "gpt-4.1",
        FOUNDRY_FORMS,
        ALL_STATUSES,
        tools=OPENAI_TYPES | V1_SERVICE_TOOLS | PREVIEW_TOOLS,
        calls=OPENAI_TYPES | V1_SERVICE_TOOLS | PREVIEW_TOOLS | {"mcp_list_tools"},
        annotations=frozenset({"file_citation", "file_path", "url_citation"}),
        full_deltas=True,
        silent=frozenset({"browser_automation"}),
    ),
)

AWAITING: Mapping[str, Part] = {"required_action": awaiting_output}
SEED_RUN = run_form(forms.RUN_2024_03, DESCRIBED_V1, FILES, PLAIN, {"instructions": forms.text})["thread.run"]
SEED_STEP = step_form(forms.STEP_2024, V1_CALLS)["thread.run.step"]
UNIVERSAL_STEP = step_form(forms.STEP_SPEC, V1_CALLS, METADATA)["thread.run.step"]

CLIENTS = (
    Era(
        "universal",
        "v1-usage",
        "gpt-4-1106-preview",
        {
            "thread.run": filled_always(
                replace(SEED_RUN, parts={**SEED_RUN.parts, **AWAITING}),
                expires_at=forms.run_expiry,
                usage=forms.usage_in_any_state,
            ),
            "thread.run.step": filled_always(UNIVERSAL_STEP, usage=forms.usage_in_any_state),
        }
        | AROUND_V1,
        BEFORE_INCOMPLETE,
        always=EVER,
        step_always=frozenset({"usage"}),
    ),
    Era(
        "sttp_openai",
        "v1-usage",
        "gpt-4-turbo-preview",
        run_form(forms.RUN_2024_03, DESCRIBED_V1, FILES, PLAIN, AWAITING) | {"thread.run.step": SEED_STEP} | AROUND_V1,
        BEFORE_INCOMPLETE,
    ),
    Era(
        "ex_openai",
        "v2",
        "gpt-4o-mini",
        REAL[-1].forms,
        ALL_STATUSES,
        parts=WITH_REFUSAL,
    ),
    Era(
        "zio_openai",
        "v1-usage",
        "gpt-4-turbo-preview",
        {
            "thread.run": filled_always(SEED_RUN, expires_at=forms.run_expiry, usage=forms.usage_in_any_state),
            "thread.run.step": filled_always(SEED_STEP, usage=forms.usage_in_any_state),
        }
        | AROUND_V1,
        BEFORE_INCOMPLETE,
        always=EVER,
        step_always=frozenset({"usage"}),
    ),
    Era(
        "azure_js",
        "az-0215",
        "gpt-4-1106-preview",
        run_form(forms.RUN_2023, V1_TOOLS, FILES, unless_null="required_action")
        | step_form(forms.STEP_0215, V1_CALLS, METADATA)
        | AROUND_2023,
        BEFORE_INCOMPLETE,
        streams=False,
    ),
)

ERAS: Mapping[str, Era] = {era.name: era for era in (*REAL, *SPEC, *AZURE, *FOUNDRY, *CLIENTS)}

pickle(Era, lambda era: (find_era, (era.name,)))  # what dresses a form cannot travel; the name of an era can
