"""Hosts that switched this API off are known by address and date; all other addresses live on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import Exchange, Request, Response, retired

OPENAI, FOUNDRY = date(2026, 8, 26), date(2027, 3, 31)
DAY = timedelta(days=1)
WORKSPACE = "subscriptions/s1/resourceGroups/g1/providers/Microsoft.MachineLearningServices/workspaces/w1"
ADDRESSES = {
    "https://api.openai.com/v1/threads": OPENAI,
    "https://api.openai.com/v1/threads/runs": OPENAI,
    "https://api.openai.com/v1/threads/thread_1/runs/run_1/steps?limit=20": OPENAI,
    "https://api.openai.com/v1/assistants/asst_1": OPENAI,
    "https://API.OpenAI.com:443/v1/assistants?limit=1": OPENAI,
    "https://me@api.openai.com/v1/threads#x": OPENAI,
    "https://res.openai.azure.com/openai/threads?api-version=2024-05-01-preview": OPENAI,
    "https://res.openai.azure.com/openai/v1/threads/t1/runs": OPENAI,
    "https://res.cognitiveservices.azure.com/openai/assistants": OPENAI,
    "https://res.services.ai.azure.com/openai/threads/runs": OPENAI,
    "https://eastus.api.cognitive.microsoft.com/openai/threads/t1": OPENAI,
    "https://res.services.ai.azure.com/api/projects/p1/threads/t1/runs?api-version=v1": FOUNDRY,
    "https://res.services.ai.azure.com/api/projects/p1/assistants": FOUNDRY,
    f"https://eastus.api.azureml.ms/agents/v1.0/{WORKSPACE}/threads/t1/messages": FOUNDRY,
}
ELSEWHERE = (
    "https://api.openai.com/v1/responses",
    "https://api.openai.com/v1/conversations/conv_1",
    "https://api.openai.com/v1/chat/completions",
    "https://api.openai.com/v1/chatkit/threads/t1",
    "https://api.openai.com/v1/vector_stores/vs_1/files",
    "https://api.openai.com/v1/threadsafe",
    "https://api.openai.com/v1/responses?next=/v1/threads",
    "https://api.openai.com.example/v1/threads",
    "https://notapi.openai.com/v1/threads",
    "https://example.com/https://api.openai.com/v1/threads",
    "https://example.com/v1/threads?from=api.openai.com",
    "https://res.openai.azure.com/openai/deployments/gpt-4o/chat/completions",
    "https://res.openai.azure.com/openai/v1/responses",
    "https://res.services.ai.azure.com/api/projects/p1/agents/a1",
    "https://res.services.ai.azure.com/api/projects/p1/openai/v1/responses",
    "https://res.services.ai.azure.com/models/threads",
    "http://127.0.0.1:8080/v1/threads",
    "https://runs.example/v1/threads/t1/runs",
    "/v1/threads",
    "",
)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_off_from_its_day_on(url: str) -> None:
    first_day = ADDRESSES[url]
    assert retired.off(url, first_day - DAY) is None
    for day in (first_day, first_day + 1000 * DAY):
        found = retired.off(url, day)
        assert found is not None
        assert found[1].since == first_day


@pytest.mark.parametrize("url", ELSEWHERE)
def test_what_is_at_no_such_address_lives_on(url: str) -> None:
    assert retired.off(url, date.max) is None
    assert retired.remedy(url, date.max, exists=True, elsewhere=False) == ""


def test_the_host_is_named_as_it_is_and_without_port_and_user() -> None:
    for url in ("https://me@API.openai.com:443/v1/threads", "http://api.openai.com/v1/threads"):
        found = retired.off(url, OPENAI)
        assert found is not None
        assert (found[0], str(found[1])) == (
            "api.openai.com",
            "OpenAI's Assistants API was switched off on 2026-08-26",
        )


def test_the_day_is_that_of_utc() -> None:
    before, day, after = datetime.now(UTC).date(), retired.today(), datetime.now(UTC).date()
    assert before <= day <= after


def exchange(url: str) -> Exchange:
    return Exchange(Request("GET", url), Response(200))


def test_the_hosts_of_a_recording_are_those_it_asked_for_this_api() -> None:
    both = [exchange("https://api.openai.com/v1/threads/t1"), exchange("https://r.openai.azure.com/openai/threads/t1")]
    for facts in ({}, {"hosts": ["api.openai.com", "r.openai.azure.com"]}):
        assert set(retired.hosts_off(both, facts, OPENAI)) == {"api.openai.com", "r.openai.azure.com"}
        assert retired.hosts_off(both, facts, OPENAI - DAY) == {}
    other = exchange("https://api.openai.com/v1/responses")
    assert retired.hosts_off([other], {"hosts": ["api.openai.com"]}, OPENAI) == {}
    assert set(retired.hosts_off([other, *both], {"hosts": ["api.openai.com"]}, OPENAI)) == {"api.openai.com"}


def test_what_was_added_to_a_recording_later_counts() -> None:
    facts = {"hosts": ["runs.example"], "extended": {"hosts": ["api.openai.com"]}}
    recording = [exchange("https://runs.example/v1/threads/t1"), exchange("https://api.openai.com/v1/threads/t1")]
    assert set(retired.hosts_off(recording, facts, OPENAI)) == {"api.openai.com"}


def test_a_miss_at_such_a_host_does_not_say_to_record_it_there(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={}))
    with httpx2.Client(transport=transport) as http, use_cassette(path, record_mode="once"):
        http.get("https://runs.example/v1/threads/t1")
    with pytest.raises(CassetteMiss) as caught, use_cassette(path):
        httpx2.post("https://api.openai.com/v1/threads", json={})
    assert str(caught.value).endswith(
        "\n\napi.openai.com cannot be recorded: OpenAI's Assistants API was switched off on 2026-08-26.\n"
        "To record it elsewhere, point the client at a RunsService or another host: "
        "--runsreplay-record-mode=new_episodes\n"
        "To replay what was recorded on another host: any_host=True"
    )
    with pytest.raises(CassetteMiss, match="Only the host differs") as caught, use_cassette(path):
        httpx2.get("https://api.openai.com/v1/threads/t1")
    assert "switched off" not in str(caught.value)
    with pytest.raises(CassetteMiss, match="To add this exchange only: ") as caught, use_cassette(path):
        httpx2.post("https://api.openai.com/v1/responses", json={})
    assert "switched off" not in str(caught.value)


def test_a_miss_of_frozen_evidence_says_that_it_is_frozen(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={}))
    with httpx2.Client(transport=transport) as http, use_cassette(path, record_mode="once"):
        http.get("https://api.openai.com/v1/threads/t1")
    frozen = use_cassette(path, frozen=True, record_mode="rewrite")
    with pytest.raises(CassetteMiss, match="The cassette is frozen: it is evidence") as caught, frozen:
        httpx2.get("https://api.openai.com/v1/threads/t2")
    assert "--runsreplay-record-mode" not in str(caught.value)
