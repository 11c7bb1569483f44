"""The hooks around a test that has a cassette; registered when there is one, so that other suites pay nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from . import telling, wider
from .stash import CASSETTE, FACTS, FAILURES_BEFORE, PASSED, RUNNING

if TYPE_CHECKING:
    from .owned import OwnedCassette


@contextmanager
def cassette_open(cassette: OwnedCassette, item: pytest.Item) -> Iterator[OwnedCassette]:
    """Let the cassette answer the requests of a test and its own fixtures. It is saved when all of them have ended."""
    from ..recording import opened

    item.stash[CASSETTE], item.stash[PASSED] = cassette, False
    item.stash[FAILURES_BEFORE] = item.session.testsfailed
    item.config.stash[RUNNING] = item
    with opened(cassette):
        yield cassette


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    __tracebackhide__ = True
    fixture = None if request.scope == "function" else wider.of_fixture(fixturedef, request)
    if fixture is None:
        return (yield)
    with fixture.set_up(fixturedef):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    if call.when == "call" and CASSETTE in item.stash:
        call.excinfo = telling.failure_or(call.excinfo, item.stash[CASSETTE])
    report = yield
    if hasattr(report, "wasxfail") and call.excinfo is not None and not _expects(item, call.excinfo.value):
        report.outcome = "failed"
        del report.wasxfail
    if call.when == "call" and CASSETTE in item.stash:
        failed_as_expected = hasattr(report, "wasxfail") and not item.stash[CASSETTE].exists  # there is nothing to lose
        passed = report.passed or failed_as_expected
        item.stash[PASSED] = passed and item.session.testsfailed == item.stash[FAILURES_BEFORE]
    facts = item.config.stash[FACTS]
    if facts:
        report.runsreplay = facts[:]  # type: ignore[attr-defined] # reports keep what is added to them, also through xdist
        facts.clear()
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    if CASSETTE not in item.stash:  # as most tests of a suite: this costs them next to nothing
        return (yield)
    try:
        result = yield
    except BaseException:
        _finish(item, passed=False)
        raise
    _finish(item, passed=item.stash[PASSED])  # after all fixtures, those of wider scope that end here too
    return result


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    item = session.config.stash.get(RUNNING, None)
    if item is not None:  # its teardown was interrupted
        _finish(item, passed=False)


def _finish(item: pytest.Item, *, passed: bool) -> None:
    """Save, now that it is known whether the test passed, its teardown included."""
    if item.config.stash.get(RUNNING, None) is not item:
        return
    cassette = item.stash[CASSETTE]
    del item.config.stash[RUNNING], item.stash[CASSETTE]  # the test may be run again, and then have another
    telling.save(cassette, item.config, item.nodeid, passed=passed)
    if passed:
        telling.raise_first_failure(cassette, None)
        telling.fail_for_unused(cassette)


def _expects(item: pytest.Item, error: BaseException) -> bool:
    """Whether an error may count as the expected failure: a miss only if ``raises=`` names it."""
    from ..recording import CassetteMiss

    if not isinstance(error, CassetteMiss):
        return True
    raises = [mark.kwargs.get("raises", ()) for mark in item.iter_markers("xfail")]
    named = [one for some in raises for one in (some if isinstance(some, tuple) else (some,))]
    return any(isinstance(one, type) and issubclass(one, CassetteMiss) for one in named)
