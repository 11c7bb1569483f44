"""``runs_snapshot`` and syrupy's own ``snapshot`` share modules and tests, and neither touches the other's files."""

from __future__ import annotations

from snapshots.project import TESTS, Project

BOTH = """
from syrupy.extensions.json import JSONSnapshotExtension

def test_both(story, snapshot, runs_snapshot):
    assert story["run"] == runs_snapshot
    assert {"b": 1, "a": 2} == snapshot
    assert story["steps"] == runs_snapshot
    assert [3] == snapshot
    assert story["run"] == runs_snapshot(name="named")
    assert [4] == snapshot(name="named")
    assert story["run"] == runs_snapshot.json(name="file")
    assert [5] == snapshot(name="file", extension_class=JSONSnapshotExtension)

def test_runs(story, runs_snapshot):
    assert story["run"] == runs_snapshot

def test_plain(snapshot):
    assert {"b": 1, "a": 2} == snapshot
"""


def test_both_fixtures_live_in_one_module_and_in_one_test(project: Project) -> None:
    project.write(test_a=BOTH)
    project.update().stdout.fnmatch_lines(["10 snapshots generated."])
    assert project.names("test_a") == ["test_both", "test_both.1", "test_both[named]", "test_runs"]
    assert project.names("test_a", "ambr") == ["test_both", "test_both.1", "test_both[named]", "test_plain"]
    before = project.files()
    assert set(before) == {
        "test_a.ambr",
        "test_a.runs",
        "test_a/test_both[file].json",
        "test_a/test_both[file].runs-json",
    }
    for options in ((), ("-n", "2"), ("--snapshot-update",), ("-k", "runs", "--snapshot-update")):
        assert project.run(*options).ret == 0, options
        assert project.files() == before, options


def test_each_fixture_leaves_the_files_of_the_other_alone_when_the_other_is_skipped(project: Project) -> None:
    skipped = "import pytest\npytestmark = pytest.mark.skip\n"
    plain = "def test_plain(snapshot): assert 1 == snapshot\n"
    project.write(test_a=TESTS, test_b=plain)
    project.update().assert_outcomes(passed=2)
    before = project.files()
    for modules in ({"test_a": skipped + TESTS, "test_b": plain}, {"test_a": TESTS, "test_b": skipped + plain}):
        project.write(**modules)
        assert project.run().ret == 0
        project.update()
        assert project.files() == before, modules


def test_two_fixtures_of_one_test_share_the_numbers_of_its_snapshots(project: Project) -> None:
    project.write(
        test_a="""
        import pytest

        @pytest.fixture
        def masked(runs_snapshot):
            return runs_snapshot.with_defaults(times="mask")

        def test_two(story, masked, runs_snapshot):
            assert story["run"] == runs_snapshot
            assert story["run"] == masked
            assert story["run"] == runs_snapshot.use_extension()
        """
    )
    project.update().stdout.fnmatch_lines(["3 snapshots generated."])
    assert project.names("test_a") == ["test_two", "test_two.1", "test_two.2"]
    project.run().stdout.fnmatch_lines(["3 snapshots passed."])


def test_an_extension_of_the_users_own_works_with_its_state_under_workers(project: Project) -> None:
    project.write(
        project_extension="""
        from pytest_runsreplay.snapshots.amber import RunsAmberExtension

        class Shouting(RunsAmberExtension):
            file_extension = "shouts"

            def serialize(self, data, **options):
                return super().serialize(data, **options).upper()
        """,
        test_a="""
        import pytest
        from project_extension import Shouting

        @pytest.fixture
        def shouted(runs_snapshot):
            return runs_snapshot.use_extension(Shouting)

        def test_kept(story, shouted): assert story["order"] == shouted
        def test_gone(story, shouted): assert story["order"] == shouted
        """,
    )
    project.update("-n", "2", "-p", "no:cacheprovider").assert_outcomes(passed=2)
    assert "<STEP:1>" in project.stored("test_a", "shouts")
    project.write(test_a=(project.path("test_a").read_text().partition("def test_gone")[0]))
    project.update("-n", "2").stdout.fnmatch_lines(["1 snapshot passed. 1 unused snapshot deleted."])
    assert project.names("test_a", "shouts") == ["test_kept"]


EARLIER = """\
# serializer version: 1
# name: test_plain
  1
# ---
# name: test_story<runs>
  dict({
    'id': '<run:1>',
  })
# ---
"""


def test_what_an_earlier_version_stored_is_told_of_and_removed_once_it_is_written_anew(project: Project) -> None:
    project.write(test_a=TESTS + "def test_plain(snapshot): assert 1 == snapshot\n")
    project.folder.mkdir()
    (project.folder / "test_a.ambr").write_text(EARLIER)

    result = project.run("--snapshot-details")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E *An earlier version stored it in test_a.ambr as 'test_story<runs>'*"])
    result.stdout.fnmatch_lines(["Unused test_story<runs> (*test_a.ambr)"])
    assert (project.folder / "test_a.ambr").read_text() == EARLIER

    project.update().stdout.fnmatch_lines(["*1 snapshot generated. 1 unused snapshot deleted."])
    assert project.names("test_a") == ["test_story"]
    assert project.names("test_a", "ambr") == ["test_plain"]
