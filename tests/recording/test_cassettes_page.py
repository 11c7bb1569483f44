"""What docs/cassettes.md shows and says is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pytest_runsreplay import RunsService, use_cassette
from pytest_runsreplay.recording.bodies import store
from pytest_runsreplay.recording.exchanges import FAILURES
from pytest_runsreplay.recording.format import dump, load
from pytest_runsreplay.recording.headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES

PAGE = (Path(__file__).parents[2] / "docs" / "cassettes.md").read_text(encoding="utf-8")
WHOLE, STREAM, FAILURE = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def _loaded(response: str) -> Any:
    request = {"method": "GET", "url": "https://h/v1/threads/t1"}
    exchange = {"request": request, **json.loads(f"{{{response}}}")}
    ((one,), _) = load({"runsreplay": 1, "exchanges": [exchange]})
    return one.response


def test_the_example_is_what_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with RunsService(seed="docs") as service, service.client() as client, use_cassette(path, record_mode="rewrite"):
        thread = client.beta.threads.create(metadata={"city": "Oslo"})
        for _ in range(2):
            client.beta.threads.retrieve(thread.id)
    made = re.compile(r'"(at|by)": "[^"]+"|"OpenAI/Python [^"]+"')
    assert made.sub("", path.read_text(encoding="utf-8")) == made.sub("", WHOLE)


def test_the_example_is_written_as_it_is_read() -> None:
    assert dump(*load(json.loads(WHOLE))) == WHOLE


def test_the_stream_has_the_chunks_that_it_shows() -> None:
    response = _loaded(STREAM)
    assert [len(chunk) for chunk in response.chunks] == [80, 26]
    assert [data for _, data in response.events] == ['{"id":"run_1","status":"queued"}', "[DONE]"]


def test_an_edited_stream_without_its_chunks_is_one_chunk_an_event() -> None:
    edited = re.sub(r',\s*"chunks".*?\]\s*\}\Z', "}", STREAM.strip().replace("queued", "in_progress"), flags=re.DOTALL)
    assert len(_loaded(edited).chunks) == 3


def test_the_failure_is_one() -> None:
    assert _loaded(FAILURE).failure.kind == "connect"
    assert all(f"`{kind}`" in PAGE for kind in FAILURES)


@pytest.mark.parametrize("text", ['{"a":1, "b":2}', "1e5", '{"a":1,"a":2}', "NaN", "[" * 102 + "]" * 102])
def test_what_it_calls_text_is_kept_as_text(text: str) -> None:
    assert store(text.encode()) == {"text": text}


@pytest.mark.parametrize("row", re.findall(r"^\| `(\w+)` \| `(\{.*?\})` \|$", PAGE, re.MULTILINE))
def test_the_styles_look_as_it_shows(row: tuple[str, str]) -> None:
    style, text = row
    assert store(text.encode())["style"] == style


def test_every_header_that_is_kept_is_in_its_table() -> None:
    rows = re.findall(r"^\| (requests|answers) \| (.*?) \|", PAGE, re.MULTILINE)
    told = {
        kind: {name for of, names in rows if of == kind for name in re.findall(r"`(.*?)`", names)} for kind, _ in rows
    }
    assert told == {"requests": KEPT_OF_REQUESTS, "answers": KEPT_OF_RESPONSES}


def test_the_command_prints_where_the_schema_is() -> None:
    (code,) = re.findall(r'python -c "(.*)"', PAGE)
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(Path(printed.strip()).read_text(encoding="utf-8"))["title"].startswith("Cassette")


def test_a_formatter_may_pass_over_it_and_headers_may_be_added(tmp_path: Path) -> None:
    document = json.loads(WHOLE)
    document["exchanges"][0]["response"]["headers"]["X-Added"] = "by hand"
    (tmp_path / "one.json").write_text(json.dumps(document, indent=7, ensure_ascii=True))
    with use_cassette(tmp_path / "one.json"):
        asked = document["exchanges"][0]["request"]
        answer = httpx2.post(asked["url"], json=asked["json"], headers={"OpenAI-Beta": "assistants=v2"})
    assert answer.headers["x-added"] == "by hand"
    assert answer.text.startswith('{\n  "id": "thread_')
