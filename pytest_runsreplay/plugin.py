"""The pytest plugin: hooks and fixtures only, nothing heavy imported before a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .settings import SettingsError
from .suite import hookspecs, marking, seeding
from .suite.stash import CASSETTE, FACTS, SELECTED_FROM

if TYPE_CHECKING:
    from runsreplay_factories import AssistantFactory, MessageFactory, RunFactory, RunStepFactory, ThreadFactory

    from .recording import RunsCassette
    from .service import RunsService
    from .snapshots import RunsSnapshot

RUNNING = "runsreplay-running"
NO_CASSETTE = (
    "This test is marked with runsreplay, but its requests would not have been replayed: it takes no fixtures, or it "
    "was marked after it was collected. Use the marker where the test is written, or use_cassette() in it"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    marking.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hookspecs)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", marking.MARKER_HELP)
    seeding.forget()
    if getattr(config.option, "update_snapshots", False) and not hasattr(config, "workerinput"):
        from .suite import stored

        stored.watch(config)


def pytest_report_header(config: pytest.Config) -> str | None:
    mode = config.getoption("--runsreplay-record-mode")
    return None if mode is None else f"runsreplay: record mode {mode}"


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        item.config.stash.setdefault(SELECTED_FROM, []).append(item)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from .suite import collecting

    with_cassette = collecting.prepare(items)
    if with_cassette:
        from .suite import checking

        checking.check(with_cassette, config)
        _watch(config)
    if config.getoption("--runsreplay-orphans"):
        from .suite import orphans

        config.stash.setdefault(FACTS, []).extend(orphans.find(items, config))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    from .suite import stored

    seeding.settle(session.config)
    stored.announce(session.items, session.config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    if marking.MARKER in item.keywords and CASSETTE not in item.stash and item.get_closest_marker(marking.MARKER):
        raise pytest.fail.Exception(NO_CASSETTE, pytrace=False)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["runsreplay"] = session.config.stash.get(FACTS, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    facts = getattr(node, "workeroutput", {}).get("runsreplay", ())
    node.config.stash.setdefault(FACTS, []).extend(facts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FACTS in terminalreporter.config.stash:
        from .suite import reporting

        reporting.summarize(terminalreporter)


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
) -> Iterator[RunsCassette]:
    """The cassette of this test, open: requests are replayed from it, or recorded."""
    from .recording import CassetteError
    from .suite import running

    try:
        cassette = marking.load_cassette(request.node, Path(runsreplay_cassette_dir), runsreplay_config)
    except (CassetteError, SettingsError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    _watch(request.config)
    with running.cassette_open(cassette, request.node):
        yield cassette


@pytest.fixture
def runsreplay_seed(request: pytest.FixtureRequest) -> str:
    """The seed of this test, from --runsreplay-seed and the test's id: for factories of your own."""
    return seeding.seed_of(request)


@pytest.fixture
def run_factory(runsreplay_seed: str) -> RunFactory:
    """Makes coherent runs; its seed is runsreplay_seed."""
    from runsreplay_factories import RunFactory

    return RunFactory(seed=runsreplay_seed)


@pytest.fixture
def run_step_factory(runsreplay_seed: str) -> RunStepFactory:
    """Makes coherent run steps; its seed is runsreplay_seed."""
    from runsreplay_factories import RunStepFactory

    return RunStepFactory(seed=runsreplay_seed)


@pytest.fixture
def message_factory(runsreplay_seed: str) -> MessageFactory:
    """Makes messages of threads; its seed is runsreplay_seed."""
    from runsreplay_factories import MessageFactory

    return MessageFactory(seed=runsreplay_seed)


@pytest.fixture
def thread_factory(runsreplay_seed: str) -> ThreadFactory:
    """Makes threads; its seed is runsreplay_seed."""
    from runsreplay_factories import ThreadFactory

    return ThreadFactory(seed=runsreplay_seed)


@pytest.fixture
def assistant_factory(runsreplay_seed: str) -> AssistantFactory:
    """Makes assistants; its seed is runsreplay_seed."""
    from runsreplay_factories import AssistantFactory

    return AssistantFactory(seed=runsreplay_seed)


@pytest.fixture
def runs_service(runsreplay_seed: str) -> Iterator[RunsService]:
    """A fake Runs service of this test's own, in process and on a loopback socket. It asks clients to poll quickly."""
    from .service import RunsService

    with RunsService(seed=runsreplay_seed, poll_after_ms=1) as service:
        yield service


@pytest.fixture
def runs_snapshot(request: pytest.FixtureRequest) -> RunsSnapshot:
    """Compares models with stored snapshots in which ids and times are tokens."""
    from .snapshots import RunsSnapshot

    return RunsSnapshot.of_test(request)


def _watch(config: pytest.Config) -> None:
    """Register the hooks around tests that have a cassette, once."""
    from .suite import running

    config.stash.setdefault(FACTS, [])
    if not config.pluginmanager.has_plugin(RUNNING):
        config.pluginmanager.register(running, RUNNING)
