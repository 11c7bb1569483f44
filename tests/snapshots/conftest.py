"""A project of its own for each test of the fixture."""

from __future__ import annotations

import pytest
from snapshots.project import Project


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    for inherited in ("CHANGE", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(inherited, raising=False)
    return Project(pytester)
