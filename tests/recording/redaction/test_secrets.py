"""No secret gets into a cassette, whatever it looks like and wherever it stands, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from redaction.planting import (
    LETTERS,
    OF_THE_ENVIRONMENT,
    PEM,
    PLACES,
    SECRETS,
    Place,
    dumped,
    in_json,
    readable,
    redacted,
    streamed,
)

from pytest_runsreplay.recording.redaction import REDACTED, Redaction
from pytest_runsreplay.recording.redaction.vocabulary import KNOWN_TO_ALL, is_word

every_place = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)


@every_place
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_known_by_its_shape(secret: str, place: Place) -> None:
    assert redacted(place.build(place.write(secret))) == dumped(place.build(REDACTED))


@every_place
@pytest.mark.parametrize("secret", OF_THE_ENVIRONMENT.values(), ids=OF_THE_ENVIRONMENT)
def test_a_secret_of_the_environment_is_known_by_its_value(secret: str, place: Place) -> None:
    exchange = place.build(place.write(secret))

    assert redacted(exchange, {"MY_API_KEY": secret}) == dumped(place.build(REDACTED))
    assert redacted(exchange, {"PWD": secret, "KEYBOARD": secret, "SSH_AUTH_SOCK": secret}) == dumped(exchange)


@pytest.mark.parametrize("place", ["json", "line in json", "json in json", "base64 in json", "event"])
def test_a_private_key_is_replaced_with_all_its_lines(place: str) -> None:
    write, build = PLACES[place]

    assert redacted(build(write(PEM))) == dumped(build(REDACTED))


@pytest.mark.parametrize("secret", [*SECRETS.values(), PEM], ids=[*SECRETS, "pem"])
@pytest.mark.parametrize("size", [1, 3, 17])
def test_a_secret_in_pieces_of_a_streamed_text_is_put_together(secret: str, size: int) -> None:
    pieces = ["The key: ", *(secret[at : at + size] for at in range(0, len(secret), size)), ", yes"]

    exchange = Redaction(environ={}).exchange(streamed(*map(in_json, pieces)))

    values = [one["data"]["delta"]["content"][0]["text"]["value"] for one in exchange.response.body["stream"]]
    assert "".join(values) == f"The key: {REDACTED}, yes"
    assert len(values) == len(pieces)
    assert exchange.response.times == tuple(range(len(pieces)))


@pytest.mark.parametrize("size", [1, 5, 40])
def test_a_secret_in_pieces_of_the_transport_is_put_together(size: int) -> None:
    body = f'data: {{"message":"{SECRETS["openai"]}"}}\n\ndata: [DONE]\n\n'.encode()
    cut = [body[at : at + size] for at in range(0, len(body), size)]

    chunks, times = Redaction(environ={}).chunks(cut, range(len(cut)))

    assert b"".join(chunks) == f'data: {{"message":"{REDACTED}"}}\n\ndata: [DONE]\n\n'.encode()
    assert len(chunks) == len(times)
    assert all(chunks)
    assert chunks[-1] == cut[-1]
    assert times[0] == 0
    assert times[-1] == len(cut) - 1


def test_a_secret_is_found_in_a_body_that_is_no_utf_8() -> None:
    assert (
        Redaction(environ={}).content(b"\xff\xfe " + SECRETS["github"].encode() + b" \xff")
        == b"\xff\xfe <redacted> \xff"
    )


def test_a_private_key_that_was_cut_short_does_not_take_the_next_event_with_it() -> None:
    event = "event: done\ndata: [DONE]\n\n"
    begun = PEM[: PEM.index("\n") + 20]

    assert Redaction(environ={}).text(f"data: {begun}\n\n{event}") == f"data: {REDACTED}\n\n{event}"


generated = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=8, max_size=40)
letters = st.text(LETTERS, min_size=36, max_size=60)
shaped = st.builds("{}{}".format, st.sampled_from(["sk-proj-", "ghp_", "hf_", "xoxb-", "gho_", "sess-"]), letters)


@settings(max_examples=300)
@given(st.sampled_from(sorted(PLACES)), shaped)
def test_any_key_is_gone_from_everything_that_can_be_read(name: str, secret: str) -> None:
    place = PLACES[name]

    text = redacted(place.build(place.write(secret)))

    assert text == dumped(place.build(REDACTED))
    assert not any(secret in each for each in readable(text))


@settings(max_examples=300)
@given(st.sampled_from(sorted(PLACES)), generated)
def test_any_value_of_the_environment_is_gone_from_everything_that_can_be_read(name: str, secret: str) -> None:
    place = PLACES[name]
    assume(not is_word(secret.encode().decode("latin-1")) and not secret.isdigit() and secret not in KNOWN_TO_ALL)
    assume(not any(secret in each for each in readable(dumped(place.build("")), 2)))

    text = redacted(place.build(place.write(secret)), {"A_TOKEN": secret})

    assert not any(secret in each for each in readable(text))
    if not secret.endswith("\\"):  # before another escape it cannot be told whose backslash is whose
        assert text == dumped(place.build(REDACTED))
