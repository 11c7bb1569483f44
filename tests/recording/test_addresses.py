"""A URL is taken apart as the standard library takes it apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from pytest_runsreplay.recording.addresses import split

SCHEMES = st.sampled_from(["https://", "http://", "HTTP://", "//", ""])
URLS = st.builds(str.__add__, SCHEMES, st.text("ab1AZé:@?#[]%\\ ;&=\t/.", max_size=20))


@example("https://runs.example/v1/threads/t1/runs?limit=20&after=run_1#top")
@example("http://me:secret@[::1]:8080/v1?q=[]")
@example("http://host\\path/[")
@given(URLS)
def test_it_has_the_same_parts_or_the_same_objection(url: str) -> None:
    assert _tried(split, url) == _tried(urlsplit, url)


def _tried(take_apart: Callable[[str], Any], url: str) -> Any:
    try:
        return take_apart(url)
    except ValueError:
        return ValueError
