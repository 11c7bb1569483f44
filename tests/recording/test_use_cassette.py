"""Cassettes outside pytest: as a block and as a decorator, sync and async, in threads and one inside the other."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import httpx2
import pytest

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import CassetteError, Exchange, storage
from pytest_runsreplay.recording.exchanges import Request, Response
from pytest_runsreplay.settings import SettingsError

URL = "https://h/v1/threads/t1"


def saying(folder: Path, text: str) -> Path:
    """A cassette in which the thread answers with this text."""
    path = folder / f"{text}.json"
    storage.write(path, [Exchange(Request.read("GET", URL, (), b""), Response.read(200, (), [text.encode()]))], {})
    return path


def test_it_decorates_functions(tmp_path: Path) -> None:
    @use_cassette(saying(tmp_path, "hello"))
    def ask() -> str:
        return httpx2.get(URL).text

    assert [ask(), ask()] == ["hello", "hello"]


def test_it_decorates_coroutine_functions(tmp_path: Path) -> None:
    @use_cassette(saying(tmp_path, "hello"))
    async def ask() -> str:
        async with httpx2.AsyncClient() as client:
            return (await client.get(URL)).text

    assert asyncio.run(ask()) == "hello"


def test_the_inner_of_two_cassettes_answers(tmp_path: Path) -> None:
    with use_cassette(saying(tmp_path, "outer")):
        with use_cassette(saying(tmp_path, "inner")):
            assert httpx2.get(URL).text == "inner"
        assert httpx2.get(URL).text == "outer"


def test_overlapping_tasks_each_have_their_own(tmp_path: Path) -> None:
    async def ask(text: str) -> list[str]:
        async with use_cassette(saying(tmp_path, text)), httpx2.AsyncClient() as client:
            texts = []
            for _ in range(5):
                texts.append((await client.get(URL)).text)
                await asyncio.sleep(0)
            return texts

    async def main() -> list[list[str]]:
        return await asyncio.gather(*(ask(str(number)) for number in range(8)))

    assert asyncio.run(main()) == [[str(number)] * 5 for number in range(8)]


def test_overlapping_threads_each_have_their_own(tmp_path: Path) -> None:
    heard: dict[str, set[str]] = {}
    barrier = threading.Barrier(4)

    def ask(text: str) -> None:
        with use_cassette(saying(tmp_path, text)):
            barrier.wait()
            heard[text] = {httpx2.get(URL).text for _ in range(10)}
            barrier.wait()

    threads = [threading.Thread(target=ask, args=[str(number)]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {str(number): {str(number)} for number in range(4)}


def test_afterwards_the_clients_are_as_before_also_after_an_error(tmp_path: Path) -> None:
    before = httpx2.HTTPTransport.handle_request
    with pytest.raises(KeyboardInterrupt), use_cassette(saying(tmp_path, "hello")):
        assert httpx2.HTTPTransport.handle_request is not before
        raise KeyboardInterrupt
    assert httpx2.HTTPTransport.handle_request is before


def test_a_swallowed_miss_is_raised_at_the_end(tmp_path: Path) -> None:
    with (
        pytest.raises(CassetteMiss, match="no answer for GET https://h/other"),
        use_cassette(saying(tmp_path, "hello")),
        pytest.raises(BaseException, match="no answer"),
    ):
        httpx2.get("https://h/other")


def test_a_missing_file_is_an_error_with_the_remedy(tmp_path: Path) -> None:
    with (
        pytest.raises(CassetteError, match=r"none\.json: there is no such cassette"),
        use_cassette(tmp_path / "none.json"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_setting_is_an_error_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"use_cassette\(\): unknown setting 'modus'; allowed are"):
        use_cassette("x.json", modus="all")


def test_a_folder_of_the_recording_is_made(tmp_path: Path) -> None:
    client = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, text="live")))
    with client, use_cassette(tmp_path / "deep" / "new.json", record_mode="once"):
        client.get(URL)
    with use_cassette(tmp_path / "deep" / "new.json"):
        assert httpx2.get(URL).text == "live"


def test_where_only_the_host_differs_the_miss_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(CassetteMiss, match=r"Only the host differs.*any_host=True"),
        use_cassette(saying(tmp_path, "hello")),
    ):
        httpx2.get(URL.replace("//h/", "//other/"))
    with use_cassette(saying(tmp_path, "hello"), any_host=True):
        assert httpx2.get(URL.replace("//h/", "//other/")).text == "hello"


def test_a_frozen_cassette_that_does_not_exist_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="record it first, then freeze it"):
        use_cassette(tmp_path / "none.json", frozen=True, record_mode="once").__enter__()


def test_what_became_of_a_block_that_failed_stands_in_its_error(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyError) as failed,
        httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200))) as client,
        use_cassette(tmp_path / "one.json", record_mode="once"),
    ):
        client.get("https://h/v1/threads")
        raise KeyError("a bug")
    (note,) = failed.value.__notes__
    assert note.endswith("one.unsaved.json for the new exchanges")
