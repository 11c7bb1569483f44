"""Bodies are shown readably where that is exact, and come back byte for byte always."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay.recording.bodies import Style, restore, store
from pytest_runsreplay.recording.layout import LAYOUTS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary())
def test_any_bytes_come_back(content: bytes) -> None:
    assert restore(json.loads(json.dumps(store(content)))) == content


@given(JSON, st.sampled_from(sorted(LAYOUTS)), st.booleans(), st.booleans())
def test_json_in_any_usual_style_comes_back_through_a_file(value: Any, layout: str, ascii: bool, newline: bool) -> None:
    content = Style(layout, ascii, newline).render(value).encode(errors="surrogatepass")
    through_a_file = json.loads(json.dumps(store(content), ensure_ascii=False).encode())
    assert restore(through_a_file) == content


@pytest.mark.parametrize(
    ("content", "style"),
    [
        (b'{"a":[1,2.0]}', "compact"),
        (b'{"a": [1, 2.0]}', "spaced"),
        (b'{\n  "a": [\n    1\n  ]\n}', "indent=2"),
        (b'{\n    "a": {}\n}\n', "indent=4 newline"),
        ('{"a":"é"}'.encode(), "compact"),
        (b'{"a":"\\u00e9"}', "compact ascii"),
    ],
)
def test_json_is_shown_nested_with_its_style_noted(content: bytes, style: str) -> None:
    assert store(content) == {"json": json.loads(content), "style": style}


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1, "b":2}',
        b'{"a":1e5}',
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0041"}',
        b"[" * 102 + b"]" * 102,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' + b"9" * 10_000 + b"}",
        b"plain words",
    ],
)
def test_what_would_not_come_back_exactly_is_kept_as_text(content: bytes) -> None:
    assert store(content) == {"text": content.decode()}


def test_what_is_no_text_is_kept_as_base64() -> None:
    assert store(b"\xff\x00") == {"base64": "/wA="}


def test_an_empty_body_takes_no_room() -> None:
    assert store(b"") == {}
    assert restore({}) == b""


@given(JSON, st.sampled_from(sorted(LAYOUTS)), st.booleans())
def test_styles_are_what_the_standard_library_writes(value: Any, layout: str, ascii: bool) -> None:
    indent, separators = LAYOUTS[layout]
    expected = json.dumps(value, ensure_ascii=ascii, indent=indent, separators=separators)
    assert Style(layout, ascii).render(value) == expected


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert store(b"[" + b"[]," * 1_000 + b"[]]")["style"] == "compact"


@pytest.mark.parametrize(
    "stored", [{"json": 1, "style": "curly"}, {"json": 1, "style": []}, {"text": 1}, {"base64": "?"}, {"base64": None}]
)
def test_a_stored_body_that_is_none_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"style|string|base64"):
        restore(stored)
