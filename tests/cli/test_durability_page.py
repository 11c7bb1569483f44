"""What docs/durability.md shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pytest_runsreplay.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "durability.md").read_text(encoding="utf-8")
(SCRIPT,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
(SESSION,) = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_the_script_dies_and_the_command_brings_back_what_it_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "temporary").mkdir()
    assert subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=False).returncode != 0
    shown = []
    for line in re.findall(r"^\$ (.*)$", SESSION, re.MULTILINE):
        assert main(line.split()[1:]) == 0
        shown.append(f"$ {line}\n{capsys.readouterr().out}")
    assert TIME.sub("", "".join(shown)) == TIME.sub("", SESSION)
