"""Hypothesis strategies for runs, run steps and lifecycles. They shrink to the plainest: completed, number 0, no steps.

Importing this needs hypothesis; the factories themselves do not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from operator import and_
from typing import Any, TypeVar

from pytest_runsreplay.lifecycle import Lifecycle, PlannedStep, ToolCalls, code, message, search, tool_call
from pytest_runsreplay.models import RunObject, RunStepObject

from .builder import Builder
from .errors import Incoherent, shown
from .runs import RunFactory
from .steps import RunStepFactory
from .traits import traits_of

try:
    from hypothesis import reject
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as error:
    raise ImportError("runsreplay_factories.strategies needs hypothesis: pip install hypothesis") from error

Made = TypeVar("Made")
Names = Collection[str] | None

PLAINEST = "completed"
NUMBERS = st.integers(0, 1_000_000)
TEXT = st.text(max_size=60)
METADATA = st.dictionaries(st.text(min_size=1, max_size=64), st.text(max_size=512), max_size=16)
NOTHING: SearchStrategy[dict[str, Any]] = st.just({})
ANYTHING: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={"metadata": METADATA, "instructions": TEXT}
)
FILE_NAMES = st.from_regex(r"[a-z]{1,12}\.(csv|md|pdf)", fullmatch=True)
FUNCTIONS = st.from_regex(r"[a-z][a-z_]{0,15}", fullmatch=True)
ARGUMENTS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
OPEN_CALL = tool_call("get_weather", city="Oslo")
"""What a run waits for that is to wait, and whose plan leaves no call without an output."""


def runs(factory: RunFactory | None = None, *, statuses: Names = None, eras: Names = None) -> SearchStrategy[RunObject]:
    """Runs of a factory and its traits, with any metadata and instructions where the factory has none of its own.

    ``statuses`` are those of the factory if it has one, else all; ``eras`` that of the factory. Raises ValueError for a
    status or an era that there is not, and where nothing is left.
    """
    return _objects(_buildable(_given(factory, RunFactory), statuses, eras), ANYTHING)


def run_steps(
    factory: RunStepFactory | None = None, *, statuses: Names = None, eras: Names = None
) -> SearchStrategy[RunStepObject]:
    """Run steps of a factory, of all kinds; see ``runs``."""
    return _objects(_buildable(_given(factory, RunStepFactory), statuses, eras), NOTHING)


def lifecycles(
    factory: RunFactory | None = None,
    *,
    statuses: Names = None,
    eras: Names = None,
    steps: SearchStrategy[PlannedStep] | None = None,
) -> SearchStrategy[Lifecycle]:
    """Lifecycles of up to five ``steps``, which are ``planned_steps()`` where none are given; see ``runs``."""
    plans = st.lists(planned_steps() if steps is None else steps, max_size=5)
    return _lifecycles(_buildable(_given(factory, RunFactory), statuses, eras), plans)


def planned_steps() -> SearchStrategy[PlannedStep]:
    """Steps that a run can be planned to take: messages, code, searches, and function calls, alone and in parallel."""
    return st.one_of(
        st.builds(message, TEXT),
        st.builds(code, TEXT, logs=st.none() | TEXT, images=st.integers(0, 2)),
        st.lists(FILE_NAMES, max_size=3, unique=True).map(lambda names: search(*names)),
        st.lists(_calls(), min_size=1, max_size=3).map(lambda some: reduce(and_, some)),
    )


@st.composite
def _calls(draw: DrawFn) -> ToolCalls:
    call = tool_call(draw(FUNCTIONS), **draw(st.dictionaries(FUNCTIONS, ARGUMENTS, max_size=3)))
    output = draw(st.none() | TEXT)
    return call if output is None else call.returning(output)


@st.composite
def _objects(draw: DrawFn, builders: Sequence[Builder[Made]], given: SearchStrategy[Mapping[str, Any]]) -> Made:
    builder, more = draw(st.sampled_from(builders)), draw(given)
    return builder._with({name: more[name] for name in more if name not in builder._overrides}).at(draw(NUMBERS))


@st.composite
def _lifecycles(draw: DrawFn, builders: Sequence[RunFactory], plans: SearchStrategy[list[PlannedStep]]) -> Lifecycle:
    builder, plan = draw(st.sampled_from(builders)), draw(plans)
    if builder._status == "requires_action" and not any(map(_is_open, plan)):
        plan = [*plan, OPEN_CALL]
    try:
        return builder.with_steps(*plan).at(draw(NUMBERS))
    except Incoherent:  # a step that the era did not know
        reject()


def _is_open(step: PlannedStep) -> bool:
    return isinstance(step, ToolCalls) and any(call.output is None for call in step.calls)


def _given(factory: Made | None, kind: type[Made]) -> Made:
    if factory is not None and not isinstance(factory, kind):
        raise TypeError(f"the factory {shown(factory)} was given; give one such as {kind.__name__}()")
    return kind() if factory is None else factory


def _buildable(factory: Any, statuses: Names, eras: Names) -> list[Any]:
    """The builders that can be, the plainest first: what hypothesis shrinks to."""
    for word, names in (("statuses", statuses), ("eras", eras)):
        if isinstance(names, str) or not isinstance(names, Collection | None):
            raise TypeError(f"{word}={shown(names)} was given; give a list of names, such as {word}=[{shown(names)}]")
    found = list(_builders(factory, statuses, [factory._era] if eras is None else eras))
    if not found:
        kinds = "any status" if statuses is None else f"the statuses {', '.join(statuses)}"
        raise ValueError(f"nothing of {factory!r} is left: {kinds} cannot be in the eras {eras}; give other ones")
    return found


def _builders(factory: Any, statuses: Names, eras: Collection[str]) -> Iterator[Any]:
    traits = traits_of(factory)
    if statuses is None:
        statuses = traits.statuses if factory._status is None else (factory._status,)
    plain_first = sorted(statuses, key=lambda status: status != PLAINEST)
    for era, trait, status in product(eras, (None, *traits.others), plain_first):
        try:
            builder = factory._of_era(era)._in(status)
            builder = builder if trait is None else getattr(builder, trait)
            builder.at(0)
        except Incoherent:
            continue
        yield builder
