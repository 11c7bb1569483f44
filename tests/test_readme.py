"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_runsreplay import RunsService

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PREFIX = "    "
COMMANDS = ("pip install '.[demo]' && runsreplay demo", "pip install -e '.[test]' && python -m pytest")


@pytest.fixture
def examples(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(test_agent=EXAMPLES[0], test_fake=EXAMPLES[1])
    return pytester


def test_the_examples_are_recorded_and_replayed(examples: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    with RunsService() as service:
        monkeypatch.setenv("OPENAI_BASE_URL", service.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", service.api_key)
        result = examples.runpytest("--runsreplay-record-mode=once", "-W", "error", "-p", "no:asyncio")
        result.assert_outcomes(passed=2)
    assert Path("cassettes/test_agent/test_the_agent_answers.json").exists()

    monkeypatch.delenv("OPENAI_BASE_URL")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    examples.runpytest("-W", "error", "-p", "no:asyncio").assert_outcomes(passed=2)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_stand_alone_on_their_lines_and_ci_runs_them(command: str) -> None:
    assert README.splitlines().count(PREFIX + command) == 1
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines().count(command) == 1


def test_every_setting_is_described() -> None:
    from pytest_runsreplay.settings import NAMES

    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == set(NAMES)
