"""Loading the plugin costs next to nothing: nothing heavy is imported before a test asks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = {"pydantic", "vcr", "faker", "syrupy", "yaml", "openai", "httpx", "httpx2", "runsreplay_factories"}
PLUGINS_OF_DEPENDENCIES = ("-p", "no:faker", "-p", "no:syrupy")


def importing(folder: Path, *arguments: str) -> set[str]:
    """The top-level modules that this Python imports when it runs with these arguments."""
    command = [sys.executable, "-X", "importtime", *arguments]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    result = subprocess.run(command, cwd=folder, env=alone, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in result.stderr.splitlines() if "|" in line}


def test_loading_the_plugin_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "test_plain.py").write_text("def test_it(): pass\n")
    loaded = importing(
        tmp_path, "-m", "pytest", "-q", *PLUGINS_OF_DEPENDENCIES, "-p", "pytest_runsreplay.plugin", "test_plain.py"
    )
    assert "pytest_runsreplay" in loaded
    assert loaded & HEAVY == set()


def test_importing_the_package_imports_nothing_heavy(tmp_path: Path) -> None:
    assert importing(tmp_path, "-c", "import pytest_runsreplay") & HEAVY == set()


def test_every_public_name_is_there_when_asked_for() -> None:
    import pytest_runsreplay

    assert {name for name in pytest_runsreplay.__all__ if getattr(pytest_runsreplay, name, None) is None} == set()
    assert set(pytest_runsreplay.__all__) <= set(dir(pytest_runsreplay))


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    import pytest_runsreplay

    assert not hasattr(pytest_runsreplay, "nonsense")
