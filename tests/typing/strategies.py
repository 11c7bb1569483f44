"""What type checkers know of strategies, lint and the provider; checked by mypy and pyright, never run."""

from typing import assert_type

from hypothesis.strategies import SearchStrategy

from pytest_runsreplay import Lifecycle, RunObject, RunStepObject
from runsreplay_factories import RunFactory, RunsProvider, lint
from runsreplay_factories.linting import Findings
from runsreplay_factories.strategies import lifecycles, run_steps, runs

assert_type(runs(), SearchStrategy[RunObject])
assert_type(runs(RunFactory().failed, eras=["spec_v2"]), SearchStrategy[RunObject])
assert_type(run_steps(statuses=["failed"]), SearchStrategy[RunStepObject])
assert_type(lifecycles(), SearchStrategy[Lifecycle])
assert_type(lint(RunFactory), Findings)
assert_type(lint(RunFactory().failed), Findings)
assert_type(RunsProvider(None).run(status="failed"), RunObject)
RunsProvider(None).run(statsu="failed")  # type: ignore[call-arg]
lint(3)  # type: ignore[arg-type]
