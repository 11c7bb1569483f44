"""Saving loses nothing: not what others wrote, not what cannot be decoded, not what stands behind a link."""

from __future__ import annotations

import gzip
import json
import os
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest

from pytest_runsreplay import CassetteError, CassetteMiss, RunsService, use_cassette
from pytest_runsreplay.recording import storage

URL = "https://h/v1/threads/t1"


def client(*contents: bytes, **headers: str) -> httpx2.Client:
    """A client of a server that gives these answers in turn."""
    answers = iter(contents)

    class Body(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield next(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, headers={name.replace("_", "-"): value for name, value in headers.items()}, stream=Body()
        )

    return httpx2.Client(transport=httpx2.MockTransport(answer))


def texts(path: Path) -> list[str]:
    return [exchange.response.content.decode() for exchange in storage.read(path).exchanges]


def test_what_another_process_wrote_meanwhile_stays(tmp_path: Path) -> None:
    path, other = tmp_path / "one.json", tmp_path / "other.json"
    with client(b"theirs") as http, use_cassette(other, record_mode="once"):
        http.get(f"{URL}/theirs")
    with client(b"mine") as http, use_cassette(path, record_mode="once"):
        http.get(f"{URL}/mine")
        other.rename(path)
    assert texts(path) == ["theirs", "mine"]


def test_of_two_that_record_the_same_again_neither_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    for content in (b"old", b"first"):
        with client(b"second") as late, use_cassette(path, record_mode="rewrite") as cassette:
            late.get(URL)
            if content == b"first":
                with client(content) as http, use_cassette(path, record_mode="rewrite"):
                    http.get(URL)
    assert texts(path) == ["first"]
    assert "because another test or process recorded the same requests meanwhile; see" in cassette.told
    assert texts(tmp_path / "one.unsaved.json") == ["second"]


def test_a_file_in_which_a_merge_left_a_key_twice_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with client(b"first") as http, use_cassette(path, record_mode="once"):
        http.get(f"{URL}/first")
    merged = path.read_text().replace('"exchanges": [', '"exchanges": [], "exchanges": [')
    path.write_text(merged)
    with client(b"second") as http, use_cassette(path, record_mode="new_episodes") as cassette:
        http.get(f"{URL}/second")
    assert path.read_text() == merged
    assert "the key 'exchanges' stands twice" in cassette.told
    assert texts(tmp_path / "one.unsaved.json") == ["first", "second"]


def test_a_file_that_was_broken_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with client(b"mine") as http, use_cassette(path, record_mode="once"):
        http.get(URL)
        path.write_text("{ broken")
    assert path.read_text() == "{ broken"
    assert texts(tmp_path / "one.unsaved.json") == ["mine"]


def test_a_body_that_cannot_be_decoded_is_kept_as_it_came_and_the_rest_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with client(b"good", b"not gzip", content_encoding="gzip") as http, use_cassette(path, record_mode="once"):
        for _ in range(2):
            with pytest.raises(httpx2.DecodingError):
                http.post(URL)
    assert len(texts(path)) == 2
    with use_cassette(path), pytest.raises(httpx2.DecodingError):
        httpx2.post(URL)


def test_a_connection_that_failed_half_way_does_so_again_before_it_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    failed: list[bool] = []

    class Broken(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"half"
            if not failed:
                failed.append(True)
                raise httpx2.ReadError("connection lost")

    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, stream=Broken()))
    with httpx2.Client(transport=transport) as http, use_cassette(path, record_mode="once"):
        with pytest.raises(httpx2.ReadError):
            http.get(URL)
        assert http.get(URL).text == "half"
    with use_cassette(path):
        with pytest.raises(httpx2.ReadError, match="connection lost"):
            httpx2.get(URL)
        assert httpx2.get(URL).text == "half"


def test_a_failure_does_not_take_the_place_of_an_answer(tmp_path: Path) -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    path = tmp_path / "one.json"
    with client(b"good") as http, use_cassette(path, record_mode="once"):
        http.get(URL)
    transport = httpx2.MockTransport(fail)
    with (
        httpx2.Client(transport=transport) as http,
        use_cassette(path, record_mode="rewrite") as tape,
        pytest.raises(httpx2.ConnectError),
    ):
        http.get(URL)
    assert "because GET https://h/v1/threads/t1 failed (no route), and the cassette has an answer to it" in tape.told
    assert texts(path) == ["good"]


def test_nothing_but_refusals_does_not_take_the_place_of_answers_to_other_requests(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with client(b"good") as http, use_cassette(path, record_mode="once"):
        http.post(URL, content=b"the old prompt")
    gone = httpx2.MockTransport(lambda request: httpx2.Response(410))
    with httpx2.Client(transport=gone) as http, use_cassette(path, record_mode="rewrite") as tape:
        http.post(URL, content=b"the new prompt")
    assert "because POST https://h/v1/threads/t1 was refused with 410, and so was all else" in tape.told
    assert texts(path) == ["good"]


def test_where_the_folder_cannot_be_written_to_the_exchanges_are_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "folder").touch()
    with (
        pytest.raises(CassetteError, match=r"it cannot be written \(.*\)\. What was recorded is in ") as caught,
        client(b"mine") as http,
        use_cassette(tmp_path / "folder" / "one.json", record_mode="once"),
    ):
        http.get(URL)
    assert texts(Path(str(caught.value).rpartition(" is in ")[2])) == ["mine"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "real" / "one.json")
    with client(b"first") as http, use_cassette(link, record_mode="once"):
        http.get(URL)
    assert link.is_symlink()
    assert texts(tmp_path / "real" / "one.json") == ["first"]


