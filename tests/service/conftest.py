"""A service for each test, and a plain way to ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from service.asker import Asker

from pytest_runsreplay.service import RunsService


@pytest.fixture
def service() -> Iterator[RunsService]:
    with RunsService(seed="tests") as service:
        yield service


@pytest.fixture
def ask(service: RunsService) -> Asker:
    return Asker(service.handle, service.api_key)
