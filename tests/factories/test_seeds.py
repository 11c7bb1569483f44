"""The seed of a run and the id of a test decide what its factories make, and a failing test says how to repeat it."""

from __future__ import annotations

import shlex
import tomllib
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from runsreplay_factories import AssistantFactory, MessageFactory, RunFactory, RunStepFactory, ThreadFactory

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
ALONE = ("-p", "no:asyncio", "-p", "no:randomly")
MANY = """
import pytest

def tell(request, *factories):
    ids = [value for factory in factories for value in (*map(str, [factory().id for _ in range(2)]),)]
    with open(request.config.rootpath / "ids.txt", "a") as file:
        file.write(f"{request.node.name}\\t{' '.join(ids)}\\n")

@pytest.mark.parametrize("number", range(150))
@pytest.mark.parametrize("name", ["a", "a:b"])
def test_many(request, run_factory, run_step_factory, name, number):
    tell(request, run_factory, run_step_factory)

class TestClass:
    def test_many(self, request, run_factory, run_step_factory):
        tell(request, run_factory, run_step_factory)

def test_bad(run_factory):
    assert run_factory().id == "mine"
"""
FAILING = """
import pytest

def test_good(run_factory):
    assert run_factory().status == "completed"

@pytest.mark.parametrize("text", ["it's odd"])
def test_bad(run_factory, text):
    assert run_factory().id == text

def test_without_factory():
    assert False

@pytest.fixture
def broken(run_factory):
    raise ValueError(run_factory().id)

def test_of_a_fixture(broken):
    pass
"""


def ids_by_test(pytester: pytest.Pytester, *options: str) -> dict[str, list[str]]:
    ids = pytester.path / "ids.txt"
    ids.unlink(missing_ok=True)
    result = pytester.runpytest(*ALONE, *options)
    result.assert_outcomes(passed=301, failed=1)
    result.stdout.fnmatch_lines(["To repeat it: pytest --runsreplay-seed=0 *::test_bad"])
    lines = ids.read_text().splitlines()
    assert len(lines) == 301
    return {name: made.split() for name, made in (line.split("\t") for line in lines)}


def test_ids_never_collide_between_tests_whoever_runs_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MANY)
    made = ids_by_test(pytester)
    every = [one for ids in made.values() for one in ids]
    assert len(every) == len(set(every)) == 301 * 4
    assert ids_by_test(pytester, "-n", "2") == made


def test_a_test_that_is_run_again_gets_the_same_ids(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MANY)
    pytester.makeconftest(
        """
        def pytest_runtest_protocol(item):
            from _pytest.runner import runtestprotocol
            runtestprotocol(item, log=False)
        """
    )
    (pytester.path / "ids.txt").touch()
    pytester.runpytest(*ALONE, "-k", "TestClass").assert_outcomes(passed=1)
    first, second = (pytester.path / "ids.txt").read_text().splitlines()
    assert first == second


def test_a_failing_test_tells_its_seed_and_only_if_it_used_one(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=FAILING)
    result = pytester.runpytest(*ALONE, "--runsreplay-seed=nightly 4", "-rA")
    result.assert_outcomes(passed=1, failed=2, errors=1)
    bad = shlex.quote("test_it.py::test_bad[it's odd]")
    assert [line for line in result.outlines if "To repeat it" in line] == [
        "To repeat it: pytest --runsreplay-seed='nightly 4' test_it.py::test_of_a_fixture",
        f"To repeat it: pytest --runsreplay-seed='nightly 4' {bad}",
    ]


def test_the_line_of_a_report_repeats_the_test_from_the_folder_it_ran_in(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]")
    (pytester.mkdir("below") / "test_it.py").write_text(FAILING)
    monkeypatch.chdir(pytester.path / "below")
    told = pytester.runpytest(*ALONE, "--runsreplay-seed=7", "-k", "test_bad")
    [line] = [line for line in told.outlines if "To repeat it" in line]
    again = pytester.runpytest(*ALONE, *shlex.split(line)[4:])
    again.assert_outcomes(failed=1)
    assert failure(again) == failure(told)


