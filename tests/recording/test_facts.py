"""A cassette says when, by what, from where and in which dialect it was recorded; recorded again, only when changes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pytest_runsreplay import RunsService, use_cassette
from pytest_runsreplay.recording import Request
from pytest_runsreplay.recording.facts import client_named, dialect_of

BETA = {"openai-beta": "assistants=v2"}


def record(path: Path, mode: str = "rewrite", thread: str = "threads") -> dict[str, Any]:
    """Record two requests to a service and give what the file then says of itself."""
    with RunsService(seed="facts") as service, service.client() as openai, use_cassette(path, record_mode=mode):
        openai.beta.threads.create(metadata={"of": thread})
        with httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, text="ok"))) as http:
            http.post("http://user:secret@Other.example:8080/v1/x", files={"file": ("a.txt", b"words")})
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["recorded"]
    return facts


def test_it_says_when_by_what_from_where_and_in_which_dialect(tmp_path: Path) -> None:
    import openai

    facts = record(tmp_path / "one.json")
    assert list(facts) == ["at", "by", "clients", "hosts", "dialects"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", facts["at"])
    assert re.fullmatch(r"pytest-runsreplay \d+\.\d+\.\d+\S*", facts["by"])
    assert f"OpenAI/Python {openai.__version__}" in facts["clients"]
    assert any(client.startswith("python-httpx2/") for client in facts["clients"])
    assert facts["hosts"] == ["other.example", "runs.example"]
    assert facts["dialects"] == ["v2"]


def test_recorded_again_it_differs_in_its_time_alone(tmp_path: Path) -> None:
    texts = []
    for name in ("one.json", "two.json"):
        record(tmp_path / name)
        texts.append(re.sub(r'"at": "[^"]+"', '"at": ""', (tmp_path / name).read_text(encoding="utf-8")))
    assert texts[0] == texts[1]


def test_what_was_added_later_has_facts_of_its_own(tmp_path: Path) -> None:
    first = record(tmp_path / "one.json")
    assert record(tmp_path / "one.json", "new_episodes", "other")["extended"].keys() == first.keys()
    assert record(tmp_path / "one.json", "new_episodes", "third") | {"extended": 0} == first | {"extended": 0}


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("OpenAI/Python 3.52.0", "OpenAI/Python 3.52.0"),
        ("python-httpx2/2.16.2", "python-httpx2/2.16.2"),
        ("Python/3.11 aiohttp/3.10.1", "aiohttp/3.10.1"),
        ("AzureOpenAI/Python 2.54.0", "AzureOpenAI/Python 2.54.0"),
        (
            "azsdk-python-ai-agents/1.1.0 Python/3.11.7 (Linux-6.1.0-x86_64-with-glibc2.36)",
            "azsdk-python-ai-agents/1.1.0",
        ),
        ("Python-urllib/3.11", "Python-urllib/3.11"),
        ("Python/3.11", "Python/3.11"),
        ("x" * 1000, "x" * 60),
    ],
)
def test_a_client_is_named_without_what_is_about_the_machine(user_agent: str, name: str) -> None:
    assert client_named(user_agent) == name


@pytest.mark.parametrize(
    ("url", "headers", "dialect"),
    [
        ("https://h/v1/threads", {"openai-beta": "assistants=v1"}, "v1"),
        ("https://h/v1/threads", BETA, "v2"),
        ("https://h/v1/threads", {"openai-beta": "realtime=v1, assistants=v2"}, "v2"),
        ("https://h/openai/threads?api-version=2024-02-15-preview", BETA, "az-0215"),
        ("https://h/openai/threads?api-version=2024-05-01-preview", BETA, "az-0501+"),
        ("https://h/openai/threads?limit=1&api-version=2025-04-01-preview", {}, "az-0501+"),
        ("https://h/api/projects/p/threads?api-version=v1", {}, "foundry-v1"),
        ("https://h/api/projects/p/threads?api-version=2025-05-15-preview", {}, "foundry-pre"),
        ("https://h/openai/threads?api-version=2031-01-01", BETA, None),
        ("https://h/v1/threads", {"openai-beta": "assistants=v20"}, None),
        ("https://h/v1/threads", {}, None),
    ],
)
def test_the_dialect_is_the_one_that_the_request_asks_for(
    url: str, headers: dict[str, str], dialect: str | None
) -> None:
    assert dialect_of(Request("GET", url, tuple(headers.items()))) == dialect
