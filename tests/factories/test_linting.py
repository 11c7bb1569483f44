"""``lint`` tries all that a factory can be asked for, and finds what is wrong with it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pytest

from runsreplay_factories import (
    AssistantFactory,
    MessageFactory,
    RunFactory,
    RunOverrides,
    RunStepFactory,
    ThreadFactory,
    lint,
    message,
    tool_call,
)


class SupportRuns(RunFactory):
    """A factory as users write them."""

    defaults: ClassVar[RunOverrides] = {"model": "gpt-4o-mini"}

    @property
    def vip(self) -> Self:
        return self.with_metadata(tier="gold")

    @property
    def price(self) -> int:
        return 3


FACTORIES = [RunFactory, RunStepFactory, MessageFactory, ThreadFactory, AssistantFactory, SupportRuns]


@pytest.mark.parametrize("factory", FACTORIES)
def test_nothing_is_wrong_with_a_factory_that_keeps_the_rules(factory: type[Any]) -> None:
    assert lint(factory) == []


def test_every_trait_is_tried_in_every_era_and_status() -> None:
    plain, with_one_trait_more = lint(RunFactory), lint(SupportRuns)
    assert plain.built + plain.refused >= 9 * 19
    assert plain.built > 9 * 15
    assert with_one_trait_more.built == 2 * plain.built
    assert with_one_trait_more.refused == 2 * plain.refused


def test_a_builder_is_tried_as_it_stands() -> None:
    lifecycles = RunFactory().with_steps(tool_call("get_weather", city="Oslo"), message("It is 3 °C."))
    found = lint(lifecycles)
    assert found == []
    assert found.built > 100
    found = lint(RunFactory().incoherent.with_(completed_at=None))
    assert found[0].made == "factory()"
    assert found[0].also > 10
    assert str(found[0]).endswith(f"(and in {found[0].also} other ways)")
    assert len({finding.problem for finding in found}) == len(found)


class TraitThatBreaksARule(SupportRuns):
    @property
    def endless(self) -> Self:
        return self.with_(completed_at=None)


class TraitThatLeavesTheRules(SupportRuns):
    @property
    def endless(self) -> Self:
        return self.incoherent.with_(completed_at=None)


class TraitWithASlip(SupportRuns):
    @property
    def hasty(self) -> Self:
        return self.with_(statsu="failed")  # type: ignore[call-arg]


class TraitThatIsNoneInTheSchema(SupportRuns):
    @property
    def odd(self) -> Self:
        return self.incoherent.with_(tool_choice="sometimes")


class DefaultsThatBreakARule(RunFactory):
    defaults: ClassVar[RunOverrides] = {"completed_at": None}


BROKEN = {
    TraitThatBreaksARule: ("TraitThatBreaksARule().endless()", "fields of the run's status: $.completed_at"),
    TraitThatLeavesTheRules: ("TraitThatLeavesTheRules().endless()", "fields of the run's status: $.completed_at"),
    TraitWithASlip: ("TraitWithASlip().hasty()", "raises TypeError: TraitWithASlip has no field 'statsu'"),
    TraitThatIsNoneInTheSchema: ("TraitThatIsNoneInTheSchema().odd()", "$.tool_choice: expected"),
    DefaultsThatBreakARule: ("DefaultsThatBreakARule()()", "fields of the run's status: $.completed_at"),
}


@pytest.mark.parametrize("factory", BROKEN)
def test_a_broken_factory_is_found_with_the_way_to_make_it_and_what_is_wrong(factory: type[RunFactory]) -> None:
    made, problem = BROKEN[factory]
    found = lint(factory)
    assert found[0].made == made
    assert problem in found[0].problem
    assert str(found[0]).startswith(f"{made}: ")


def test_the_way_to_make_it_makes_it() -> None:
    namespace = {factory.__name__: factory for factory in BROKEN}
    run = eval(lint(TraitThatLeavesTheRules)[-1].made, namespace)
    assert run.completed_at is None


def test_a_factory_may_be_for_one_status_only() -> None:
    class FailedRuns(RunFactory):
        defaults: ClassVar[RunOverrides] = {"status": "failed", "last_error": {"code": "server_error"}}

    found = lint(FailedRuns)
    assert found == []
    assert found.built < lint(RunFactory).built
    assert found.refused > lint(RunFactory).refused


def test_what_is_no_factory_is_refused() -> None:
    with pytest.raises(TypeError, match=r"lint takes a factory, .* found <class 'int'>"):
        lint(int)  # type: ignore[arg-type]


def test_a_failing_assertion_shows_what_is_wrong(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from runsreplay_factories import RunFactory, lint

        class Runs(RunFactory):
            defaults = {"completed_at": None}

        def test_runs():
            assert lint(Runs) == []
        """
    )
    result = pytester.runpytest("-p", "no:asyncio")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *Finding(made='Runs()()', problem=*completed_at*"])
