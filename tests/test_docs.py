"""What the pages of the documentation show works as it stands there: recorded from our service, then replayed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_runsreplay import RunsService
from pytest_runsreplay.recording.redaction import RULES
from pytest_runsreplay.settings import NAMES

DOCS = Path(__file__).parents[1] / "docs"
CONFTEST = "# conftest.py\n"
PAGES = {
    "record": 1,
    "replay": 3,
    "polls": 1,
    "streams": 1,
    "misses": 1,
    "configuration": 3,
    "secrets": 2,
    "factories": 13,
    "snapshots": 4,
}
"""Pages whose examples are tests, and how many tests they have."""
RECORDING = ("--runsreplay-record-mode=once", "--snapshot-update")


def examples(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (DOCS / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_are_recorded_and_replayed(
    page: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = examples(page)
    pytester.makeconftest("\n".join(block for block in blocks if block.startswith(CONFTEST)))
    pytester.makepyfile("\n".join(block for block in blocks if not block.startswith(CONFTEST)))
    with RunsService() as service:
        monkeypatch.setenv("OPENAI_BASE_URL", service.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", service.api_key)
        recording = pytester.runpytest(*RECORDING, "-W", "error", "-p", "no:asyncio")
    recording.assert_outcomes(passed=PAGES[page])

    monkeypatch.setenv("OPENAI_API_KEY", "none")
    pytester.runpytest("-W", "error", "-p", "no:asyncio").assert_outcomes(passed=PAGES[page])


def test_the_script_of_the_recording_page_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page: dict[str, object] = {}
    exec("\n".join(block for block in examples("record") if not block.startswith(CONFTEST)), page)
    with RunsService() as service:
        monkeypatch.setenv("OPENAI_BASE_URL", service.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", service.api_key)
        recorded = page["ask"](tmp_path / "asked.json")  # type: ignore[operator]
    assert [exchange.request.method for exchange in recorded] == ["POST"]
    assert (tmp_path / "asked.json").exists()


def test_every_setting_is_described() -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) >= set(NAMES)


def test_every_rule_of_redaction_is_described() -> None:
    text = (DOCS / "secrets.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.*) \|$", text, re.MULTILINE)) == RULES


def test_every_option_is_described(pytester: pytest.Pytester) -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    offered = set(re.findall(r"--runsreplay-[a-z-]+", pytester.runpytest("--help", "-p", "no:asyncio").stdout.str()))
    assert offered == set(re.findall(r"--runsreplay-[a-z-]+", text))


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]:
        for target in re.findall(r"\]\(([^):#]+\.md)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