def test_a_change_of_the_working_folder_does_not_move_the_cassette(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    with client(b"first") as http, use_cassette("one.json", record_mode="once"):
        os.chdir("sub")
        http.get(URL)
    assert texts(tmp_path / "one.json") == ["first"]


def test_a_yaml_name_reads_back_the_json_that_it_wrote(tmp_path: Path) -> None:
    for _ in range(2):
        with client(b"live") as http, use_cassette(tmp_path / "one.yaml", record_mode="once"):
            assert http.get(URL).text == "live"
    with use_cassette(tmp_path / "one.yaml"):
        assert httpx2.get(URL).text == "live"


def test_a_live_answer_is_waited_for_though_a_replayed_one_was_not(tmp_path: Path) -> None:
    import time

    from counting import counting

    path = tmp_path / "one.json"
    with client(b'{"status":"in_progress"}') as http, use_cassette(path, record_mode="once"):
        http.get(URL)
    with client(b'{"status":"queued"}') as http, use_cassette(path, record_mode="new_episodes"):
        http.get(URL)
        with counting() as counts:
            http.post(URL)
            time.sleep(0.001)
    assert counts.sleeps == [0.001]


def test_with_all_a_cassette_shows_what_was_recorded_now(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    for number in range(2):
        run = json.dumps({"id": f"run_{number}", "object": "thread.run", "status": "completed"}).encode()
        with client(run) as http, use_cassette(path, record_mode="all") as cassette:
            http.get(f"{URL}/{number}")
        assert [run.id for run in cassette.runs] == [f"run_{number}"]
    assert len(texts(path)) == 2


def test_the_application_behind_an_asgi_transport_runs(tmp_path: Path) -> None:
    import asyncio

    async def ask(service: RunsService) -> int:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(service.app)) as http:
            return (await http.get(f"{URL}")).status_code

    with RunsService() as service, use_cassette(tmp_path / "one.json", record_mode="once"):
        assert asyncio.run(ask(service)) == 401
        assert len(service.requests) == 1
    assert not (tmp_path / "one.json").exists()


@pytest.mark.parametrize("options", [{"json": {"a": [1, None]}}, {"data": b'{"a": [1, null]}'}])
def test_bodies_of_aiohttp_are_recorded_as_they_are_sent(options: dict[str, Any], tmp_path: Path) -> None:
    import asyncio

    async def ask() -> int:
        async with aiohttp.ClientSession() as session, session.post(f"{url}/threads", **options) as response:
            await response.read()  # what nobody reads is cut
            return response.status

    with RunsService() as service:
        url = service.base_url
        with use_cassette(tmp_path / "one.json", record_mode="once"):
            live = asyncio.run(ask())
    with use_cassette(tmp_path / "one.json"):
        assert asyncio.run(ask()) == live
    with use_cassette(tmp_path / "one.json"):
        assert httpx2.post(f"{url}/threads", json={"a": [1, None]}).status_code == live


def test_a_json_cassette_of_vcrpy_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "stock.json"
    path.write_text('{"version": 1, "interactions": []}')
    for mode in ("new_episodes", "all", "rewrite"):
        with pytest.raises(CassetteError, match="it is vcrpy's, and is never written"):
            use_cassette(path, record_mode=mode).__enter__()
    assert path.read_text() == '{"version": 1, "interactions": []}'


def test_a_miss_survives_the_way_from_another_process(tmp_path: Path) -> None:
    with pytest.raises(CassetteMiss) as caught, client(b"x") as http:
        with use_cassette(tmp_path / "one.json", record_mode="once"):
            http.get(URL)
        with use_cassette(tmp_path / "one.json"):
            http.get(f"{URL}/other")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.request == caught.value.request


def test_generators_are_not_decorated() -> None:
    with pytest.raises(TypeError, match="cannot decorate the generator words"):

        @use_cassette("x.json")
        def words() -> Iterator[str]:
            yield "x"


def test_gzip_of_stock_cassettes_is_read(tmp_path: Path) -> None:
    import base64

    packed = base64.b64encode(gzip.compress(b'{"status":"completed"}')).decode()
    (tmp_path / "one.yaml").write_text(
        f"version: 1\ninteractions:\n- request: {{method: GET, uri: '{URL}', body: null, headers: {{}}}}\n"
        "  response:\n    status: {code: 200, message: OK}\n    headers: {Content-Encoding: [gzip]}\n"
        f"    body:\n      string: !!binary {packed}\n"
    )
    with use_cassette(tmp_path / "one.yaml"):
        assert httpx2.get(URL).json() == {"status": "completed"}
