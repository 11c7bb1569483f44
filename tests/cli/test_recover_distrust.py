"""``runsreplay recover`` trusts no journal, no link and no file of others: it tells, and leaves them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from cli.recovering import asked, files, leave_journal, record

from pytest_runsreplay.cli import main
from pytest_runsreplay.recording.refuge import refuge_of

Tell = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("folder")


def test_a_line_that_cannot_be_read_is_named_and_the_journal_stays(capsys: Tell) -> None:
    journal = leave_journal("one.json", "POST a", "POST b", "POST c")
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join([*lines[:2], b"\0" * 100, *lines[3:]]))
    assert main(["recover"]) == 1
    assert f"{journal.name}: line 3: " in capsys.readouterr().err
    assert journal.exists()
    assert asked("one.unsaved.json") == ["POST a", "POST c"]


def test_it_reads_any_file_without_a_traceback(capsys: Tell) -> None:
    for number, content in enumerate([b"", b"\n", b"\0\n\0", b"{}\n{}\n", b"[" * 100_000, b"\xff" * 10]):
        Path(f".{number}.json.aa.journal").write_bytes(content)
        Path(f"{number}.unsaved.json").write_bytes(content)
    Path("folder.unsaved.json").mkdir()
    Path(".folder.journal").mkdir()
    if os.name != "nt":
        os.mkfifo(".pipe.journal")
    for options in ([], ["--apply"], ["--dry-run"]):
        assert main(["recover", *options]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_journal_that_names_a_file_elsewhere_is_refused(capsys: Tell) -> None:
    journal = leave_journal("deep/one.json", "POST a")
    journal.write_bytes(journal.read_bytes().replace(b'"one.json"', b'"../one.json"'))
    assert main(["recover", "--apply"]) == 1
    assert "expected the name of a file" in capsys.readouterr().err
    assert files() == [journal.as_posix()] or files() == [f"deep/{journal.name}"]


def test_nothing_is_written_or_read_through_a_link_that_leads_out() -> None:
    record("elsewhere/private.json", "POST private")
    Path("cassettes").mkdir()
    before = Path("elsewhere/private.json").read_bytes()
    for name, target in {"one.json": "private", "two.json": "new", "three.unsaved.json": "private"}.items():
        Path("cassettes", name).symlink_to(f"../elsewhere/{target}.json")
    for name in ("one", "two"):
        record(f"cassettes/{name}.unsaved.json", "POST a")
    assert main(["recover", "--apply", "cassettes"]) == 1
    assert Path("elsewhere/private.json").read_bytes() == before
    assert sorted(one.name for one in Path("elsewhere").iterdir()) == ["private.json"]
    assert not Path("cassettes/three.json").exists()
    assert {"cassettes/one.unsaved.json", "cassettes/two.unsaved.json"} <= set(files())


@pytest.mark.skipif(os.name == "nt", reason="every user of Windows has temporary files of their own")
def test_what_another_user_may_have_put_in_the_refuge_is_not_brought_back(capsys: Tell) -> None:
    record("one.json", "POST theirs")
    place = refuge_of(Path("cassettes"))
    place.mkdir(parents=True)
    Path("one.json").rename(place / "one.unsaved.json")
    Path("cassettes").mkdir()
    Path("cassettes/.gitkeep").touch()
    root = next(one for one in place.parents if one.parent == Path(os.path.realpath(tempfile.gettempdir())))
    root.chmod(0o777)
    assert main(["recover", "--apply"]) == 0
    assert files() == ["cassettes/.gitkeep"]
    root.chmod(0o700)
    assert main(["recover", "--apply"]) == 0
    assert files() == ["cassettes/.gitkeep", "cassettes/one.json"]
