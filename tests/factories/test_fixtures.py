"""The fixtures of the plugin that give factories, and what importing factories costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

PRINTING = """
def test_first(run_factory, run_step_factory):
    print("IDS", "first", run_factory().id, run_step_factory().id)

def test_second(run_factory, run_step_factory):
    print("IDS", "second", run_factory().id, run_step_factory().id)

def test_failed(run_factory):
    assert run_factory.failed().status == "failed"
"""


def ids_of(pytester: pytest.Pytester, *options: str) -> dict[str, tuple[str, str]]:
    result = pytester.runpytest_inprocess("-s", "-p", "no:asyncio", "-p", "no:randomly", *options)
    result.assert_outcomes(passed=3)
    words = [line.partition("IDS ")[2].split() for line in result.outlines if "IDS " in line]
    return {name: (run, step) for name, run, step in words}


def test_a_test_gets_the_same_objects_every_time_and_no_other_test_gets_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ids=PRINTING)
    once, again = ids_of(pytester), ids_of(pytester)
    assert once == again
    assert len({made for pair in once.values() for made in pair}) == 4


def test_the_seed_of_the_command_line_changes_them_all(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ids=PRINTING)
    usual, other = ids_of(pytester), ids_of(pytester, "--runsreplay-seed=1")
    assert not {made for pair in usual.values() for made in pair} & {made for pair in other.values() for made in pair}
    assert ids_of(pytester, "--runsreplay-seed=1") == other


def test_a_test_run_alone_gets_what_it_gets_among_others(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ids=PRINTING)
    result = pytester.runpytest_inprocess("-s", "-p", "no:asyncio", "-k", "second")
    alone = next(line.partition("IDS ")[2].split() for line in result.outlines if "IDS " in line)
    assert tuple(alone[1:]) == ids_of(pytester)["second"]


def test_each_kind_of_object_has_a_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_ids(run_factory, run_step_factory, message_factory, thread_factory, assistant_factory):
            factories = (run_factory, run_step_factory, message_factory, thread_factory, assistant_factory)
            ids = [factory().id for factory in factories]
            assert [one.partition("_")[0] for one in ids] == ["run", "step", "msg", "thread", "asst"]
            assert message_factory.of(run_factory.at(3))().run_id == run_factory.at(3).id
        """
    )
    pytester.runpytest("-p", "no:asyncio").assert_outcomes(passed=1)


def test_factories_of_ones_own_take_the_seed_of_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from runsreplay_factories import RunFactory

        def test_seed(runsreplay_seed, run_factory):
            assert RunFactory(seed=runsreplay_seed)() == run_factory()
            assert RunFactory(seed=f"{runsreplay_seed} other").at(0) != run_factory.at(0)
        """
    )
    pytester.runpytest("-p", "no:asyncio").assert_outcomes(passed=1)


@pytest.mark.parametrize("use", ["", "; runsreplay_factories.RunFactory()(); runsreplay_factories.RunStepFactory()()"])
def test_factories_work_without_pytest_vcr_and_syrupy(use: str) -> None:
    asked = "{'pytest', '_pytest', 'vcr', 'syrupy'} & {name.partition('.')[0] for name in sys.modules}"
    script = f"import sys, runsreplay_factories{use}; sys.exit(str({asked} or ''))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_faker_is_loaded_when_the_first_prose_is_needed() -> None:
    script = """
import sys, runsreplay_factories
factory = runsreplay_factories.RunFactory()
assert "faker" not in sys.modules
factory()
assert "faker" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_toolkit_gives_the_same_names() -> None:
    import pytest_runsreplay
    import runsreplay_factories

    for name in ("Incoherent", "Lifecycle", "RunFactory", "RunStepFactory"):
        assert getattr(pytest_runsreplay, name) is getattr(runsreplay_factories, name)
    assert runsreplay_factories.__all__ == sorted(runsreplay_factories.__all__)
