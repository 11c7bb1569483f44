"""Cassettes that overlap, in whatever order and context they are closed, see their own requests and leave nothing."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from overlapping import ask, tape
from recording.serving import saying

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import patching, scopes

pytestmark = pytest.mark.usefixtures("nothing_is_left")
NAMES = "abcd"


def run_in(context: contextvars.Context | None, thread: bool, act: Any) -> Any:
    """Run it here or in another context, in this thread or another."""
    call = act if context is None else lambda: context.run(act)
    if not thread:
        return call()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 2), st.booleans()),
    max_size=12,
)


@given(STEPS)
def test_whatever_the_order_and_the_context_the_last_one_entered_there_answers(
    steps: list[tuple[str, int, bool]],
) -> None:
    """Each step opens a cassette, or closes it if it is open, in one of three contexts, in this or another thread."""
    contexts = [contextvars.copy_context() for _ in range(3)]
    is_open: dict[str, tuple[use_cassette, int]] = {}
    try:
        for name, number, thread in steps:
            if name in is_open:
                closing_one = is_open.pop(name)[0]
                run_in(contexts[number], thread, lambda one=closing_one: one.__exit__(None, None, None))
            else:
                one = use_cassette(tape(name), unused="ignore")
                run_in(contexts[number], thread, one.__enter__)
                is_open[name] = one, number
            for place, context in enumerate(contexts):
                entered = [other for other, (_, where) in is_open.items() if where == place]
                if entered:
                    assert context.run(ask) == entered[-1]
    finally:
        for one, _ in is_open.values():
            one.__exit__(None, None, None)
    assert scopes.current() is None


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_exception_in_the_block_leaves_nothing(error: type[BaseException]) -> None:
    with pytest.raises(error), use_cassette(tape("a")), use_cassette(tape("b")):
        raise error


@pytest.mark.parametrize("place", ["is_open", "close", "save"])
def test_an_interrupt_while_it_is_opened_or_closed_leaves_nothing(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pytest_runsreplay.recording.cassette import RunsCassette

    def interrupt(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(RunsCassette, place, property(fset=interrupt) if place == "is_open" else interrupt, raising=False)
        with pytest.raises(KeyboardInterrupt), use_cassette(tape("a")):
            ask()


def test_an_error_while_the_patch_is_put_on_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(type):
        def __setattr__(cls, name: str, value: object) -> None:
            raise RuntimeError("this class is not to be changed")

    class Owner(metaclass=Closed):
        def method(self) -> None:
            """What would be replaced."""

    real = patching._own_patches
    with monkeypatch.context() as patch:
        patch.setattr(patching, "_own_patches", lambda: [*real(), (Owner, "method", None)])
        patch.setitem(sys.modules, "imported_meanwhile", type(sys)("imported_meanwhile"))
        with pytest.raises(RuntimeError, match="not to be changed"), use_cassette(tape("a")):
            raise AssertionError("it was opened")


def test_a_generator_that_is_given_up_closes_its_cassette() -> None:
    def asking() -> Generator[str]:
        with use_cassette(tape("a")):
            yield ask()

    one = asking()
    assert next(one) == "a"
    one.close()
    other = asking()
    next(other)
    del other


def test_a_cassette_closed_in_another_thread_is_closed_in_this_one() -> None:
    with saying(b"live") as url:
        one = use_cassette(tape("a"))
        one.__enter__()
        thread = threading.Thread(target=one.__exit__, args=(None, None, None))
        thread.start()
        thread.join()
        assert requests.get(url, timeout=20).text == "live"


def test_who_closes_another_ones_cassette_keeps_his_own() -> None:
    one, last = use_cassette(tape("a")), use_cassette(tape("c"), unused="ignore")
    one.__enter__()

    def close_it() -> str:
        with use_cassette(tape("b")):
            last.__enter__()
            contextvars.Context().run(one.__exit__, None, None, None)
            try:
                return ask()
            finally:
                last.__exit__(None, None, None)

    assert contextvars.Context().run(close_it) == "c"


def test_a_cassette_opened_in_one_task_and_closed_in_another_leaves_nothing() -> None:
    async def main() -> None:
        one = use_cassette(tape("a"))
        await asyncio.create_task(one.__aenter__())
        with use_cassette(tape("b")):
            assert await asyncio.to_thread(ask) == "b"
            await asyncio.create_task(one.__aexit__(None, None, None))
            assert await asyncio.to_thread(ask) == "b"

    with suppress(CassetteMiss):
        asyncio.run(main())


def test_what_is_imported_while_a_cassette_is_open_is_patched_for_the_next_one_inside_it() -> None:
    module = type(sys)("sleeping_late")
    with use_cassette(tape("a"), unused="ignore"):
        real = next(patch.original for patch in patching._patches._patches if patch.target is time)  # type: ignore[union-attr]
        vars(module)["sleep"] = time.sleep
        sys.modules["sleeping_late"] = module
        try:
            with use_cassette(tape("b")):
                assert ask() == "b"
                assert vars(module)["sleep"] is not real
        finally:
            del sys.modules["sleeping_late"]
