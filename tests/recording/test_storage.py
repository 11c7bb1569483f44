"""A cassette file is read with a reason for whatever is wrong with it, and never harmed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import CassetteError, Exchange, storage, unsaved
from pytest_runsreplay.recording.exchanges import Request, Response

EXCHANGE = Exchange(Request.read("GET", "https://h/v1/threads/t1", (), b""), Response.read(200, (), [b"{}"]))
STOCK = """interactions:
- request:
    body: null
    headers: {}
    method: GET
    uri: https://h/v1/threads/t1
  response:
    body:
      string: '{}'
    headers: {}
    status:
      code: 200
      message: OK
version: 1
"""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b'{"runsreplay": 1,\n "exchanges": [}', "line 2 column 16: not JSON"),
        (b'{"runsreplay": 99}', "format version 99"),
        (b'{"runsreplay": 1}', r"expected a list at \$\.exchanges"),
        (b'{"some": "thing"}', "expected a cassette .* found an object with 'some'"),
        (b"[1, 2]", "expected a cassette .* found list"),
        (b"a: [1\nb: 2", "line 2 column 2: "),
        (b"just words", "expected a cassette .* found str"),
        (b"a: !!python/object/apply:os.getcwd []", "neither JSON nor YAML"),
        (b'{"runsreplay": 1}\n\xff', "line 2: byte 0xff is not UTF-8"),
        (b"interactions:\n- request: 5\n", "interaction 1 is not one that vcrpy writes"),
        (b"[" * 200_000, "nested without end"),
    ],
)
@pytest.mark.parametrize("mode", ["none", "once", "new_episodes", "all", "rewrite"])
def test_a_broken_file_is_refused_in_every_mode_and_left_as_it_is(
    tmp_path: Path, content: bytes, problem: str, mode: str
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)

    with pytest.raises(CassetteError, match=rf"(?s)broken\.json: .*{problem}"), use_cassette(path, record_mode=mode):
        pass

    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "touched",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b" \t\n"),
        lambda content: json.dumps(json.loads(content), indent="\t", sort_keys=True).encode(),
    ],
    ids=["line ends of Windows", "byte order mark", "spaces at the end of lines", "formatter"],
)
def test_what_git_editors_and_formatters_do_to_a_file_changes_nothing(tmp_path: Path, touched: Any) -> None:
    asked = Request.read(
        "POST", "https://h/v1/threads", (("content-type", "application/json"),), b'{"b": 1.0,\r\n"a":1}'
    )
    answers = [
        b'{\n  "b": "\xe2\x80\xa8 \xc3\xa9 ",\n  "a": 1e2\n}\n',
        b"\xef\xbb\xbfplain\r\n \xe2\x80\xa8 \t\n",
        b"\xff",
    ]
    exchanges = [Exchange(asked, Response.read(200, (), [answer])) for answer in answers]
    path = tmp_path / "one.json"
    storage.write(path, exchanges, {})
    path.write_bytes(touched(path.read_bytes()))

    read = storage.read(path).exchanges
    assert read == exchanges
    assert [(one.request.content, one.response.content) for one in read] == [(asked.content, body) for body in answers]


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="cannot be read"), use_cassette(tmp_path):
        pass


@pytest.mark.parametrize("name", ["stock.yaml", "stock.yml", "stock.json"])
def test_what_vcrpy_wrote_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(STOCK)
    assert storage.read(tmp_path / name).exchanges == [EXCHANGE]


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "one.json"
    storage.write(path, [EXCHANGE], {})
    path.chmod(0o640)
    before = path.stat().st_ino
    storage.write(path, [EXCHANGE, EXCHANGE], {})

    assert len(storage.read(path).exchanges) == 2
    assert path.stat().st_ino != before
    assert list(path.parent.iterdir()) == [path]
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o640


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    storage.write(path, [EXCHANGE], {})
    before = path.read_bytes()

    with pytest.raises(TypeError):
        storage.write(path, [EXCHANGE], {"at": object()})

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_place_for_unsaved_exchanges_is_never_taken(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    (tmp_path / "one.unsaved.json").touch()
    (tmp_path / "one.unsaved2.json").symlink_to(tmp_path / "elsewhere")
    assert unsaved.put_aside(path, [EXCHANGE], {}).name == "one.unsaved3.json"
    assert not (tmp_path / "elsewhere").exists()
