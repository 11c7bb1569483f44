"""The pytest plugin: hooks and fixtures only, nothing heavy imported before a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from runsreplay_factories import RunFactory, RunStepFactory

    from .service import RunsService
    from .snapshots import RunsSnapshot


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("runsreplay", "runsreplay: record and replay runs")
    group.addoption("--runsreplay-seed", default="0", help="Seed of run_factory, run_step_factory and runs_service.")


@pytest.fixture
def run_factory(request: pytest.FixtureRequest) -> RunFactory:
    """Makes coherent runs; its seed follows from --runsreplay-seed and the test's id."""
    from runsreplay_factories import RunFactory

    return RunFactory(seed=_seed(request))


@pytest.fixture
def run_step_factory(request: pytest.FixtureRequest) -> RunStepFactory:
    """Makes coherent run steps; its seed follows from --runsreplay-seed and the test's id."""
    from runsreplay_factories import RunStepFactory

    return RunStepFactory(seed=_seed(request))


@pytest.fixture
def runs_service(request: pytest.FixtureRequest) -> Iterator[RunsService]:
    """A fake Runs service of this test's own, in process and on a loopback socket."""
    from .service import RunsService

    with RunsService(seed=_seed(request)) as service:
        yield service


@pytest.fixture
def runs_snapshot(request: pytest.FixtureRequest) -> RunsSnapshot:
    """Compares models with stored snapshots in which ids and times are tokens."""
    from .snapshots import RunsSnapshot

    return RunsSnapshot.of_test(request)


def _seed(request: pytest.FixtureRequest) -> str:
    return f"{request.config.getoption('--runsreplay-seed')}:{request.node.nodeid}"
