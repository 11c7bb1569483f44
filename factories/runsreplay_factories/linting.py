"""``lint``: whether all that a factory can be asked for is what a server could have sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from itertools import product
from typing import Any

from pytest_runsreplay.lifecycle import RUN_LIFETIME, Lifecycle, incoherences
from pytest_runsreplay.lifecycle.eras import find_era
from pytest_runsreplay.models import Deviation, MessageObject, RunObject, RunStepObject, WireModel, deviations

from .assistants import AssistantFactory
from .builder import Builder
from .errors import Incoherent, shown
from .messages import MessageFactory
from .rules import broken_rules
from .runs import RunFactory
from .steps import RunStepFactory
from .threads import ThreadFactory
from .traits import traits_of

INDEX = re.compile(r"\[\d+\]")
OWN: tuple[type[Builder[Any]], ...] = (RunFactory, RunStepFactory, MessageFactory, ThreadFactory, AssistantFactory)

Names = tuple[str, ...]
Place = tuple[str, str]
"""The rule of a schema that is broken, and a JSON path without indices."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a factory gets wrong: ``made`` is how to make it, ``problem`` what is wrong with it.

    ``also`` counts the other states and eras in which the same is wrong.
    """

    made: str
    problem: str
    also: int = 0

    def __str__(self) -> str:
        return f"{self.made}: {self.problem}{f' (and in {self.also} other ways)' if self.also else ''}"


class Findings(list[Finding]):
    """What ``lint`` found; empty if all is well.

    ``built`` counts the objects that were made and looked at, ``refused`` those that the rules rule out, as a status in
    an era that did not know it.
    """

    built = 0
    refused = 0

    def note(self, made: str, problem: str) -> None:
        """Add a problem, or count it where it was found before."""
        for index, finding in enumerate(self):
            if finding.problem == problem:
                self[index] = replace(finding, also=finding.also + 1)
                return
        self.append(Finding(made, problem))


def lint(factory: Builder[Any] | type[Builder[Any]]) -> Findings:
    """Make one object of each trait in each era and status, and list what is wrong: ``assert lint(SupportRuns) == []``.

    Wrong are broken rules of the lifecycle (``incoherences``), deviations from the schema of the era beyond those that
    objects of that era are known for, and errors. By itself each trait must give an object, in one era at least; in a
    status that does not suit it, it may be refused with ``Incoherent``.

    Raises TypeError for what is no factory.
    """
    builder, name = factory, "factory"
    if isinstance(factory, type) and issubclass(factory, Builder):
        builder, name = factory(), f"{factory.__name__}()"
    if not isinstance(builder, Builder):
        raise TypeError(f"lint takes a factory, such as RunFactory or a subclass of it, found {shown(factory)}")
    trial, traits = Trial(builder, name), traits_of(builder)
    for trait in ((), *((name,) for name in traits.others)):
        trial.take_any([trait, *((era, *trait) for era in traits.eras)])
        for era in traits.eras:
            for status in traits.statuses:
                trial.take((era, status, *trait))
    return trial.findings


@dataclass(slots=True)
class Trial:
    """A factory whose traits are tried one after the other; ``name`` is what it is called in findings."""

    factory: Builder[Any]
    name: str
    findings: Findings = field(default_factory=Findings)

    def take_any(self, chains: list[Names]) -> None:
        """Try chains of traits of which one at least must give an object."""
        refusals = [self.take(chain) for chain in chains]
        if all(refusals):
            self.findings.note(self._told(chains[0]), str(refusals[0]))

    def take(self, names: Names) -> Incoherent | None:
        """Make an object by these traits and look at it; the result is why there is none."""
        try:
            builder = reduce(getattr, names, self.factory)
            made = builder.at(0)
        except Incoherent as refusal:
            self.findings.refused += 1
            return refusal
        except Exception as error:  # noqa: BLE001 - whatever a user's trait raises is told
            problems = [f"raises {type(error).__name__}: {error}"]
        else:
            self.findings.built += 1
            problems = list(problems_of(made, builder._era))
        for problem in problems:
            self.findings.note(self._told(names), problem)
        return None

    def _told(self, names: Names) -> str:
        return ".".join([self.name, *names]) + "()"


def problems_of(made: Any, era: str) -> Iterator[str]:
    """What is wrong with an object, or a whole lifecycle, that is to be of an era."""
    yield from _broken(made, era)
    for body in (made.run, *made.steps, *made.messages) if isinstance(made, Lifecycle) else (made,):
        for found in _deviations(body, era):
            if _place(found) not in known_deviations(era):
                yield str(found)


def _broken(made: Any, era: str) -> Iterable[str]:
    if isinstance(made, RunObject):
        return broken_rules(era, made)
    if isinstance(made, RunStepObject):
        return broken_rules(era, _run_around(made), [made], about="steps")
    if isinstance(made, MessageObject):
        return broken_rules(era, _run_around(made), messages=[made], about="messages")
    if isinstance(made, Lifecycle):
        events = made.events() if find_era(era).streams else ()
        return map(str, incoherences(made.run, made.steps, made.messages, events=events, era=era))
    return ()


def _run_around(part: RunStepObject | MessageObject) -> RunObject:
    """A run that a step or message can be of, of which nothing else is known."""
    ids = {"id": part.run_id or "run_", "thread_id": part.thread_id, "assistant_id": part.assistant_id or "asst_"}
    expires = getattr(part, "expires_at", None) or part.created_at + RUN_LIFETIME
    times = {"created_at": expires - RUN_LIFETIME, "expires_at": expires}
    return RunObject.model_validate({**ids, **times, "status": "in_progress"})


@cache
def known_deviations(era: str) -> frozenset[Place]:
    """Where the objects of an era deviate: as its servers did, so do the factories of this package."""
    own = (factory(seed="known deviations") for factory in OWN)
    made = (each for factory in own for each in _all_of(factory, era))
    return frozenset(_place(one) for each in made for one in _deviations(each, era))


def _all_of(factory: Builder[Any], era: str) -> Iterator[Any]:
    traits = traits_of(factory)
    for names in product((era,), (None, *traits.others), (None, *traits.statuses)):
        with suppress(Incoherent):
            yield reduce(getattr, filter(None, names), factory).at(0)


def _deviations(body: WireModel, era: str) -> Sequence[Deviation]:
    try:
        return deviations(body, find_era(era).dialect)
    except ValueError:  # of Azure OpenAI only the schemas of runs and steps are known
        return ()


def _place(one: Deviation) -> Place:
    return one.rule, INDEX.sub("[]", one.path)
