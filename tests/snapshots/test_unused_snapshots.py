"""Snapshots that no test uses are reported and removed; those of tests that did not run are kept."""

from __future__ import annotations

import pytest
from snapshots.project import TESTS, Project

JSON = """
def test_story(story, runs_snapshot):
    assert story == runs_snapshot.json
"""


def renamed(tests: str, name: str) -> str:
    return tests.replace("test_story", name)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_an_unused_snapshot_is_reported_and_then_removed(project: Project, workers: tuple[str, ...]) -> None:
    project.write(test_a=TESTS + renamed(TESTS, "test_gone") + renamed(JSON, "test_file"))
    project.update().assert_outcomes(passed=3)
    project.write(test_a=TESTS)

    told = project.run("--snapshot-details", *workers)
    assert told.ret != 0
    told.stdout.fnmatch_lines(["1 snapshot passed. 2 snapshots unused.", "Unused test_file (*test_file.runs-json)"])
    told.stdout.fnmatch_lines(["Unused test_gone (*test_a.runs)"])

    project.update(*workers).stdout.fnmatch_lines(["1 snapshot passed. 2 unused snapshots deleted."])
    assert project.names("test_a") == ["test_story"]
    assert list(project.files()) == ["test_a.runs"]
    project.run().assert_outcomes(passed=1)


def test_a_second_comparison_that_a_test_no_longer_makes_is_removed(project: Project) -> None:
    project.write(test_a=TESTS + "    assert story == runs_snapshot\n" + renamed(TESTS, "test_other"))
    project.update().assert_outcomes(passed=2)
    project.write(test_a=TESTS + renamed(TESTS, "test_other"))
    project.update().stdout.fnmatch_lines(["*1 unused snapshot deleted."])
    assert project.names("test_a") == ["test_other", "test_story"]


def test_the_snapshots_of_a_module_that_is_gone_are_removed(project: Project) -> None:
    project.write(test_a=TESTS, test_b=TESTS)
    project.update()
    project.remove("test_b")
    assert project.run().ret != 0
    project.update().stdout.fnmatch_lines(["*1 unused snapshot deleted."])
    assert list(project.files()) == ["test_a.runs"]


def test_an_unused_snapshot_is_removed_when_its_module_is_named_too(project: Project) -> None:
    project.write(test_a=TESTS + renamed(TESTS, "test_gone"))
    project.update()
    project.write(test_a=TESTS)
    project.update("test_a.py").stdout.fnmatch_lines(["*1 unused snapshot deleted."])


PLAIN = "\ndef test_plain(snapshot): assert 1 == snapshot\n"
SKIPPED = "\n@pytest.mark.skipif('SKIP', reason='no key')"
PARAMETRIZED = """
@pytest.mark.parametrize("part", ["run", pytest.param("steps", marks=pytest.mark.slow, id="a/b:c")])
def test_part(story, runs_snapshot, part):
    assert story[part] == runs_snapshot
    assert story[part] == runs_snapshot.json
"""
MODULE = (
    "import pytest\n"
    + TESTS
    + renamed(JSON, "test_json")
    + SKIPPED
    + renamed(TESTS, "test_skipped")
    + SKIPPED
    + renamed(JSON, "test_skipped_file")
    + SKIPPED
    + PARAMETRIZED
    + "\n@pytest.mark.slow"
    + renamed(TESTS, "test_slow")
    + PLAIN
)
SELECTIONS: tuple[tuple[str, ...], ...] = (
    (),
    ("test_a.py",),
    ("-k", "plain"),
    ("-k", "runs or story"),
    ("-k", "not slow"),
    ("-m", "not slow"),
    ("-m", "not slow", "-n", "2"),
    ("--deselect", "test_a.py::test_part[run]"),
    ("--ignore=test_b.py",),
    (".", "--ignore=test_b.py"),
    ("-n", "2"),
    ("test_c.py::test_plain",),
    ("test_a.py::test_part[run]",),
)


def test_updating_keeps_the_snapshots_of_tests_that_did_not_run(project: Project) -> None:
    project.ini("markers = slow")
    project.write(**dict.fromkeys(("test_a", "test_c"), MODULE.replace("SKIP", "False")), test_b=TESTS)
    project.update().assert_outcomes(passed=17)
    before = project.files()

    project.write(**dict.fromkeys(("test_a", "test_c"), MODULE.replace("SKIP", "True")))
    for options in SELECTIONS:
        project.update(*options)
        assert project.files() == before, options


def test_the_snapshots_of_a_project_whose_tests_are_all_skipped_are_kept(project: Project) -> None:
    tests = f"import pytest\npytestmark = pytest.mark.skipif('SKIP', reason='no key')\n{TESTS}\n"
    tests += renamed(JSON, "test_file") + PARAMETRIZED.replace("marks=pytest.mark.slow, ", "")
    project.write(test_a=tests.replace("SKIP", "False"), test_b=PLAIN)
    project.update()
    before = project.files()
    project.write(test_a=tests.replace("SKIP", "True"))
    for options in ((), ("test_a.py",), ("-n", "2")):
        project.update(*options)
        assert project.files() == before, options
    assert project.run().ret == 0


@pytest.mark.parametrize(
    "options",
    [("-x",), ("-x", "-n", "2"), ("--maxfail=1",), ("--collect-only",), ("--collect-only", "-q", "test_a.py")],
    ids=" ".join,
)
def test_updating_keeps_the_snapshots_of_tests_that_were_never_reached(
    project: Project, options: tuple[str, ...]
) -> None:
    after = renamed(TESTS, "test_later") + renamed(JSON, "test_later_file")
    project.write(test_a=TESTS + after, test_b=TESTS)
    project.update().assert_outcomes(passed=4)
    before = project.files()
    project.write(test_a=TESTS + "    assert False\n" + after)
    project.update(*options)
    assert project.files() == before


def test_updating_keeps_the_snapshots_of_tests_behind_one_that_ends_pytest(project: Project) -> None:
    after = renamed(TESTS, "test_later")
    project.write(test_a=TESTS + after)
    project.update().assert_outcomes(passed=2)
    before = project.files()
    project.write(test_a=TESTS + "    __import__('pytest').exit('no more', returncode=7)\n" + after)
    assert project.update().ret == 7
    assert project.files() == before


@pytest.mark.parametrize("reason", ["import missing_module", "import pytest; pytest.importorskip('missing_module')"])
@pytest.mark.parametrize("options", [(), ("--continue-on-collection-errors",), ("-n", "2")], ids=" ".join)
def test_updating_keeps_the_snapshots_of_a_module_that_could_not_be_imported(
    project: Project, reason: str, options: tuple[str, ...]
) -> None:
    tests = TESTS + renamed(JSON, "test_file")
    project.write(test_a=tests, test_b=tests)
    project.update().assert_outcomes(passed=4)
    before = project.files()
    project.write(test_b=f"{reason}\n{tests}")
    project.update(*options)
    assert project.files() == before


def test_json_files_of_tests_whose_names_no_file_can_have_stay_apart(project: Project) -> None:
    tests = """
    import pytest

    @pytest.mark.parametrize("word", ["a/b", "a:b", "ab", "ø" * 120])
    def test_words(word, runs_snapshot):
        assert {"word": word} == runs_snapshot.json
    """
    project.write(test_a=tests)
    project.update().assert_outcomes(passed=4)
    before = project.files()
    assert len(before) == 4
    assert "test_a/test_words[ab].runs-json" in before
    project.run().assert_outcomes(passed=4)
    for options in (("-n", "2"), ("-k", "a:b"), ("-k", "not words")):
        project.update(*options)
        assert project.files() == before
