"""``runsreplay recover`` brings back what was recorded and never saved, and harms nothing."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from pytest_runsreplay import use_cassette
from pytest_runsreplay.cli import main
from pytest_runsreplay.recording import storage
from pytest_runsreplay.recording.refuge import refuge_of

URL = "https://h/v1/threads"
Tell = pytest.CaptureFixture[str]
Record = Callable[..., None]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record(name: str, *asked: str, mode: str = "once", answer: str = "answer") -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text=f"{answer} to {request.url.path}"))
    with httpx2.Client(transport=transport) as http, use_cassette(name, record_mode=mode):
        for one in asked:
            method, _, path = one.partition(" ")
            http.request(method, f"{URL}/{path}")


def leave_journal(name: str, *asked: str, mode: str = "once", answer: str = "answer") -> Path:
    """The journal of a recording whose process was killed before it saved."""
    path = Path(name)
    before = path.read_bytes() if path.exists() else None
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text=f"{answer} to {request.url.path}"))
    with httpx2.Client(transport=transport) as http, use_cassette(name, record_mode=mode) as cassette:
        for one in asked:
            method, _, where = one.partition(" ")
            http.request(method, f"{URL}/{where}")
        assert cassette.journal.path is not None
        journal, content = cassette.journal.path, cassette.journal.path.read_bytes()
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)
    journal.write_bytes(content)
    return journal


def asked(name: str) -> list[str]:
    requests = [exchange.request for exchange in storage.read(Path(name)).exchanges]
    return [f"{one.method} {one.url.removeprefix(URL)[1:]}" for one in requests]


def files() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


def test_a_journal_becomes_a_file_beside_its_cassette(capsys: Tell) -> None:
    leave_journal("cassettes/one.json", "POST a", "POST b")
    assert main(["recover"]) == 0
    told = capsys.readouterr().out
    assert "cassettes/one.json: 2 exchanges, recorded 20" in told
    assert "never saved: now in cassettes/one.unsaved.json" in told
    assert "runsreplay recover --apply ." in told
    assert files() == ["cassettes/one.unsaved.json"]
    assert asked("cassettes/one.unsaved.json") == ["POST a", "POST b"]


def test_it_says_when_there_is_nothing(capsys: Tell) -> None:
    record("one.json", "POST a")
    assert main(["recover"]) == 0
    assert capsys.readouterr().out == "Nothing was left over in .\n"


def test_doing_it_again_changes_nothing(capsys: Tell) -> None:
    leave_journal("one.json", "POST a")
    for _ in range(3):
        assert main(["recover"]) == 0
        assert files() == ["one.unsaved.json"]


def test_a_dry_run_writes_nothing() -> None:
    leave_journal("one.json", "POST a")
    before = files()
    assert main(["recover", "--dry-run"]) == 0
    assert files() == before


def test_apply_makes_a_cassette_that_is_missing(capsys: Tell) -> None:
    leave_journal("one.json", "POST a", "GET a")
    assert main(["recover", "--apply"]) == 0
    assert "one.json: 2 exchanges added from one.unsaved.json" in capsys.readouterr().out
    assert files() == ["one.json"]
    assert asked("one.json") == ["POST a", "GET a"]


def test_apply_adds_what_is_missing_at_its_place_and_keeps_all_else() -> None:
    record("one.json", "POST a", "GET a", "POST z")
    before = storage.read(Path("one.json")).exchanges
    leave_journal("one.json", "POST a", "GET a", "POST a/new", "GET a/new", mode="new_episodes")
    assert main(["recover", "--apply"]) == 0
    assert asked("one.json") == ["POST a", "GET a", "POST a/new", "GET a/new", "POST z"]
    assert [one for one in storage.read(Path("one.json")).exchanges if one in before] == before
    assert files() == ["one.json"]


def test_apply_replaces_no_answer_and_keeps_the_file_with_the_other_one(capsys: Tell) -> None:
    record("one.json", "POST a", answer="old")
    before = Path("one.json").read_bytes()
    leave_journal("one.json", "POST a", mode="rewrite", answer="new")
    for _ in range(2):
        assert main(["recover", "--apply"]) == 0
        assert "one.unsaved.json stays: 1 " in capsys.readouterr().out
        assert Path("one.json").read_bytes() == before
        assert files() == ["one.json", "one.unsaved.json"]


def test_what_the_cassette_holds_is_not_written_again(capsys: Tell) -> None:
    leave_journal("one.json", "POST a", "POST b")
    record("one.json", "POST a", "POST b")
    assert main(["recover"]) == 0
    assert "but the cassette holds all of that" in capsys.readouterr().out
    assert files() == ["one.json"]


def test_a_cassette_that_is_broken_is_left_and_so_is_what_was_not_saved(capsys: Tell) -> None:
    leave_journal("one.json", "POST a")
    Path("one.json").write_text('{"runsreplay": 1,\n')
    assert main(["recover", "--apply"]) == 1
    assert "one.json: line 2" in capsys.readouterr().err
    assert Path("one.json").read_text() == '{"runsreplay": 1,\n'
    assert asked("one.unsaved.json") == ["POST a"]


def test_a_recording_of_vcrpy_is_read_along_and_not_written(folder: Path) -> None:
    stock = (
        f"interactions:\n- request: {{method: POST, uri: '{URL}/a', body: null, headers: {{}}}}\n"
        "  response:\n    status: {code: 200, message: OK}\n    headers: {}\n    body: {string: stock}\nversion: 1\n"
    )
    Path("one.yaml").write_text(stock)
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text="new"))
    with httpx2.Client(transport=transport) as http, use_cassette("one.yaml", record_mode="new_episodes") as cassette:
        http.post(f"{URL}/b")
        assert cassette.journal.path is not None
        journal, content = cassette.journal.path, cassette.journal.path.read_bytes()
    Path("one.json").unlink()
    journal.write_bytes(content)
    assert main(["recover", "--apply"]) == 0
    assert asked("one.json") == ["POST a", "POST b"]
    assert files() == ["one.json", "one.yaml"]
    assert Path("one.yaml").read_text() == stock


def test_a_line_that_cannot_be_read_is_named_and_the_journal_stays(capsys: Tell) -> None:
    journal = leave_journal("one.json", "POST a", "POST b", "POST c")
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join([*lines[:2], b"\0" * 100, *lines[3:]]))
    assert main(["recover"]) == 1
    assert f"{journal.name}: line 3: " in capsys.readouterr().err
    assert journal.exists()
    assert asked("one.unsaved.json") == ["POST a", "POST c"]


def test_only_what_was_named_is_touched() -> None:
    for name in ("a/one.json", "a/two.json", "b/one.json"):
        leave_journal(name, "POST a")
    assert main(["recover", "--apply", "a/one.json"]) == 0
    assert [name for name in files() if not name.endswith(".journal")] == ["a/one.json"]
    assert len(files()) == 3


def test_what_went_to_the_refuge_comes_back(capsys: Tell) -> None:
    Path("folder").touch()
    with pytest.raises(Exception, match="What was recorded is in "):
        record("folder/one.json", "POST a")
    Path("folder").unlink()
    assert main(["recover", "--apply"]) == 0
    assert asked("folder/one.json") == ["POST a"]
    assert files() == ["folder/one.json"]
    capsys.readouterr()
    main(["recover"])
    assert "Nothing was left over" in capsys.readouterr().out


def test_a_recording_that_is_under_way_is_left_alone(capsys: Tell) -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200))
    with httpx2.Client(transport=transport) as http, use_cassette("one.json", record_mode="once"):
        http.post(URL)
        before = files()
        assert main(["recover", "--apply"]) == 0
        assert "is being written now: left alone" in capsys.readouterr().out
        assert files() == before


def test_half_written_files_go_and_whole_ones_only_if_they_are_elsewhere() -> None:
    record("one.json", "POST a")
    record("two.json", "POST b")
    Path(".runsreplay-0000000000000000.tmp").write_text('{"runsreplay": 1')
    Path("two.json").rename(".runsreplay-1111111111111111.tmp")
    Path(".runsreplay-2222222222222222.tmp").write_bytes(Path("one.json").read_bytes())
    assert main(["recover"]) == 0
    assert files() == [".runsreplay-1111111111111111.tmp", "one.json"]


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


def test_a_path_that_leads_nowhere_and_options_that_exclude_each_other_are_refused(capsys: Tell) -> None:
    assert main(["recover", "no/such/folder"]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["recover", "--apply", "--dry-run"])
    assert caught.value.code == 2


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


@pytest.mark.parametrize("name", ["one.txt", "one", "one.v2.dat", "caf\udce9.json", "a\u200db.json"])
def test_a_cassette_of_any_name_comes_back(name: str) -> None:
    leave_journal(name, "POST a")
    assert main(["recover", "--apply"]) == 0
    assert files() == [name]
    assert asked(name) == ["POST a"]


def test_what_was_saved_before_a_late_answer_came_is_not_added_again() -> None:
    release, asked_late = threading.Event(), threading.Event()

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("late"):
            asked_late.set()
            release.wait()
        return httpx2.Response(200, text=request.url.path)

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http:
        with use_cassette("one.json", record_mode="new_episodes") as cassette:
            http.post(f"{URL}/a")
            late = threading.Thread(target=http.post, args=[f"{URL}/late"])
            late.start()
            asked_late.wait()
        release.set()
        late.join()
    assert cassette.journal.path is not None
    content = cassette.journal.path.read_bytes()
    cassette.journal.remove()
    Path(".one.json.00.journal").write_bytes(content)
    assert main(["recover", "--apply"]) == 0
    assert asked("one.json") == ["POST a", "POST late"]
    assert files() == ["one.json"]
