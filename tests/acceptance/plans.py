"""Plans of every kind: what a run does, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_runsreplay import Lifecycle
from pytest_runsreplay.lifecycle import PlannedStep, call, code, message, search, tool_call
from pytest_runsreplay.lifecycle.eras import find_era
from runsreplay_factories import RunFactory

Plan = tuple[str, tuple[PlannedStep, ...]]

WEATHER = tool_call("get_weather", city="Tromsø", days=[1, 2]).returning('{"celsius": 3}')
PARALLEL = (tool_call("get_weather", city="Oslo") & tool_call("get_time") & tool_call("find", q='"a" \\ b')).returning(
    "3", "", "ærlig"
)
CODE = code("for n in range(3):\n    print(n)", logs="0\n1\n2\n")
FOUND = search("menu.pdf", "prices.md")
ANSWER = message("It is 3 °C in Tromsø, and it will rain.\n\nBring an umbrella.")

PLANS: Mapping[str, Plan] = {
    "a message": ("completed", (ANSWER,)),
    "no step": ("completed", ()),
    "two messages": ("completed", (message("One."), ANSWER)),
    "a message that cites": ("completed", (FOUND, message("Soup is 9 €.", cites=["menu.pdf", "prices.md"]))),
    "a function": ("completed", (WEATHER, ANSWER)),
    "parallel calls": ("completed", (PARALLEL, ANSWER)),
    "three rounds": ("completed", (WEATHER, PARALLEL, tool_call("get_time").returning("12:00"), ANSWER)),
    "a call that waits": ("requires_action", (ANSWER, tool_call("get_weather", city="Oslo"))),
    "a second call that waits": ("requires_action", (WEATHER, tool_call("get_time") & tool_call("get_date"))),
    "code with logs": ("completed", (CODE, ANSWER)),
    "code with images": ("completed", (code("plot(1); plot(2)", logs="2 plots", images=2), ANSWER)),
    "code without output": ("completed", (code("n = 6 * 7"), ANSWER)),
    "code twice": ("completed", (CODE, code("2 ** 10", logs="1024"), ANSWER)),
    "a search": ("completed", (FOUND, ANSWER)),
    "a search that shows texts": ("completed", (search("menu.pdf", scores=[0.5], texts=["Soup: 9 €"]), ANSWER)),
    "a search that finds nothing": ("completed", (search(), ANSWER)),
    "everything": ("completed", (FOUND, PARALLEL, CODE, message("Hm."), WEATHER, ANSWER)),
    "under way": ("in_progress", (WEATHER, CODE, ANSWER)),
    "being cancelled": ("cancelling", (CODE, ANSWER)),
    "a failure": ("failed", (ANSWER,)),
    "a failure after a round": ("failed", (WEATHER, CODE)),
    "code that fails": ("failed", (WEATHER, code("1 / 0").failing("server_error", "It broke."))),
    "a search that fails": ("failed", (CODE, search("menu.pdf").failing("rate_limit_exceeded", "Too many."))),
    "a message that fails": ("failed", (FOUND, ANSWER.failing())),
    "a token limit": ("incomplete", (ANSWER,)),
    "a token limit after a round": ("incomplete", (PARALLEL, ANSWER)),
    "cancelled in a message": ("cancelled", (CODE, ANSWER)),
    "cancelled in code": ("cancelled", (WEATHER, CODE)),
    "expired in a message": ("expired", (ANSWER,)),
    "expired in code": ("expired", (WEATHER, CODE)),
}
"""The status that a run comes to, and the steps that it takes on the way."""

SCREENSHOT = {"type": "computer_screenshot", "image_url": "https://a.b/1.png"}
FOUNDRY_PLANS: Mapping[str, Plan] = {
    f"a call of {step.type}": ("completed", (step, ANSWER))
    for step in (
        call("azure_ai_search", input="rain", output="[]"),
        call("bing_grounding", requesturl="https://a.b/?q=rain"),
        call("openapi", name="weather", arguments='{"city": "Oslo"}', output="3"),
        call("azure_function", name="f", arguments="{}", output="3"),
        call("bing_custom_search", requesturl="https://a.b/?q=rain"),
        call("browser_automation", input="Book it.", output="Booked.", steps=[]),
        call("computer_use_preview", action={"type": "screenshot"}, pending_safety_checks=[], output=SCREENSHOT),
        call("connected_agent", name="Ada", arguments="{}", output="3"),
        call("deep_research", input="Why?", output="Because."),
        call("fabric_dataagent", input="How many?", output="3"),
        call("mcp", name="get_weather", arguments="{}", output="3", server_label="weather"),
        call("sharepoint_grounding", input="Where?", output="There."),
    )
}
"""Calls that Azure AI Foundry alone has, each known since the service or since its preview."""


def lifecycle_in(era: str, plan: str) -> Lifecycle:
    """The lifecycle of that plan in that era."""
    status, steps = {**PLANS, **FOUNDRY_PLANS}[plan]
    runs: RunFactory = getattr(getattr(RunFactory("acceptance"), era), status)
    return runs.with_steps(*steps)()


def plans_in(era: str) -> list[str]:
    """The plans that come to a status which the era has, with calls that it has."""
    known = find_era(era)
    calls = [f"a call of {type}" for type in known.calls]
    plans = [name for name, (status, _) in PLANS.items() if status in known.statuses]
    return [*plans, *(name for name in FOUNDRY_PLANS if name in calls)]
