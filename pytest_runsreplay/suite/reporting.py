"""The lines about cassettes in the terminal summary, from the reports of this process or of all workers."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ..printing import printable_lines
from . import left_over, retirements
from .stash import FACTS, Fact

SHOWN = 10
RERECORD = (
    "To record again, from a server that still answers or from a RunsService: pytest --runsreplay-record-mode=rewrite"
)
KEEP = "To keep them: unused = 'ignore'"


def summarize(reporter: pytest.TerminalReporter) -> None:
    """Write the section, if there is anything to say."""
    reports = [report for reports in reporter.stats.values() for report in reports]
    left: list[Fact] = reporter.config.stash.get(FACTS, [])  # there is no report of a test that was interrupted
    facts = [*(fact for report in reports for fact in getattr(report, "runsreplay", ())), *left]
    session = reporter.config.pluginmanager.get_plugin("session")
    lines = list(lines_of(facts, green=getattr(session, "exitstatus", None) == pytest.ExitCode.OK))
    if lines:
        reporter.section("runsreplay", "-")
        for line in lines:
            reporter.line(printable_lines(line))


def lines_of(facts: Iterable[Fact], *, green: bool) -> Iterator[str]:
    """The lines that say these facts, each with the command that changes it; ``green`` is a run without failures."""
    by_kind: dict[str, dict[str, Fact]] = {}
    for fact in facts:
        by_kind.setdefault(fact["kind"], {})[fact.get("cassette", "") + fact.get("text", "")] = fact
    told = {kind: list(found.values()) for kind, found in by_kind.items()}
    yield from _saved(told.get("saved", []))
    yield from _shortened([fact["text"] for fact in told.get(left_over.LEFT_OVER, [])])
    yield from (fact["text"] for fact in told.get(retirements.ASKED, []))
    yield from retirements.rests(told.get(retirements.RESTS, []) if green else [])
    yield from _listed(told.get("stale", []), "{} stale", [RERECORD])
    yield from _listed(
        told.get("unused", []), "{} partly unused: what they hold was not all asked for", [RERECORD, KEEP]
    )
    yield from _orphans(told.get("orphan", []), {fact["cassette"] for fact in told.get("used", [])})
    yield from (fact["text"] for fact in told.get("doubt", []))


def _saved(facts: list[Fact]) -> Iterator[str]:
    lines = [fact["text"] for fact in facts]
    recorded = [line for line in lines if line.startswith("recorded ")]
    yield from _shortened(recorded)
    if len(recorded) > 1:
        yield f"{len(recorded)} cassettes were recorded"
    yield from (line for line in lines if line not in recorded)


def _listed(facts: list[Fact], head: str, remedies: list[str]) -> Iterator[str]:
    if facts:
        yield f"{head.format(_are(len(facts)))}:"
        yield from _shortened([f"  {fact['text']}" for fact in facts])
        tests = _arguments([fact["test"] for fact in facts if not fact.get("frozen")])
        yield from (
            f"  {line}{tests if line is RERECORD else ''}" for line in remedies if tests or line is not RERECORD
        )


def _arguments(tests: list[str]) -> str:
    """The tests for a command line; their files where that would be many."""
    found = list(dict.fromkeys(tests))
    if len(found) > SHOWN:
        found = list(dict.fromkeys(test.partition("::")[0] for test in found))
    return "".join(f" {shlex.quote(one)}" for one in found)


def _orphans(facts: list[Fact], used: set[str]) -> Iterator[str]:
    files = [fact["cassette"] for fact in facts if fact["cassette"] not in used]
    if files:
        shown = [_shown(file) for file in files]
        yield f"{_are(len(files))} orphaned: no collected test names them:"
        yield from (f"  {file}" for file in shown)
        yield f"  If no test needs them: git rm -- {' '.join(map(shlex.quote, shown))}"


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= SHOWN else [*lines[:SHOWN], f"… and {len(lines) - SHOWN} more"]


def _are(number: int) -> str:
    return f"{number} cassette{' is' if number == 1 else 's are'}"


def _shown(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
