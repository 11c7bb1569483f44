"""What cannot be recorded again stays: answers of hosts that are off, and what is frozen."""

from __future__ import annotations

from pathlib import Path

from scripts import OPTION, REPLACING, H, good, record

OPENAI = "https://api.openai.com/v1"


@REPLACING
def test_answers_of_a_host_that_is_off_do_not_give_way_to_those_of_another(path: Path, mode: str) -> None:
    record(path, [("POST", f"{OPENAI}/threads", 200)])
    before = path.read_bytes()
    told = record(path, [("POST", "/threads", 200)], mode, any_host=True)
    assert path.read_bytes() == before
    assert (
        f"because the answer to POST {OPENAI}/threads would go and cannot be recorded again (OpenAI's Assistants API "
        f"was switched off on 2026-08-26) {OPTION}" in told
    )
    assert record(path, [("POST", "/threads", 200)], mode, any_host=True, allow_loss=True).startswith("recorded ")


def test_answers_of_a_host_that_is_off_do_not_give_way_to_nothing(path: Path) -> None:
    record(path, [("GET", f"{OPENAI}/threads/t1", 200), ("GET", f"{OPENAI}/models", 200)])
    assert "would go and cannot be recorded again" in record(path, [("GET", "/x", 200)], "rewrite")
    assert record(path, [("GET", "/x", 200)], "all").startswith("recorded ")
    assert good(path) == {f"GET {OPENAI}/threads/t1", f"GET {OPENAI}/models", f"GET {H}/x"}


def test_an_objection_says_that_the_host_is_off(path: Path) -> None:
    record(path, [("POST", f"{OPENAI}/threads", 200)])
    told = record(path, [("POST", f"{OPENAI}/threads", 404)], "rewrite")
    off = "OpenAI's Assistants API was switched off on 2026-08-26"
    assert f"because POST {OPENAI}/threads was refused with 404 ({off}), and the cassette has an answer to it" in told


def test_frozen_beats_everything(path: Path) -> None:
    record(path, [("GET", "/a", 200)])
    before = path.read_bytes()
    for mode in ("once", "new_episodes", "all", "rewrite"):
        assert record(path, [("GET", "/a", 404)], mode, frozen=True, allow_loss=True) == ""
    assert path.read_bytes() == before
