"""What is no secret stays byte for byte: words and ids of the API, real bodies, and what was redacted before."""

from __future__ import annotations

import json

import pytest
from cassette_values import exchanges
from hypothesis import given, settings
from hypothesis import strategies as st
from redaction.planting import PLACES, SECRETS, answered, dumped, streamed
from reference import REFERENCE, needs_reference

from pytest_runsreplay.models.dialects import known_dialects
from pytest_runsreplay.recording import Exchange, Response, storage
from pytest_runsreplay.recording.redaction import Redaction

WORDS = (
    "completed assistant in_progress requires_action code_interpreter file_search thread.run max_completion_tokens "
    "submit_tool_outputs thread.run.step.completed gpt-4o-mini gpt-4-turbo-preview application/json thread.message "
    "invalid_request_error rate_limit_exceeded text/event-stream tool_calls temperature complete redacted"
)
PREFIXES = "run_ thread_ asst_ msg_ step_ call_ file- vs_ resp_"
IDS = [
    *(f"{prefix}SfZO3m6lv7beHQBS5DazS6dn" for prefix in PREFIXES.split()),
    "64e3f1c2a9b8d7e6f5a4b3c2",
    "1b2c3d4e-0000-4000-8000-00000000000a",
    "5be95d1d63d61133235fd79fb68aedf6",
]


@pytest.mark.parametrize("word", WORDS.split())
def test_a_key_that_is_a_word_of_the_api_does_not_spoil_a_cassette(word: str) -> None:
    exchange = answered(json.dumps({"status": word, "a": f"is {word}", word: 1}))
    redaction = Redaction(environ={"MY_TOKEN": word})
    redaction.learn(word)

    assert redaction.exchange(exchange) is exchange


def test_every_word_of_every_dialect_survives() -> None:
    text = json.dumps(dict(known_dialects()[0].schemas))

    assert Redaction(environ={}).text(text) == text


@pytest.mark.parametrize("value", IDS)
def test_an_id_is_never_touched(value: str) -> None:
    body = json.dumps({"id": value, "text": f"see {value}, {value}.", "ids": [value], "tool_call_id": value})
    exchange = answered(body)

    assert Redaction(environ={"RUN_TOKEN": "SfZO3m6l"}).exchange(exchange) is exchange


@pytest.mark.parametrize("part", ["12345678", "abcdef12", "90ab-cdef"])
def test_a_key_that_is_a_part_of_a_uuid_leaves_it_whole(part: str) -> None:
    exchange = answered('{"id":"12345678-90ab-cdef-1234-567890abcdef","to":"abcdef12-90ab-cdef-1234-567890abcdef"}')

    assert Redaction(environ={"PIN_TOKEN": part}).exchange(exchange) is exchange


@pytest.mark.parametrize("word", ["password", "postgres", "production", "ubuntu-latest"])
def test_a_password_that_everybody_knows_is_left_where_it_stands(word: str) -> None:
    exchange = answered(json.dumps({"properties": {word: {"type": "string"}}, "a": f"the {word} of {word}://h"}))
    redaction = Redaction(environ={"DB_PASSWORD": word, "URL": f"db://ada:{word}@h"})
    redaction.learn(word)

    assert redaction.exchange(exchange) is exchange
    assert Redaction([word], environ={}).text(f"in {word}") == "in <redacted>"


@pytest.mark.parametrize(
    "name", ["KEY_VAULT_URL", "TOKEN_ENDPOINT", "SSH_KEY_TYPE", "TOKEN_LIMIT", "MAX_TOKENS", "CI_CACHE_KEY"]
)
def test_a_variable_about_a_key_is_none(name: str) -> None:
    exchange = answered('{"a":"see https://vault.corp.com/x"}')

    assert Redaction(environ={name: "https://vault.corp.com"}).exchange(exchange) is exchange


def test_a_number_is_not_taken_for_a_key_of_digits() -> None:
    exchange = answered('{"created_at":1712345678,"n":[17123456780,0.12345678]}')

    assert Redaction(environ={"PIN_TOKEN": "12345678"}).exchange(exchange) is exchange


def test_a_key_of_digits_leaves_json_json() -> None:
    redacted = Redaction(environ={"PIN_TOKEN": "12345678"}).content(b'{"pin":12345678,"text":"12345678"}')

    assert json.loads(redacted) == {"pin": "<redacted>", "text": "<redacted>"}


def test_a_key_that_is_json_leaves_json_json() -> None:
    key = '"type": "service_account"'

    assert json.loads(Redaction(environ={"A_CREDENTIAL": key}).content(f'{{"a": 1, {key}}}'.encode())) == "<redacted>"


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("secret", [*SECRETS.values(), "bob@corp.com", "org-abc123Def456"])
def test_what_was_redacted_stays(secret: str, place: object) -> None:
    once = Redaction(environ={}).exchange(place.build(place.write(secret)))  # type: ignore[attr-defined]

    assert Redaction(environ={"A_KEY": "redacted"}).exchange(once) is once


def test_a_stream_that_was_redacted_stays() -> None:
    once = Redaction(environ={}).exchange(streamed("sk-pro", SECRETS["openai project"][6:], " and bob@", "corp.com."))

    assert "redacted" in dumped(once)
    assert Redaction(environ={}).exchange(once) is once


@settings(max_examples=200)
@given(exchanges)
def test_anything_can_be_redacted_and_then_stays(recorded: list[Exchange]) -> None:
    for exchange in recorded:
        once = Redaction(environ={"A_KEY": "0000000000"}).exchange(exchange)
        assert once.response.status == exchange.response.status
        assert once.times == exchange.times
        assert Redaction(environ={}).exchange(once) == once


@given(st.text())
def test_any_text_without_secrets_is_the_same_text(text: str) -> None:
    redaction = Redaction(environ={})
    once = redaction.text(text)

    assert redaction.text(once) == once
    assert once == text or "redacted" in once


@needs_reference
@pytest.mark.parametrize(
    "file", sorted((REFERENCE / "recordings" / "vcrpy").glob("*.yaml")), ids=lambda file: file.stem
)
def test_real_recordings_hold_no_secret_and_stay(file: object) -> None:
    redaction = Redaction(environ={})
    recorded = storage.read(file).exchanges  # type: ignore[arg-type]

    assert recorded
    assert all(redaction.exchange(exchange) is exchange for exchange in recorded)
    assert redaction.found == []


@needs_reference
@pytest.mark.parametrize("file", ["exchanges-runs.json", "sse-streams.json", "samples-by-shape.json"])
def test_real_bodies_hold_no_secret_and_stay(file: str) -> None:
    content = (REFERENCE / "data" / "real" / file).read_bytes()

    assert Redaction(environ={}).content(content) is content


def test_the_same_object_comes_back_if_there_is_nothing() -> None:
    exchange = Exchange(answered("{}").request, Response(0))

    assert Redaction(environ={}).exchange(exchange) is exchange
