"""A good answer gives way to a good answer, and to nothing less, unless the user says so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts import EVENTS, OPTION, REPLACING, H, Script, good, record

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import storage

LOSSES: dict[str, tuple[Script, Script, str]] = {
    "a refusal": (
        [("GET", "/a", 200), ("GET", "/b", 200)],
        [("GET", "/a", 200), ("GET", "/b", 404)],
        f"GET {H}/b was refused with 404, and the cassette has an answer to it",
    ),
    "a failure": ([("GET", "/a", 200)], [("GET", "/a", httpx2.ConnectError)], f"GET {H}/a failed (no route), and"),
    "a later answer": (
        [("POST", "/a", 200), ("POST", "/a", 200)],
        [("POST", "/a", 200), ("POST", "/a", 429)],
        f"POST {H}/a was refused with 429, and",
    ),
    "the last of the polls": (
        [("GET", "/a", 200), ("GET", "/a", 200)],
        [("GET", "/a", 200), ("GET", "/a", 500)],
        f"GET {H}/a was refused with 500, and",
    ),
    "a good answer that a refusal followed": (
        [("GET", "/a", 200), ("DELETE", "/a", 200), ("GET", "/a", 404)],
        [("DELETE", "/a", 200), ("GET", "/a", 404)],
        f"GET {H}/a was refused with 404, and",
    ),
    "what was found after a deletion": (
        [("GET", "/t", 200), ("DELETE", "/t", 200), ("GET", "/t", 200)],
        [("GET", "/t", 200), ("DELETE", "/t", 200), ("GET", "/t", 404)],
        f"GET {H}/t was refused with 404, and",
    ),
    "what was not deleted, for that was refused": (
        [("GET", "/t", 200)],
        [("GET", "/t", 200), ("DELETE", "/t", 403), ("GET", "/t", 403)],
        f"GET {H}/t was refused with 403, and",
    ),
    "what lies beside the deleted": (
        [("GET", "/t1", 200)],
        [("GET", "/t1", 200), ("DELETE", "/t", 200), ("GET", "/t1", 500)],
        f"GET {H}/t1 was refused with 500, and",
    ),
    "a direct answer": ([("GET", "/a", 200)], [("GET", "/a", 302)], f"GET {H}/a was redirected with 302, and"),
    "a cut stream": ([("POST", "/s", EVENTS)], [("POST", "/s", [EVENTS[0], b""])], f"POST {H}/s failed (reset by"),
    "a stream without its end": (
        [("POST", "/s", EVENTS)],
        [("POST", "/s", EVENTS[:1])],
        f"POST {H}/s was answered by a stream without its end, and the cassette has a whole answer to it",
    ),
    "a stream that ends in an error": (
        [("POST", "/s", EVENTS)],
        [("POST", "/s", [b'event: error\ndata: {"message":"overloaded"}\n\n', EVENTS[1]])],
        f"POST {H}/s was answered by a stream without its end, and",
    ),
}
AFRESH: dict[str, tuple[Script, Script, str]] = {
    "the same request with a new id": (
        [("POST", "/threads", 200), ("POST", "/threads/thread_1/runs", 200)],
        [("POST", "/threads", 200), ("POST", "/threads/thread_2/runs", 401), ("GET", "/models", 200)],
        f"POST {H}/threads/thread_2/runs was refused with 401, and the cassette has answers that would go",
    ),
    "what nobody asked because another request failed": (
        [("POST", "/threads", 200), ("POST", "/threads/thread_1/runs", 200)],
        [("GET", "/health", 503), ("POST", "/threads", 200)],
        f"GET {H}/health was refused with 503, and the cassette has answers that would go",
    ),
    "everything": (
        [("POST", "/threads", 200)],
        [("GET", "/health", 410)],
        f"GET {H}/health was refused with 410, and so was all else, and the cassette has answers that would go",
    ),
}


@REPLACING
@pytest.mark.parametrize("loss", LOSSES)
def test_it_is_not_lost(path: Path, loss: str, mode: str) -> None:
    old, new, words = LOSSES[loss]
    record(path, old)
    before = path.read_bytes()
    told = record(path, new, mode)
    assert path.read_bytes() == before
    assert f"was left as it was, because {words}" in told
    assert f"{OPTION}; see " in told
    assert path.with_suffix(".unsaved.json").exists()


@pytest.mark.parametrize("loss", AFRESH)
def test_it_is_not_lost_where_a_cassette_is_written_afresh(path: Path, loss: str) -> None:
    old, new, words = AFRESH[loss]
    record(path, old)
    before = path.read_bytes()
    told = record(path, new, "rewrite")
    assert path.read_bytes() == before
    assert f"because {words} {OPTION}" in told
    assert record(path, new, "all").startswith("recorded "), "with all, nothing of it goes"
    assert good(path) >= {f"{method} {H}{url}" for method, url, _ in old}


@REPLACING
@pytest.mark.parametrize("loss", LOSSES)
def test_it_is_replaced_if_the_user_says_so_and_told_what_was_lost(path: Path, loss: str, mode: str) -> None:
    old, new, words = LOSSES[loss]
    record(path, old)
    before = path.read_bytes()
    told = record(path, new, mode, allow_loss=True)
    assert told.startswith("recorded ")
    assert f", though {words}" in told
    assert path.read_bytes() != before
    assert [one.name for one in path.parent.iterdir()] == ["one.json"]


@pytest.mark.parametrize(
    "events", [EVENTS, [*EVENTS[:1], *EVENTS[:1]]], ids=["ended by done", "of a server without done"]
)
def test_a_stream_that_is_left_early_does_not_replace_one_that_was_read_to_its_end(
    path: Path, events: list[bytes]
) -> None:
    record(path, [("POST", "/s", events)])
    told = record(path, [("POST", "/s", events)], "rewrite", chunks_read=1)
    assert f"POST {H}/s was not read to its end, and the cassette has a whole answer to it {OPTION}" in told
    assert not storage.read(path).exchanges[0].response.cut


def test_a_cut_stream_is_better_than_a_refusal(path: Path) -> None:
    record(path, [("POST", "/s", EVENTS)], chunks_read=1)
    assert "was refused with 403" in record(path, [("POST", "/s", 403)], "rewrite")
    assert record(path, [("POST", "/s", EVENTS)], "rewrite", chunks_read=1).startswith("recorded ")
    assert record(path, [("POST", "/s", EVENTS)], "rewrite").startswith("recorded ")


NO_LOSSES: dict[str, tuple[Script, Script]] = {
    "the same refusals": (
        [("GET", "/a", 200), ("POST", "/no", 404)],
        [("GET", "/a", 200), ("POST", "/no", 404)],
    ),
    "refusals at new ids": (
        [("POST", "/threads", 200), ("GET", "/threads/t1", 200), ("POST", "/threads/t1/runs", 400)],
        [("POST", "/threads", 200), ("GET", "/threads/t2", 200), ("POST", "/threads/t2/runs", 400)],
    ),
    "a retry": (
        [("POST", "/a", 200), ("POST", "/b", 200)],
        [("POST", "/a", 429), ("POST", "/a", httpx2.ReadTimeout), ("POST", "/a", 200)],
    ),
    "a poll that failed once": ([("GET", "/a", 200)], [("GET", "/a", 200), ("GET", "/a", 502), ("GET", "/a", 200)]),
    "one refusal more": ([("GET", "/a", 200)], [("GET", "/a", 200), ("GET", "/none", 404)]),
    "fewer requests": ([("GET", "/a", 200), ("GET", "/b", 200)], [("GET", "/a", 200)]),
    "fewer requests beside the same refusal": (
        [("GET", "/a", 200), ("GET", "/b", 200), ("POST", "/no", 404)],
        [("GET", "/a", 200), ("POST", "/no", 404)],
    ),
    "an answer at last": ([("GET", "/a", 500)], [("GET", "/a", 200)]),
    "polls instead of a stream": (
        [("POST", "/s", EVENTS), ("POST", "/t", EVENTS)],
        [("POST", "/s", 200), ("GET", "/s/1", 200), ("GET", "/s/2", 200)],
    ),
    "what was deleted and is gone": (
        [("GET", "/threads/t1", 200)],
        [("GET", "/threads/t1", 200), ("DELETE", "/threads/t1", 200), ("GET", "/threads/t1", 404)],
    ),
    "what was deleted at a new id and is gone": (
        [("GET", "/threads/t1/runs", 200)],
        [("GET", "/threads/t2/runs", 200), ("DELETE", "/threads/t2", 200), ("GET", "/threads/t2/runs", 404)],
    ),
}


@REPLACING
@pytest.mark.parametrize("change", NO_LOSSES)
def test_a_recording_without_loss_is_saved(path: Path, change: str, mode: str) -> None:
    old, new = NO_LOSSES[change]
    record(path, old)
    assert record(path, new, mode).startswith("recorded ")


@given(
    old=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([200, 404])), min_size=1, max_size=6),
    new=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([200, 404, 500])), min_size=1, max_size=6),
    methods=st.fixed_dictionaries({name: st.sampled_from(["GET", "POST"]) for name in "abcd"}),
    mode=st.sampled_from(["all", "rewrite"]),
)
def test_no_request_loses_its_good_answers_to_refusals(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[tuple[str, int]],
    new: list[tuple[str, int]],
    methods: dict[str, str],
    mode: str,
) -> None:
    path = tmp_path_factory.mktemp("any") / "one.json"
    record(path, [(methods[name], f"/{name}", status) for name, status in old])
    before = good(path)
    record(path, [(methods[name], f"/{name}", status) for name, status in new], mode)
    refused = {f"{methods[name]} {H}/{name}" for name, _ in new} & before
    assert refused <= good(path)


def test_what_another_process_wrote_meanwhile_is_not_lost_to_refusals(path: Path) -> None:
    other = path.with_name("other.json")
    record(other, [("GET", "/a", 200)])

    def answer(request: httpx2.Request) -> httpx2.Response:
        other.rename(path)
        return httpx2.Response(403)

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http, use_cassette(path, record_mode="rewrite"):
        http.get(f"{H}/a")
    assert good(path) == {f"GET {H}/a"}


def test_a_request_that_was_cancelled_on_its_way_does_not_take_an_answer_away(path: Path) -> None:
    record(path, [("GET", "/a", 200)])
    before = path.read_bytes()

    async def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/v1/a":
            await asyncio.Event().wait()
        return httpx2.Response(200)

    async def ask() -> None:
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as http:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(http.get(f"{H}/a"), 0.01)
            await http.get(f"{H}/b")

    with use_cassette(path, record_mode="rewrite") as cassette:
        asyncio.run(ask())
    assert f"because GET {H}/a was not answered, and the cassette has an answer to it" in cassette.told
    assert path.read_bytes() == before


def test_it_does_not_save_what_a_failing_block_recorded(path: Path) -> None:
    record(path, [("GET", "/a", 200)])
    before = path.read_bytes()
    with (
        pytest.raises(ZeroDivisionError),
        httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(404))) as http,
        use_cassette(path, record_mode="rewrite", allow_loss=True) as cassette,
    ):
        http.get(f"{H}/a")
        raise ZeroDivisionError
    assert path.read_bytes() == before
    assert "because the test did not pass" in cassette.told


def test_a_decorated_function_is_told_so_too(path: Path) -> None:
    record(path, [("GET", "/a", 200)])

    @use_cassette(path, record_mode="rewrite", allow_loss=True)
    def ask() -> None:
        with httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(404))) as http:
            http.get(f"{H}/a")

    ask()
    assert good(path) == set()


def test_it_is_no_setting() -> None:
    from pytest_runsreplay.settings import Settings, SettingsError

    with pytest.raises(SettingsError, match="unknown setting 'allow_loss'"):
        Settings().updated({"allow_loss": True}, "here")
