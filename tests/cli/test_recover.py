"""``runsreplay recover`` brings back what was recorded and never saved, and harms nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx2
import pytest
from cli.recovering import URL, asked, files, leave_journal, record

from pytest_runsreplay import use_cassette
from pytest_runsreplay.cli import main
from pytest_runsreplay.recording import storage

Tell = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("folder")


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


def test_a_path_that_leads_nowhere_and_options_that_exclude_each_other_are_refused(capsys: Tell) -> None:
    assert main(["recover", "no/such/folder"]) == 2
    assert "there is no such file or folder" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["recover", "--apply", "--dry-run"])
    assert caught.value.code == 2


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
