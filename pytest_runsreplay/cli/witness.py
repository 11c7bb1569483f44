"""A pytest plugin that counts, for the demo, what a run of tests connected to and how many requests it answered."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from ..suite.stash import CASSETTE

REPORT = "RUNSREPLAY_WITNESS"
LOCAL = ("127.", "::1", "localhost")

_seen: dict[str, Any] = {"passed": 0, "failed": 0, "seconds": 0.0, "answered": 0, "remote": 0}


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Count every attempt of this process to connect to another machine, whichever library makes it."""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not str(arguments[1][0]).startswith(LOCAL):
        _seen["remote"] += 1


sys.addaudithook(_audit)
importlib.import_module("openai.types.beta.threads")  # so that the seconds are those of the conversations alone
importlib.import_module("openai.resources.beta")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        _seen["seconds"] += report.duration
        _seen["passed" if report.passed else "failed"] += 1
        cassette = item.stash.get(CASSETTE, None)
        _seen["answered"] += cassette.answered if cassette is not None else 0
    return report


def pytest_sessionfinish() -> None:
    Path(os.environ[REPORT]).write_text(json.dumps(_seen), encoding="utf-8")