def failure(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if line.startswith("E ")]


@pytest.mark.parametrize(
    ("seed", "problem"),
    [
        ("", "the seed is empty"),
        ("  ", "the seed is empty"),
        ("x" * 101, "the seed has 101 characters; give at most 100"),
        ("a\nb", r"the seed 'a\nb' has characters that cannot be printed"),
    ],
)
def test_a_bad_seed_is_a_usage_error(pytester: pytest.Pytester, seed: str, problem: str) -> None:
    result = pytester.runpytest(*ALONE, f"--runsreplay-seed={seed}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert problem in result.stderr.str()


RANDOMLY = """
from pytest_runsreplay.suite.seeding import reseed

def pytest_sessionstart():
    reseed({seed})

def pytest_runtest_setup(item):
    reseed(len(item.name))
"""
ONE = """
def test_one(run_factory):
    print("ID", run_factory().id)
"""


def id_of(pytester: pytest.Pytester, *options: str) -> str:
    result = pytester.runpytest("-rP", "-p", "no:asyncio", *options)
    result.assert_outcomes(passed=1)
    return next(line.split()[-1] for line in result.outlines if "ID " in line)


def test_the_seed_of_a_run_follows_the_reseeding_of_pytest_randomly_until_one_is_given(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(test_it=ONE)
    plain, given = id_of(pytester, *ALONE), id_of(pytester, *ALONE, "--runsreplay-seed=5")
    pytester.makeconftest(RANDOMLY.format(seed=5))
    assert id_of(pytester, *ALONE) == given
    assert id_of(pytester, *ALONE, "--runsreplay-seed=0") == plain


def test_a_run_does_not_go_on_with_the_seed_of_one_before_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=ONE)
    plain = id_of(pytester, *ALONE)
    conftest = pytester.makeconftest(RANDOMLY.format(seed=5))
    assert id_of(pytester, *ALONE) != plain
    conftest.unlink()
    assert id_of(pytester, *ALONE) == plain


@pytest.mark.skipif(not PYPROJECT.exists(), reason="not in a checkout")
def test_the_entry_point_of_pytest_randomly_leads_to_a_function_that_takes_a_seed() -> None:
    [(group, points)] = [
        (group, points)
        for group, points in tomllib.loads(PYPROJECT.read_text())["project"]["entry-points"].items()
        if "randomly" in group
    ]
    assert group == "pytest_randomly.random_seeder"
    for name, value in points.items():
        assert EntryPoint(name, value, group).load()(3) is None


@pytest.mark.skipif(find_spec("pytest_randomly") is None, reason="pytest-randomly is not installed")
def test_the_seed_follows_that_of_pytest_randomly_itself(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=ONE)
    ids = {seed: id_of(pytester, f"--randomly-seed={seed}") for seed in (5, 6)}
    assert ids[5] == id_of(pytester, *ALONE, "--runsreplay-seed=5")
    assert ids[6] == id_of(pytester, "--randomly-seed=6", "-n", "1") != ids[5]
    assert id_of(pytester, "--randomly-seed=6", "--runsreplay-seed=5") == ids[5]


STABLE = {
    RunFactory: "run_5qvkIJ4gxq9ft8hJguIfjbgj",
    RunStepFactory: "step_RmTdmdAnsWiKlajxXrukfCNz",
    MessageFactory: "msg_pg3VWcU7apaMWIveBwXwFUUz",
    ThreadFactory: "thread_SZz7kIYNgwMyya4mUdZa42kL",
    AssistantFactory: "asst_Kr2NPVxy2hVW7wuI7WOIbobq",
}
"""Other ids than these would change what users have stored: the changelog would have to say so."""


@pytest.mark.parametrize("factory", STABLE)
def test_ids_are_the_same_in_every_version_of_python_and_of_this(factory: type[Any]) -> None:
    assert factory("stable").at(41).id == STABLE[factory]
