"""The pytest plugin: hooks and fixtures only, nothing heavy imported before a test asks for it."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import marking
from .settings import SettingsError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from runsreplay_factories import RunFactory, RunStepFactory

    from .recording import RunsCassette
    from .service import RunsService
    from .snapshots import RunsSnapshot

CASSETTE: pytest.StashKey[RunsCassette] = pytest.StashKey()
OPEN: pytest.StashKey[AbstractContextManager[RunsCassette]] = pytest.StashKey()
FAILURES_BEFORE = pytest.StashKey[int]()
PASSED = pytest.StashKey[bool]()
RECORDED = pytest.StashKey[list[str]]()
TOLD = "runsreplay"
NO_CASSETTE = (
    "This test is marked with runsreplay, but its requests would not have been replayed: it takes no fixtures, or it "
    "was marked after it was collected. Use the marker where the test is written, or use_cassette() in it"
)
USED_WITH_THE_API = frozenset({"runs_cassette", "runs_service"})
DEPRECATIONS = ("ignore:The Assistants API is deprecated:DeprecationWarning", "ignore:deprecated$:DeprecationWarning")
"""What the openai client says at every call of threads, runs and assistants."""


def pytest_addoption(parser: pytest.Parser) -> None:
    marking.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", marking.MARKER_HELP)


def pytest_report_header(config: pytest.Config) -> str | None:
    mode = config.getoption("--runsreplay-record-mode")
    return None if mode is None else f"runsreplay: record mode {mode}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names: list[str] | None = getattr(item, "fixturenames", None)
        if names is None:
            continue
        marked = item.get_closest_marker(marking.MARKER) is not None
        if marked:
            _check_markers(item)
        if marked or "runs_cassette" in names:  # first, so that the cassette is open when other fixtures call the API
            names = ["runs_cassette", *(name for name in names if name != "runs_cassette")]
            item.fixturenames = names  # type: ignore[attr-defined] # functions, methods and doctests have it
        if not USED_WITH_THE_API.isdisjoint(names):
            item.add_marker(pytest.mark.filterwarnings(*DEPRECATIONS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    if CASSETTE not in item.stash and item.get_closest_marker(marking.MARKER) is not None:
        raise pytest.fail.Exception(NO_CASSETTE, pytrace=False)
    try:
        result = yield
    except (KeyboardInterrupt, pytest.exit.Exception):
        _save(item, passed=False)
        raise
    except BaseException as error:
        _fail_for_misses(item, error)
        raise
    _fail_for_misses(item, None)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" and CASSETTE in item.stash:
        item.stash[PASSED] = report.passed and item.session.testsfailed == item.stash[FAILURES_BEFORE]
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    try:
        result = yield
    except BaseException:
        _close(item)
        _save(item, passed=False)
        raise
    _close(item)  # after all fixtures, those of wider scope that end here included
    passed = item.stash.get(PASSED, False)
    _save(item, passed=passed)
    if passed:
        _fail_for_misses(item, None)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    told: list[object] = [
        value for report in reports for key, value in getattr(report, "user_properties", ()) if key == TOLD
    ]
    interrupted = terminalreporter.config.stash.get(RECORDED, None)  # there is no report of a test that was interrupted
    told.extend(interrupted or ())
    if told:
        terminalreporter.section("runsreplay", "-")
        for line in dict.fromkeys(map(str, told)):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def runsreplay_config() -> Mapping[str, Any]:
    """Settings for all cassettes below the conftest that overrides this fixture."""
    return {}


@pytest.fixture
def runsreplay_cassette_dir(request: pytest.FixtureRequest) -> Path:
    """The folder of the cassettes: ``cassettes`` beside the test file, unless a conftest overrides this fixture."""
    return request.path.parent / "cassettes"


@pytest.fixture
def runs_cassette(
    request: pytest.FixtureRequest, runsreplay_config: Mapping[str, Any], runsreplay_cassette_dir: Path
) -> RunsCassette:
    """The cassette of this test, open: requests are replayed from it, or recorded."""
    from .recording import CassetteError, opened

    item = request.node
    try:
        cassette = marking.load_cassette(item, Path(runsreplay_cassette_dir), runsreplay_config)
    except (CassetteError, SettingsError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    item.stash[CASSETTE], item.stash[PASSED] = cassette, False
    item.stash[FAILURES_BEFORE] = request.session.testsfailed
    item.stash[OPEN] = opened(cassette)
    item.stash[OPEN].__enter__()
    return cassette


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
    """A fake Runs service of this test's own, in process and on a loopback socket. It asks clients to poll quickly."""
    from .service import RunsService

    with RunsService(seed=_seed(request), poll_after_ms=1) as service:
        yield service


@pytest.fixture
def runs_snapshot(request: pytest.FixtureRequest) -> RunsSnapshot:
    """Compares models with stored snapshots in which ids and times are tokens."""
    from .snapshots import RunsSnapshot

    return RunsSnapshot.of_test(request)


def _seed(request: pytest.FixtureRequest) -> str:
    return f"{request.config.getoption('--runsreplay-seed')}:{request.node.nodeid}"


def _check_markers(item: pytest.Item) -> None:
    try:
        marking.read_markers(item)
    except SettingsError as error:
        if not hasattr(item.config, "workerinput"):  # a worker of xdist cannot stop the run: there the test fails
            raise pytest.UsageError(str(error)) from None


def _fail_for_misses(item: pytest.Item, error: BaseException | None) -> None:
    """Fail the test with the first miss, whoever swallowed it or made another error of it."""
    __tracebackhide__ = True
    cassette = item.stash.get(CASSETTE, None)
    if cassette is not None and cassette.misses:
        miss, cassette.misses[:] = cassette.misses[0], []
        raise miss from (None if error is miss else error)


def _close(item: pytest.Item) -> None:
    opened = item.stash.get(OPEN, None)
    if opened is not None:
        del item.stash[OPEN]
        opened.__exit__(None, None, None)


def _save(item: pytest.Item, *, passed: bool) -> None:
    """Save what was recorded, now that it is known whether the test passed, its teardown included."""
    cassette = item.stash.get(CASSETTE, None)
    if cassette is None:
        return
    from .recording import CassetteError

    try:
        cassette.save(passed=passed)
    except CassetteError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    if cassette.told:
        item.user_properties.append((TOLD, cassette.told))
        item.config.stash.setdefault(RECORDED, []).append(cassette.told)
