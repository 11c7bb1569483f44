"""What there is to tell when a cassette has been used: failures of its test, and facts for the terminal summary."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from . import left_over, retirements
from .marking import ALLOW_LOSS
from .stash import FACTS, Fact

if TYPE_CHECKING:
    from .owned import OwnedCassette

SHOWN = 10
RERECORD = (
    "To record it again, from a server that still answers or from a RunsService: --runsreplay-record-mode=rewrite"
)
KEEP_UNUSED = "To keep them: unused='ignore'"


def first_failure(cassette: OwnedCassette) -> BaseException | None:
    """The first miss, or error of a hook, that its test has not failed with yet; it is told once."""
    for failures in (cassette.misses, cassette.errors):
        if failures:
            failure, failures[:] = failures[0], []
            return failure
    return None


def failure_or(
    excinfo: pytest.ExceptionInfo[BaseException] | None, cassette: OwnedCassette
) -> pytest.ExceptionInfo[BaseException] | None:
    """The first failure, whoever swallowed it or made this other error of it; else this error, or None."""
    failure = first_failure(cassette)
    if failure is None or (excinfo is not None and failure is excinfo.value):
        return excinfo
    failure.__cause__ = None if excinfo is None else excinfo.value
    return pytest.ExceptionInfo.from_exception(failure)


def raise_first_failure(cassette: OwnedCassette, error: BaseException | None) -> None:
    """Fail with the first failure, whoever swallowed it or made this other error of it."""
    __tracebackhide__ = True
    failure = first_failure(cassette)
    if failure is not None:
        raise failure from (None if error is failure else error)


def save(cassette: OwnedCassette, config: pytest.Config, test: str, *, passed: bool) -> None:
    """Save what was recorded and note what the summary says about it."""
    from ..recording import CassetteError
    from ..recording.using import masked

    facts = config.stash[FACTS]
    facts.extend(retirements.facts_of(cassette, passed=passed))
    if cassette.dirty:
        facts.extend(left_over.at_risk(cassette.journal))
    try:
        cassette.save(passed=passed, allow_loss=bool(config.getoption(ALLOW_LOSS)))
    except CassetteError as error:  # in the summary too: another failure of the same teardown may hide this one
        facts.append({"kind": "saved", "cassette": str(cassette.file), "text": str(error)})
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    if cassette.masked:
        text = f"{_shown(cassette)}: {masked(cassette.masked)}"
        facts.append({"kind": "saved", "cassette": str(cassette.file), "text": text})
    if cassette.told:
        facts.append({"kind": "saved", "cassette": str(cassette.file), "text": cassette.told})
        left_over.note(config, cassette.file.parent, again=True)
    if config.getoption("--runsreplay-orphans"):
        facts.append({"kind": "used", "cassette": str(cassette.file)})
    if cassette.replaying and cassette.exists:
        facts.extend(_stale(cassette, test))
        if passed and cassette.settings.unused == "warn" and not cassette.shared:
            facts.extend(_unused(cassette, test))


def fail_for_unused(cassette: OwnedCassette) -> None:
    """Fail a test that passed without exchanges that its cassette holds, if the setting ``unused`` says so."""
    if cassette.settings.unused == "error" and cassette.replaying and cassette.exists and not cassette.shared:
        listed = [f"  {line}" for line in unused_lines(cassette)]
        if listed:
            head = f"This test passed without using all of {_shown(cassette)}; these exchanges were never asked for:"
            remedies = [KEEP_UNUSED] if cassette.settings.frozen else [RERECORD, KEEP_UNUSED]
            raise pytest.fail.Exception("\n".join([head, *listed, *remedies]), pytrace=False)


def unused_lines(cassette: OwnedCassette) -> list[str]:
    """The exchanges that were never asked for, one a line."""
    positions = cassette.unused
    lines = [f"exchange {place + 1}, {cassette.tape.exchanges[place].request}" for place in positions[:SHOWN]]
    return lines if len(positions) <= SHOWN else [*lines, f"… and {len(positions) - SHOWN} more"]


def _unused(cassette: OwnedCassette, test: str) -> list[Fact]:
    count, all_of_it = len(cassette.unused), len(cassette.tape.exchanges)
    if not count:
        return []
    text = f"{_shown(cassette)} ({count} of {all_of_it}: {unused_lines(cassette)[0]}{', …' if count > 1 else ''})"
    return [
        {
            "kind": "unused",
            "cassette": str(cassette.file),
            "text": text,
            "test": test,
            "frozen": cassette.settings.frozen,
        }
    ]


def _stale(cassette: OwnedCassette, test: str) -> list[Fact]:
    limit, days = cassette.settings.max_age, _age(cassette.recorded_at)
    if limit is None or days is None or days <= limit or cassette.settings.frozen:
        return []
    text = f"{_shown(cassette)} (recorded {cassette.recorded_at[:10]}, {days} days ago; max_age is {limit})"
    return [{"kind": "stale", "cassette": str(cassette.file), "text": text, "test": test}]


def _age(at: str) -> int | None:
    try:
        recorded = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (datetime.now(UTC) - (recorded if recorded.tzinfo else recorded.replace(tzinfo=UTC))).days


def _shown(cassette: OwnedCassette) -> str:
    from ..recording.errors import shown

    return shown(cassette.file)
