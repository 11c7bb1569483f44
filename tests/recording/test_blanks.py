"""Where something was redacted when it was recorded, any value matches, and none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import Exchange, Request, Response, storage
from pytest_runsreplay.recording.blanks import Blanks, fits
from pytest_runsreplay.recording.matching import Matching

URL = "https://h/v1/threads"
KEY = "sk-proj-" + "a1B2c3D4" * 4
JSON = (("content-type", "application/json"),)
FORM = (("content-type", "application/x-www-form-urlencoded"),)
MULTIPART = (("content-type", "multipart/form-data; boundary=b"),)
PART = b'--b\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'


def parts(**values: bytes) -> bytes:
    return b"".join(PART % (name.encode(), value) for name, value in values.items()) + b"--b--\r\n"


def request(url: str = URL, headers: Any = (), content: bytes = b"", method: str = "POST") -> Request:
    return Request.read(method, url, headers, content)


def matches(recorded: Request, asked: Request) -> bool:
    rule = Matching()
    return fits(recorded, rule.key(recorded), asked, rule.key(asked), rule)


ANOTHER = [
    (request(f"{URL}?api-key=%3Credacted%3E&limit=2"), request(f"{URL}?limit=2&api-key=k1")),
    (request(f"{URL}?api-key=<redacted>&limit=2"), request(f"{URL}?limit=2")),
    (request("https://h/keys/<redacted>/threads"), request("https://h/keys/k1/threads")),
    (
        request(headers=JSON, content=b'{"key": "<redacted>", "n": 1}'),
        request(headers=JSON, content=b'{"n":1,"key":"k"}'),
    ),
    (request(headers=JSON, content=b'{"key": "<redacted>", "n": 1}'), request(headers=JSON, content=b'{"n":1}')),
    (request(headers=JSON, content=b'{"key": "<redacted>"}'), request(headers=JSON, content=b'{"key": 12345678}')),
    (request(headers=JSON, content=b'["use <redacted> for it"]'), request(headers=JSON, content=b'["use k1 for it"]')),
    (request(headers=JSON, content=b'{"<redacted>": 1}'), request(headers=JSON, content=b'{"k1": 1}')),
    (request(headers=JSON, content=b'["email-1@redacted.invalid"]'), request(headers=JSON, content=b'["a@b.io"]')),
    (request(headers=FORM, content=b"a=1&key=%3Credacted%3E"), request(headers=FORM, content=b"key=k1&a=1")),
    (request(headers=MULTIPART, content=parts(a=b"x <redacted>")), request(headers=MULTIPART, content=parts(a=b"x k"))),
    (request(content=b"token <redacted>, twice <redacted>."), request(content=b"token a, twice b.")),
]
"""Requests as recorded, and others that they answer."""

OTHERS = [
    (request(f"{URL}?api-key=<redacted>&limit=2"), request(f"{URL}?limit=3&api-key=k1")),
    (request(f"{URL}?api-key=<redacted>"), request(f"{URL}?api-key=k1&limit=3")),
    (request(f"{URL}?api-key=<redacted>"), request("https://other/v1/threads?api-key=k1")),
    (request(f"{URL}?api-key=<redacted>"), request(f"{URL}?api-key=k1", method="PUT")),
    (request("https://h/keys/<redacted>/threads"), request("https://h/keys/k1/runs")),
    (
        request(headers=JSON, content=b'{"key": "<redacted>", "n": 1}'),
        request(headers=JSON, content=b'{"key":"k","n":2}'),
    ),
    (request(headers=JSON, content=b'{"key": "<redacted>", "n": 1}'), request(headers=JSON, content=b'{"key":"k"}')),
    (request(headers=JSON, content=b'{"key": "<redacted>"}'), request(headers=JSON, content=b'{"key":"k","n":2}')),
    (
        request(headers=JSON, content=b'{"key": "<redacted>", "n": 1}'),
        request(headers=JSON, content=b'{"key":"k","n":true}'),
    ),
    (
        request(headers=JSON, content=b'["use <redacted> for it"]'),
        request(headers=JSON, content=b'["use k1 for that"]'),
    ),
    (request(headers=JSON, content=b'["<redacted>", "b"]'), request(headers=JSON, content=b'["a"]')),
    (request(headers=FORM, content=b"a=1&key=%3Credacted%3E"), request(headers=FORM, content=b"key=k1&a=2")),
    (request(headers=MULTIPART, content=parts(a=b"x <redacted>")), request(headers=MULTIPART, content=parts(b=b"x k"))),
    (request(content=b"token <redacted>, twice"), request(content=b"token a, thrice")),
]
"""Requests as recorded, and others that they do not answer: what was kept differs."""


@pytest.mark.parametrize(("recorded", "asked"), ANOTHER)
def test_a_request_is_answered_whatever_it_has_where_something_was_redacted(
    recorded: Request, asked: Request, tmp_path: Path
) -> None:
    assert matches(recorded, asked)
    assert replayed(recorded, asked, tmp_path) == 200


@pytest.mark.parametrize(("recorded", "asked"), OTHERS)
def test_all_the_rest_of_it_must_be_as_recorded(recorded: Request, asked: Request, tmp_path: Path) -> None:
    assert not matches(recorded, asked)
    with pytest.raises(CassetteMiss):
        replayed(recorded, asked, tmp_path)


def replayed(recorded: Request, asked: Request, folder: Path) -> int:
    storage.write(folder / "one.json", [Exchange(recorded, Response.read(200, (), [b"{}"]))], {})
    with use_cassette(folder / "one.json"), httpx2.Client() as client:
        return client.request(
            asked.method, asked.url, headers=list(asked.headers), content=asked.content or None
        ).status_code


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(trees, words, words, st.data())
def test_a_secret_anywhere_in_a_body_may_be_another(tree: Any, before: str, secret: str, data: st.DataObject) -> None:
    assume("redacted" not in json.dumps([tree, before, secret]))
    place = data.draw(st.integers(0, 3))

    def planted(value: str) -> Request:
        body = [tree, {"note": f"{before}{value}"}, [tree]]
        body.insert(place, value)
        return request(headers=JSON, content=json.dumps(body).encode())

    recorded = planted("<redacted>")
    assert matches(recorded, planted(secret))
    assert not matches(recorded, request(headers=JSON, content=json.dumps([planted(secret).json(), 1]).encode()))


def test_polls_with_a_key_in_the_query_go_on_from_state_to_state(tmp_path: Path) -> None:
    asked = request(f"{URL}/t/runs/r?api-key=<redacted>", method="GET")
    answers = [
        Response.read(200, JSON, [b'{"id": "r", "status": "%s"}' % state]) for state in (b"queued", b"completed")
    ]
    storage.write(tmp_path / "polls.json", [Exchange(asked, answer) for answer in answers], {})
    with use_cassette(tmp_path / "polls.json"), httpx2.Client() as client:
        seen = [client.get(f"{URL}/t/runs/r?api-key={key}").json()["status"] for key in ("mine", "mine", "yours")]
    assert seen == ["queued", "completed", "completed"]


def test_a_miss_does_not_name_what_may_differ(tmp_path: Path) -> None:
    recorded = request(headers=JSON, content=b'{"key": "<redacted>", "limit": 1}')
    with pytest.raises(CassetteMiss) as miss:
        replayed(recorded, request(headers=JSON, content=b'{"key": "k1", "limit": 2}'), tmp_path)
    assert "$.limit: recorded 1, asked 2" in str(miss.value)
    assert "$.key" not in str(miss.value)


def ask(cassette: Path, mode: str, calls: list[dict[str, Any]]) -> list[int]:
    """The numbers that the answers were given when they were recorded."""
    count = iter(range(1, len(calls) + 1))
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"n": next(count)}))
    with use_cassette(cassette, record_mode=mode), httpx2.Client(transport=transport) as client:
        return [client.request(**{"method": "POST", "url": URL, **call}).json()["n"] for call in calls]


def mail(who: str, **more: Any) -> dict[str, Any]:
    return {"json": {"to": f"{who}@corp.com", **more}}


@pytest.mark.parametrize(
    "calls",
    [
        [mail("ada"), mail("bob"), mail("ada"), mail("eve")],
        [mail("ada", password="one1"), mail("ada", password="two2"), mail("bob", password="one1")],
        [{"url": f"{URL}/{who}@corp.com", "method": "GET"} for who in ("ada", "bob", "ada")],
        [{"params": {"who": f"{who}@corp.com"}} for who in ("ada", "Bob", "ada", "bob")],
        [{"data": {"who": f"{who}@corp.com"}} for who in ("ada", "bob", "ada")],
        [mail("ada"), mail("bob", x=1), mail("bob"), mail("ada", x=1)],
    ],
    ids=["json", "and passwords", "path", "query", "form", "known from another request"],
)
def test_requests_that_differ_in_their_accounts_get_each_its_own_answer(
    tmp_path: Path, calls: list[dict[str, Any]]
) -> None:
    recorded = ask(tmp_path / "c.json", "once", calls)

    assert "corp.com" not in (tmp_path / "c.json").read_text()
    assert ask(tmp_path / "c.json", "none", calls) == recorded


def test_a_file_whose_name_was_redacted_replays_with_any_name(tmp_path: Path) -> None:
    calls = [{"files": {"file": (f"{name}.txt", b"x")}} for name in (KEY, "another")]
    ask(tmp_path / "c.json", "once", calls[:1])

    assert KEY not in (tmp_path / "c.json").read_text()
    assert ask(tmp_path / "c.json", "none", calls[:1]) == [1]
    assert ask(tmp_path / "c.json", "none", calls[1:]) == [1]


@pytest.mark.parametrize("where", ["thread", "body"])
def test_of_many_redacted_requests_few_are_compared(where: str) -> None:
    def numbered(number: int, key: str) -> Request:
        thread, body = (number, 0) if where == "thread" else (0, number)
        return request(f"{URL}/{thread}/runs?api_key={key}", JSON, b'{"n":%d}' % body)

    rule = Matching()
    recorded = [rule.key(numbered(number, "<redacted>")) for number in range(100)]

    assert Blanks(recorded).near(rule.key(numbered(42, "another"))) == [recorded[42]]
