"""What ``runsreplay generate`` makes: for each kind, a line of JSON for each number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

from runsreplay_factories import (
    AssistantFactory,
    MessageFactory,
    RunFactory,
    RunStepFactory,
    ThreadFactory,
    code,
    message,
    search,
    tool_call,
)
from runsreplay_factories.draws import Draws
from runsreplay_factories.errors import suggested
from runsreplay_factories.objects import ObjectBuilder

from ..lifecycle import PlannedStep

Lines = Callable[[range], Iterator[str]]

FACTORIES: Mapping[str, type[ObjectBuilder[Any]]] = {
    "run": RunFactory,
    "step": RunStepFactory,
    "message": MessageFactory,
    "thread": ThreadFactory,
    "assistant": AssistantFactory,
    "lifecycle": RunFactory,
}


def lines_of(kind: str, *, seed: str, state: str | None, era: str | None, locale: str) -> Lines:
    """What makes the lines of a range of numbers. Raises ValueError for a kind, state or era that there is not."""
    if kind not in FACTORIES:
        raise ValueError(f"there is no kind {kind!r}; {suggested(kind, FACTORIES)}")
    factory: Any = FACTORIES[kind](seed, locale=locale)
    factory = factory if era is None else factory._of_era(era)
    if state is not None and not factory.statuses:
        raise ValueError(f"a {kind} has no states; leave out --state")
    factory = factory if state is None else factory.with_(status=state)
    bodies, encode = _lifecycles if kind == "lifecycle" else _objects, json.JSONEncoder(ensure_ascii=False).encode
    return lambda numbers: (encode(body) + "\n" for body in bodies(factory, numbers))


def _objects(factory: Any, numbers: range) -> Iterator[dict[str, Any]]:
    counting = factory._derived(_numbers=count(numbers.start))
    return (counting.as_dict() for _ in numbers)


def _lifecycles(factory: RunFactory, numbers: range) -> Iterator[dict[str, Any]]:
    return (_lifecycle(factory, number) for number in numbers)


def _lifecycle(factory: RunFactory, number: int) -> dict[str, Any]:
    draws = Draws(f"plan:{factory._seed}:{number}".encode(), factory._locale)
    plan = PLANS[0] if factory._status == "requires_action" else draws.pick(PLANS)
    made = factory.with_steps(*plan(draws)).at(number)
    bodies = {"steps": made.steps, "messages": made.messages}
    return {"run": made.run.wire(), **{name: [one.wire() for one in bodies[name]] for name in bodies}}


def _weather(draws: Draws) -> tuple[PlannedStep, ...]:
    return tool_call("get_weather", city=draws.prose.city()), message(draws.prose.answer())


def _sum(draws: Draws) -> tuple[PlannedStep, ...]:
    left, right = draws.whole(2, 99), draws.whole(2, 99)
    return code(f"print({left} * {right})", logs=str(left * right)), message(draws.prose.answer())


def _look_up(draws: Draws) -> tuple[PlannedStep, ...]:
    return search(draws.prose.file_name()), message(draws.prose.answer())


def _answer(draws: Draws) -> tuple[PlannedStep, ...]:
    return (message(draws.prose.answer()),)


PLANS: tuple[Callable[[Draws], tuple[PlannedStep, ...]], ...] = (_weather, _sum, _look_up, _answer)
"""What the runs of lifecycles do; those that are to wait wait for the first."""
