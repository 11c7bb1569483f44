"""The seed of each test: from that of the run and the test's id, so that neither order nor workers matter."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Generator
from typing import Any

import pytest

from ..settings import SettingsError, checked_seed

OPTION = "--runsreplay-seed"
HELP = (
    "Seed of the factories and of runs_service: a number or a text. "
    "Without it that of pytest-randomly, where that is installed, else 0."
)
OF_RUN = pytest.StashKey[str]()
"""Of a run: its seed, when its tests have been collected."""
TOLD = pytest.StashKey[str]()
"""Of a test that took a seed: how to repeat it."""
NAME = "runsreplay-seeding"

_from_randomly: list[int] = []


def add_option(group: pytest.OptionGroup) -> None:
    """Declare the option."""
    group.addoption(OPTION, type=checked, metavar="SEED", help=HELP)


def checked(text: str) -> str:
    """The seed that a user gave, in the words of argparse if it is none."""
    try:
        return checked_seed(text)
    except SettingsError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def reseed(seed: int) -> None:
    """Take the seed of pytest-randomly: its entry point ``pytest_randomly.random_seeder``.

    It calls this with the seed of the run before tests are collected, then with another for each phase of a test.
    """
    _from_randomly[:] = [seed]


def forget() -> None:
    """Begin a run: the seed that another run in this process left is not its own."""
    _from_randomly.clear()


def settle(config: pytest.Config) -> None:
    """Fix the seed of the run, once its tests have been collected."""
    given = config.getoption(OPTION)
    config.stash[OF_RUN] = given or "".join(map(str, _from_randomly)) or "0"


def seed_of(request: pytest.FixtureRequest) -> str:
    """The seed of a test; if the test fails, its report tells how to repeat it."""
    item, config = request.node, request.config
    if not config.pluginmanager.has_plugin(NAME):
        config.pluginmanager.register(Telling(), NAME)
    item.stash[TOLD] = f"To repeat it: pytest {OPTION}={shlex.quote(config.stash[OF_RUN])} {_shown(item)}"
    return f"{config.stash[OF_RUN]}:{item.nodeid}"


class Telling:
    """The hook that tells the seed; registered when a test takes one, so that other suites pay nothing."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, Any, Any]:
        report = yield
        if report.failed and TOLD in item.stash:
            report.sections.append(("runsreplay seed", item.stash[TOLD]))
        return report


def _shown(item: pytest.Item) -> str:
    """The test for a command line in the folder where pytest was started."""
    _, colons, names = item.nodeid.partition("::")
    file = os.path.relpath(item.path, item.config.invocation_params.dir)
    return shlex.quote(f"{file}{colons}{names}")
