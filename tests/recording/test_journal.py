"""While it is made, a recording is written down line by line, for as long as it is not saved and no longer."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from journals import URL, journals, recording, written_down

from pytest_runsreplay import CassetteError
from pytest_runsreplay.recording import leftovers, storage
from pytest_runsreplay.recording.refuge import folder_of, refuge_of


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_each_exchange_is_written_down_when_it_is_finished(tmp_path: Path) -> None:
    with recording(tmp_path / "one.json") as (http, cassette):
        assert journals(tmp_path) == []
        for number in range(3):
            http.post(f"{URL}/{number}")
            (journal,) = journals(tmp_path)
            assert written_down(journal) == [f"{URL}/{place}" for place in range(number + 1)]
        assert cassette.journal.path == journal
    assert [path.name for path in tmp_path.iterdir()] == ["one.json"]


def test_what_is_replayed_or_dropped_is_not_written_down(tmp_path: Path) -> None:
    for _ in range(2):
        with recording(tmp_path / "one.json") as (http, _):
            http.post(URL)
            there = journals(tmp_path)
    assert there == []


def test_a_test_that_fails_leaves_no_journal_but_its_exchanges(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), recording(tmp_path / "one.json") as (http, _):
        http.post(URL)
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["one.unsaved.json"]


def test_the_same_exchanges_are_put_aside_once(tmp_path: Path) -> None:
    for number in (1, 1, 2):
        with pytest.raises(ZeroDivisionError), recording(tmp_path / "one.json") as (http, _):
            http.post(f"{URL}/{number}")
            raise ZeroDivisionError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.unsaved.json", "one.unsaved2.json"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_loses_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), recording(tmp_path / "one.json") as (http, _):
        http.post(URL)
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["one.unsaved.json"]


def test_threads_write_whole_lines(tmp_path: Path) -> None:
    with recording(tmp_path / "one.json") as (http, _):
        threads = [threading.Thread(target=http.post, args=(f"{URL}/{n}",)) for n in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(written_down(*journals(tmp_path))) == sorted(f"{URL}/{n}" for n in range(20))


def test_a_journal_that_is_written_is_not_taken_for_left_over(tmp_path: Path) -> None:
    with recording(tmp_path / "one.json") as (http, _):
        http.post(URL)
        (journal,) = leftovers.in_folder(tmp_path)
        assert leftovers.is_live(journal)
        assert leftovers.glance(journal) is None
        assert leftovers.read(journal) is None


def test_a_folder_that_is_removed_meanwhile_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "one.json"
    with recording(path) as (http, _):
        http.post(f"{URL}/0")
        shutil.rmtree(path.parent)
        http.post(f"{URL}/1")
        assert written_down(*journals(path.parent)) == [f"{URL}/0", f"{URL}/1"]
    assert len(storage.read(path).exchanges) == 2


def test_where_the_folder_takes_no_file_the_journal_is_in_the_refuge(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(CassetteError, match=" is in "), recording(blocked / "one.json") as (http, cassette):
        http.post(URL)
        assert cassette.journal.path is not None
        assert cassette.journal.path.parent == refuge_of(blocked)
        assert folder_of(cassette.journal.path.parent) == blocked
    assert [path.name for path in refuge_of(blocked).iterdir()] == ["one.unsaved.json"]


def test_a_refuge_that_is_somebody_elses_is_not_used(tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "file").touch()
    refuge = refuge_of(Path(temporary.anchor))
    refuge.mkdir()
    refuge.chmod(0o777)
    with (
        pytest.raises(CassetteError, match=r"it cannot be written .*, nor can a temporary file .*Nothing is left"),
        recording(tmp_path / "file" / "one.json") as (http, cassette),
    ):
        http.post(URL)
        assert cassette.journal.problem
    assert list(refuge.iterdir()) == []


LIMITED = """
import resource, signal, sys, tempfile
from pathlib import Path
import httpx2
from pytest_runsreplay import CassetteError, use_cassette

folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, text="x" * 9_000)))
try:
    with use_cassette(folder / "one.json", record_mode="once") as cassette:
        for number in range(4):
            http.post(f"https://h/v1/threads/{number}")
        print(cassette.journal.problem)
except CassetteError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_full_disk_breaks_no_test_and_tears_no_line(tmp_path: Path) -> None:
    """The limit is on the size of files: a journal takes two exchanges, a cassette of four takes none."""
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert os.strerror(errno.EFBIG) in result.stdout or os.strerror(errno.ENOSPC) in result.stdout
    assert "Only part of what was recorded is in " in result.stdout
    (journal,) = journals(tmp_path)
    left = leftovers.read(journal)
    assert left is not None
    assert left.problems == []
    assert len(left.placed) == 2
    assert not (tmp_path / "one.json").exists()


FORKING = """
import os, sys
from pathlib import Path
import httpx2
from pytest_runsreplay import use_cassette

http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200)))
with use_cassette(Path(sys.argv[1]) / "one.json", record_mode="once"):
    http.post("https://h/v1/threads/before")
    child = os.fork()
    http.post(f"https://h/v1/threads/{'parent' if child else 'child'}")
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_what_a_forked_process_recorded_is_left_over_when_it_ends(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING, str(tmp_path)], check=True)
    asked = [exchange.request.url for exchange in storage.read(tmp_path / "one.json").exchanges]
    assert asked == [f"{URL}/before", f"{URL}/parent"]
    (journal,) = journals(tmp_path)
    assert written_down(journal) == [f"{URL}/before", f"{URL}/child"]


@pytest.mark.parametrize("ending", ["os._exit(1)", "os.kill(os.getpid(), signal.SIGTERM)", "os.abort()"])
def test_a_process_that_ends_at_once_leaves_its_journal(tmp_path: Path, ending: str) -> None:
    script = FORKING.partition("    child =")[0] + f"    {ending}\n"
    subprocess.run([sys.executable, "-c", f"import signal\n{script}", str(tmp_path)], check=False)
    (journal,) = journals(tmp_path)
    assert written_down(journal) == [f"{URL}/before"]


def test_no_credential_is_in_a_journal(tmp_path: Path) -> None:
    with recording(tmp_path / "one.json") as (http, _):
        http.post(URL, headers={"authorization": "Bearer planted-credential", "cookie": "a=planted-credential"})
        assert b"planted" not in journals(tmp_path)[0].read_bytes()
