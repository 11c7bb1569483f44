"""Where the cassettes of a suite lie: inside the cassette folder, whatever a name or a link says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_runsreplay.naming import safe_name
from pytest_runsreplay.recording import CassetteError, locating

CASSETTE = Path("cassettes/test_agent/test_poll.json")
RECORD = "--runsreplay-record-mode=rewrite"
LINKS = pytest.mark.skipif(os.name == "nt", reason="links and pipes are not for everybody there")


@pytest.fixture
def outside(recorded: pytest.Pytester, tmp_path: Path) -> Path:
    """The recorded cassette, which now lies outside of the project, with nothing in its place."""
    place = tmp_path / "elsewhere.json"
    CASSETTE.rename(place)
    return place


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "lead out"),
        ("..", "lead out"),
        ("../x", "lead out"),
        ("a/../../x", "lead out"),
        ("a\\..\\..\\x", "lead out"),
        ("/etc/passwd", "lead out"),
        ("\\x", "lead out"),
        ("C:x", "lead out"),
        ("c:/x", "lead out"),
        ("\\\\server\\share\\x", "lead out"),
        ("a\\b", "not every file system"),
        ("ab:stream", "not every file system"),
        ("x\0", "not every file system"),
        ("x\x1b[2J", "not every file system"),
        ("x\u202egpj", "not every file system"),
        ("\ud800", "not every file system"),
        ("what?", "not every file system"),
        ("a. /x", "not every file system"),
        ("a./x", "not every file system"),
        ("NUL", "not every file system"),
        ("a/com1.json", "not every file system"),
        ("é" * 101, "200 bytes"),
        ("x" * 10_000, "200 bytes"),
        ("x/" * 5_000 + "x", "8 parts"),
    ],
)
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(CassetteError, match=problem) as caught:
        locating.named(tmp_path, "test_agent", name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["~", "~root/x", "Grüße", "a b", "v1.2/x", "x" * 200, "nullable", "console.json"])
def test_any_other_name_is_one_in_the_folder(tmp_path: Path, name: str) -> None:
    assert locating.named(tmp_path, "test_agent", name).is_relative_to(tmp_path / "test_agent")


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "v2/../v2/stream", "", "C:x", "v2\\stream", "v2/stream.json"]
)
def test_a_golden_name_is_one_of_those_that_are_shipped(name: str) -> None:
    with pytest.raises(CassetteError, match="There are v2/stream, v2/tool_call"):
        locating.find_golden(f"golden:{name}")


@pytest.mark.parametrize("name", ["aux", "CON", "com1.x", "nul[a]", "lpt9"])
def test_a_test_or_fixture_called_like_a_device_has_a_file_of_another_name(name: str) -> None:
    assert safe_name(name).startswith("_") is (name != "nul[a]")
    assert safe_name("auxiliary") == "auxiliary"


@pytest.mark.parametrize("path", ["x" * 10_000 + ".json", "a\0b.json"])
def test_a_path_that_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(CassetteError):
        locating.find_file(tmp_path / path)


@LINKS
@pytest.mark.parametrize("options", [(), (RECORD,)], ids=["read", "write"])
@pytest.mark.parametrize("link", [CASSETTE, CASSETTE.parent], ids=["file", "folder"])
def test_a_link_out_of_the_folder_is_not_followed(
    recorded: pytest.Pytester, outside: Path, link: Path, options: tuple[str, ...]
) -> None:
    if link == CASSETTE:
        link.symlink_to(outside)
    else:
        link.rmdir()
        link.symlink_to(outside.parent)
        outside = outside.rename(outside.with_name(CASSETTE.name))
    before = outside.read_bytes()

    result = recorded.runpytest(*options)

    result.stdout.fnmatch_lines(["*a link leads from it to */*.json, out of the cassette folder cassettes*"])
    assert "passed" not in result.parseoutcomes()
    assert outside.read_bytes() == before


@LINKS
@pytest.mark.parametrize("place", [CASSETTE, CASSETTE.with_suffix(".yaml")], ids=["a cassette", "beside vcrpy's"])
def test_nothing_is_recorded_through_a_link_to_where_nothing_is(
    recorded: pytest.Pytester, tmp_path: Path, place: Path
) -> None:
    CASSETTE.unlink()
    place.write_text("interactions: []\nversion: 1\n")
    CASSETTE.unlink(missing_ok=True)
    CASSETTE.symlink_to(tmp_path / "new.json")

    recorded.runpytest(RECORD).stdout.fnmatch_lines(["*a link leads from it to */new.json*"])
    assert not (tmp_path / "new.json").exists()


@LINKS
def test_a_link_in_a_circle_is_refused(recorded: pytest.Pytester) -> None:
    CASSETTE.unlink()
    CASSETTE.symlink_to(CASSETTE.name)
    recorded.runpytest().stdout.fnmatch_lines(["*a link leads from it to *"])


@LINKS
def test_a_link_within_the_folder_is_followed(recorded: pytest.Pytester) -> None:
    CASSETTE.rename("cassettes/shared.json")
    CASSETTE.symlink_to("../shared.json")
    recorded.runpytest().assert_outcomes(passed=1)


@LINKS
def test_the_folder_itself_may_be_a_link(recorded: pytest.Pytester, tmp_path: Path) -> None:
    Path("cassettes").rename(tmp_path / "all")
    Path("cassettes").symlink_to(tmp_path / "all")
    recorded.runpytest().assert_outcomes(passed=1)
    recorded.runpytest(RECORD).assert_outcomes(passed=1)
    assert (tmp_path / "all" / "test_agent" / "test_poll.json").exists()


@LINKS
def test_the_fixture_of_the_folder_may_name_a_link(recorded: pytest.Pytester, tmp_path: Path) -> None:
    Path("cassettes").rename(tmp_path / "all")
    Path("linked").symlink_to(tmp_path / "all")
    with Path("conftest.py").open("a") as file:
        file.write("\n@pytest.fixture\ndef runsreplay_cassette_dir(): return 'linked'\n")
    recorded.runpytest().assert_outcomes(passed=1)


@LINKS
def test_a_pipe_is_no_orphan_to_wait_for(recorded: pytest.Pytester) -> None:
    os.mkfifo("cassettes/test_agent/old.json")
    recorded.runpytest("--runsreplay-orphans").assert_outcomes(passed=1)


def test_what_a_cassette_says_cannot_move_the_cursor_of_the_summary(recorded: pytest.Pytester) -> None:
    text = CASSETTE.read_text()
    first = text.index('"url": "') + len('"url": "')
    CASSETTE.write_text(f"{text[:first]}https://h/\\u001b[2J\\u202e{text[first:]}")
    printed = recorded.runpytest("--color=no", "-p", "no:cacheprovider").stdout.str()
    assert "\\x1b[2J" in printed
    assert not {"\x1b", "\u202e"} & set(printed)
