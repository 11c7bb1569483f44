"""Which credential a request was made with is known again, though the credential is kept nowhere."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import httpx2
import openai
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import storage
from pytest_runsreplay.recording.credentials import Credentials, credential_of

GOOD, WRONG = "good-credential-of-the-recorder", "wrong-credential"
Ask = Callable[[str, str], int]


def ask_httpx(url: str, key: str) -> int:
    return httpx.get(url, headers=_headers(key)).status_code


def ask_httpx2(url: str, key: str) -> int:
    return httpx2.get(url, headers=_headers(key)).status_code


def ask_requests(url: str, key: str) -> int:
    return requests.get(url, headers=_headers(key), timeout=10).status_code


def ask_aiohttp(url: str, key: str) -> int:
    async def ask() -> int:
        async with aiohttp.ClientSession() as session, session.get(url, headers=_headers(key)) as response:
            return response.status

    return asyncio.run(ask())


def ask_openai(url: str, key: str) -> int:
    with openai.OpenAI(base_url=url.removesuffix("/threads/t"), api_key=key, max_retries=0) as client:
        try:
            client.beta.threads.retrieve("t")
        except openai.APIStatusError as error:
            return error.status_code
    return 200


CLIENTS: list[Ask] = [ask_httpx, ask_httpx2, ask_requests, ask_aiohttp, ask_openai]


def _headers(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


class Guarded(BaseHTTPRequestHandler):
    """A server that lets one credential in, and repeats what it refuses, as real ones do."""

    def do_GET(self) -> None:
        carried = self.headers.get("authorization", "")
        refusal = {"error": {"message": f"Incorrect API key provided: {carried.removeprefix('Bearer ')}"}}
        good = GOOD in carried
        body = json.dumps({"id": "t", "object": "thread", "created_at": 1} if good else refusal).encode()
        self.send_response(200 if good else 401)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/threads/t"
        server.shutdown()


def record(path: Path, ask: Ask, url: str, *keys: str) -> None:
    with use_cassette(path, record_mode="new_episodes", unused="ignore"):
        for key in keys:
            ask(url, key)


def replay(path: Path, ask: Ask, url: str, *keys: str) -> list[int]:
    with use_cassette(path, unused="ignore"):
        return [ask(url, key) for key in keys]


@pytest.mark.parametrize("ask", CLIENTS)
def test_a_recording_made_with_a_key_replays_with_another(ask: Ask, url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record(path, ask, url, GOOD)
    assert replay(path, ask, url, "another-key") == [200]


@pytest.mark.parametrize("ask", CLIENTS)
def test_a_test_of_a_wrong_key_still_sees_what_that_one_got(ask: Ask, url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record(path, ask, url, WRONG, GOOD)
    assert replay(path, ask, url, WRONG, "key-of-ci", WRONG, GOOD) == [401, 200, 401, 200]


@pytest.mark.parametrize("ask", CLIENTS[:-1])  # openai insists on a key
def test_none_is_told_from_a_wrong_one(ask: Ask, url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record(path, ask, url, "", GOOD)
    assert replay(path, ask, url, "", "key-of-ci") == [401, 200]


def test_no_key_at_all_is_fine_where_none_was_never_recorded(url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record(path, ask_httpx2, url, WRONG, GOOD)
    assert replay(path, ask_httpx2, url, "") == [200]


@pytest.mark.parametrize("keys", [(GOOD,), (GOOD, WRONG), ("", GOOD, WRONG)])
def test_the_credential_is_nowhere_in_the_folder(keys: tuple[str, ...], url: str, tmp_path: Path) -> None:
    record(tmp_path / "one.json", ask_httpx2, url, *keys)
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert written
    assert not any(key and key.encode() in written for key in keys)


def test_one_credential_leaves_no_mark(url: str, tmp_path: Path) -> None:
    record(tmp_path / "one.json", ask_httpx2, url, GOOD)
    assert "credential" not in (tmp_path / "one.json").read_text()


def test_different_requests_with_different_credentials_leave_no_mark(url: str, tmp_path: Path) -> None:
    with use_cassette(tmp_path / "one.json", record_mode="once"):
        for number, key in enumerate((GOOD, WRONG, "")):
            ask_httpx2(f"{url}/runs/{number}", key)
    assert "credential" not in (tmp_path / "one.json").read_text()


def test_several_are_numbered_in_their_order(url: str, tmp_path: Path) -> None:
    record(tmp_path / "one.json", ask_httpx2, url, WRONG, "", GOOD)
    document = json.loads((tmp_path / "one.json").read_text())
    assert [one["request"]["credential"] for one in document["exchanges"]] == ["1", "none", "2"]
    assert set(document["recorded"]["credentials"]["known"]) == {"1", "2"}


def test_the_numbers_go_on_when_exchanges_are_added(url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record(path, ask_httpx2, url, WRONG, GOOD)
    before = storage.read(path)
    record(path, ask_httpx2, f"{url}/runs", GOOD, WRONG)
    after = storage.read(path)
    assert [one.request.credential for one in after.exchanges] == ["1", "2", "2", "1"]
    assert after.facts["credentials"] == before.facts["credentials"]


def test_the_repeated_answers_to_two_credentials_are_counted_apart(url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with use_cassette(path, record_mode="all"):
        for key in (GOOD, GOOD, WRONG, GOOD):
            ask_httpx2(url, key)
    assert [(one.request.credential, one.times) for one in storage.read(path).exchanges] == [("1", 3), ("2", 1)]


def test_another_request_is_a_miss_whatever_its_credential(url: str, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    record(path, ask_httpx2, url, WRONG, GOOD)
    with pytest.raises(CassetteMiss), use_cassette(path, unused="ignore"):
        ask_httpx2(f"{url}/runs", GOOD)


def test_a_fingerprint_is_too_short_to_confirm_a_guess_and_salted_anew_in_each_cassette() -> None:
    first, second = Credentials({}), Credentials({})
    for credentials in (first, second):
        credentials.noted((("authorization", f"Bearer {'k' * 20}"),))
        assert credentials.facts["known"]
        assert all(len(mark) == 4 for mark in credentials.facts["known"].values())
    assert first.facts["salt"] != second.facts["salt"]


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.sampled_from(["Bearer ", "bearer  ", "Basic ", ""]))
def test_the_scheme_does_not_count(value: str, scheme: str) -> None:
    value = f"k{value.strip()}"
    assert credential_of((("authorization", f"{scheme}{value}"),)) == value
    assert credential_of((("api-key", value),)) == value


@pytest.mark.parametrize(
    "facts", [{"credentials": 1}, {"credentials": {"salt": 3, "known": [1]}}, {"credentials": {"known": {"1": None}}}]
)
def test_facts_that_somebody_bent_are_no_error(facts: dict[str, Any]) -> None:
    assert Credentials(facts).label((("api-key", "k"),)) == ""
    assert Credentials(facts).label(()) == "none"


def test_a_credential_that_shows_up_late_is_in_no_earlier_exchange_either(tmp_path: Path) -> None:
    path, late = tmp_path / "one.json", "late-credential-of-another"
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"note": f"ask with {late}"}))
    with use_cassette(path, record_mode="once"), httpx2.Client(transport=transport) as client:
        client.get("https://h/v1/threads")
        client.get("https://h/v1/threads/t", headers={"api-key": late})
    assert late not in path.read_text()


def test_an_unknown_credential_is_told_as_redacted(tmp_path: Path) -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"api_key": "hunter2"}))
    with (
        use_cassette(tmp_path / "one.json", record_mode="once") as cassette,
        httpx2.Client(transport=transport) as client,
    ):
        client.get("https://h/v1/threads")
    assert cassette.told.endswith("one.json, redacted in 1 exchange")


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic " + base64.b64encode(b"ada:corporate.horse-battery").decode()},
        {"authorization": "Basic " + base64.b64encode(b"corporate.horse-battery:").decode()},
        {"authorization": "Bearer  corporate.horse-battery"},
        {"cookie": 'a=b; sid="corporate.horse-battery"'},
    ],
    ids=["password", "name without a password", "bearer", "cookie"],
)
def test_what_a_request_was_sent_with_is_gone_from_an_answer_that_repeats_it(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    answer = httpx2.Response(401, json={"error": {"message": "not corporate.horse-battery"}})
    with use_cassette(tmp_path / "c.json", record_mode="once"):
        httpx2.Client(transport=httpx2.MockTransport(lambda _: answer)).get("https://h/v1", headers=headers)

    assert '"not <redacted>"' in (tmp_path / "c.json").read_text()
