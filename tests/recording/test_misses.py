"""A miss tells what was asked, what was recorded instead, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_runsreplay import CassetteMiss, RunsCassette
from pytest_runsreplay.recording import Exchange, Request, Response, storage
from pytest_runsreplay.settings import Settings

HOST = "https://runs.example"
JSON_TYPE = ("content-type", "application/json")
MESSAGES = "/v1/threads/thread_1/messages"


def ask(line: str, body: Any = None, *headers: tuple[str, str]) -> Request:
    method, path = line.split(" ")
    content = b"" if body is None else json.dumps(body).encode()
    return Request.read(method, f"{HOST}{path}", headers or (JSON_TYPE,), content)


class Missed:
    """What a cassette of these requests says to another one."""

    def __init__(self, folder: Path, *recorded: Request, **settings: Any) -> None:
        answer = Response.read(200, (JSON_TYPE,), [b'{"status":"in_progress"}'])
        storage.write(folder / "a.json", [Exchange(request, answer) for request in recorded], {})
        self.cassette = RunsCassette(folder / "a.json", Settings().updated(settings, "here"))

    def __call__(self, request: Request) -> str:
        with pytest.raises(CassetteMiss) as caught:
            self.cassette.answer(request)
        return str(caught.value)


def differences(report: str) -> list[str]:
    """The lines below the nearest recorded request."""
    return [line.strip() for line in report.partition("nearest recorded request")[2].split("\n\n")[0].splitlines()[1:]]


def test_it_shows_each_field_that_differs(tmp_path: Path) -> None:
    recorded = ask("POST /v1/threads?a=1", {"role": "user", "n": {"x": [1, 2]}, "old": True})
    report = Missed(tmp_path, recorded)(ask("POST /v1/threads?b=2", {"role": "me", "n": {"x": [1, 3, 4]}}))
    assert differences(report) == [
        '?a: recorded "1", asked nothing',
        '$.role: recorded "user", asked "me"',
        "$.n.x[1]: recorded 2, asked 3",
        "$.old: recorded true, asked nothing",
        '?b: recorded nothing, asked "2"',
        "$.n.x[2]: recorded nothing, asked 4",
    ]


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("run_a1b2", "run_c3d4", "an id"),
        ("see thread_abc123, please", "see thread_def456, please", "an id"),
        (1_774_963_800, 1_774_963_977, "a time"),
        ("2026-11-20T10:00:00Z", "2026-11-21T09:30:00.5Z", "a time"),
        ("6f9619ff-8b86-4011-b42d-00c04fc964ff", "6f9619ff-8b86-4011-b42d-00c04fc96400", "a UUID"),
    ],
)
def test_what_differs_from_day_to_day_is_named_and_comes_after_what_really_differs(
    tmp_path: Path, before: Any, now: Any, kind: str
) -> None:
    missed = Missed(tmp_path, ask(f"POST {MESSAGES}", {"a": before, "text": "warm"}))
    lines = differences(missed(ask(f"POST {MESSAGES}", {"a": now, "text": "cold"})))
    assert lines[0] == '$.text: recorded "warm", asked "cold"'
    assert lines[1] == f"$.a: {kind}, recorded {json.dumps(before)}, asked {json.dumps(now)}"


@pytest.mark.parametrize(("before", "now"), [("how_many", "how_much"), (12, 13), ("v1", "v2"), ("run_a1", "step_a1")])
def test_what_only_looks_a_little_like_an_id_is_not_called_one(tmp_path: Path, before: Any, now: Any) -> None:
    [line] = differences(Missed(tmp_path, ask(f"POST {MESSAGES}", {"a": before}))(ask(f"POST {MESSAGES}", {"a": now})))
    assert line == f"$.a: recorded {json.dumps(before)}, asked {json.dumps(now)}"


def test_where_only_ids_differ_it_says_how_to_leave_them_out_and_that_works(tmp_path: Path) -> None:
    recorded, asked = (ask(f"POST {MESSAGES}", {"metadata": {"trace": f"run_{n}"}}) for n in (1, 2))
    assert "ids and times differ. To leave that out of matching: ignore=['$.metadata.trace']" in Missed(
        tmp_path, recorded
    )(asked)
    assert Missed(tmp_path, recorded, ignore=["$.metadata.trace"]).cassette.answer(asked) is not None


def test_what_is_left_out_of_matching_is_left_out_of_the_report(tmp_path: Path) -> None:
    recorded = ask("POST /v1/threads?t=1", {"a": 1, "seed": 5})
    missed = Missed(tmp_path, recorded, ignore=["$.seed", "t"])
    assert differences(missed(ask("POST /v1/threads?t=2", {"a": 2, "seed": 6}))) == ["$.a: recorded 1, asked 2"]


def test_long_texts_are_shown_where_they_begin_to_differ(tmp_path: Path) -> None:
    text = "Once upon a time. " * 40
    missed = Missed(tmp_path, ask(f"POST {MESSAGES}", {"text": f"{text}It was warm. {text}"}))
    [line] = differences(missed(ask(f"POST {MESSAGES}", {"text": f"{text}It was cold. {text}"})))
    assert "It was warm. Once" in line
    assert "It was cold. Once" in line
    assert len(line) < 250


def test_fields_of_forms_and_parts_of_multipart_bodies_are_shown_by_name(tmp_path: Path) -> None:
    def upload(boundary: str, text: str) -> Request:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        kind = ("content-type", f"multipart/form-data; boundary={boundary}")
        return Request.read("POST", f"{HOST}/v1/files", (kind,), f"{head}{text}\r\n--{boundary}--\r\n".encode())

    [line] = differences(Missed(tmp_path, upload("abc", "warm"))(upload("xyz", "cold")))
    assert line == 'field file: recorded "warm", asked "cold"'


def test_among_many_alike_it_finds_the_one_that_differs_least(tmp_path: Path) -> None:
    questions = [ask(f"POST {MESSAGES}", {"text": f"{n} " + f"How warm is it in town {n}? " * 9}) for n in range(300)]
    asked = questions[217].json()["text"].replace("217?", "218?", 1)
    assert "nearest recorded request: exchange 218," in Missed(tmp_path, *questions)(
        ask(f"POST {MESSAGES}", {"text": asked})
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("GET /v1/threads/thread_2/runs/run_9", "GET /v1/threads/thread_1/runs/run_1"),
        ("GET /v1/threads/thread_9/runs/run_1/steps", "GET /v1/threads/thread_1/runs/run_1"),
        ("POST /v1/threads/thread_9/runs", "POST /v1/threads/thread_1/runs"),
        ("DELETE /v1/threads/thread_1/runs/run_1", "GET /v1/threads/thread_1/runs/run_1"),
        ("GET /nowhere", "GET /v1/assistants"),
    ],
)
def test_the_nearest_is_one_of_the_same_kind_of_path(tmp_path: Path, asked: str, found: str) -> None:
    lines = ["GET /v1/assistants", "POST /v1/threads/thread_1/runs", "GET /v1/threads/thread_1/runs/run_1"]
    report = Missed(tmp_path, *map(ask, lines))(ask(asked))
    assert found.replace(" ", f" {HOST}") in report.partition("nearest recorded request")[2].splitlines()[0]


def test_it_tells_what_was_already_given(tmp_path: Path) -> None:
    missed = Missed(tmp_path, *[ask("POST /v1/threads")] * 2, ask("POST /v1/assistants"))
    assert "given     none of them so far" in missed(ask("GET /v1/nothing"))
    missed.cassette.answer(ask("POST /v1/threads"))
    missed.cassette.answer(ask("POST /v1/threads"))
    report = missed(ask("POST /v1/threads"))
    assert f"given     2 of them so far, up to exchange 2, POST {HOST}/v1/threads" in report
    assert "all of its answers have been given (exchanges 1, 2)" in report
    assert "(already given)" in missed(ask("POST /v1/threads", {"a": 1}))


def test_a_body_nested_very_deep_is_compared_all_the_same(tmp_path: Path) -> None:
    deep: Any = "warm"
    for _ in range(200):
        deep = [deep]
    recorded = ask(f"POST {MESSAGES}", {"a": deep})
    [line] = differences(Missed(tmp_path, recorded)(ask(f"POST {MESSAGES}", {"a": [deep]})))
    assert line.startswith("$.a[0][0]")
