"""What ``runs_snapshot`` stores, accepts and refuses, in real test runs of a project of its own."""

from __future__ import annotations

import re

import pytest
from snapshots.project import TESTS, Project

STORED = """\
# serializer version: 1
# name: test_story<runs>
  dict({
    'run': dict({
      'id': '<run:1>',
      'object': 'thread.run',
      'created_at': 't0',
      'thread_id': '<thread:1>',
      'status': 'completed',
      'completed_at': 't0+7s',
      'instructions': 'Answer in <thread:1>.',
      'metadata': dict({
        'retry_of': '<run:2>',
      }),
      'tools': list([
        dict({
          'type': 'code_interpreter',
        }),
      ]),
      'temperature': 1.0,
    }),
"""
RAW_ID = re.compile(r"(?:run|step|thread|call)_[A-Za-z0-9]{10,}")


def test_a_snapshot_once_written_holds_for_other_ids_and_times(project: Project) -> None:
    project.write(test_a=TESTS)
    project.update().assert_outcomes(passed=1)
    assert project.stored("test_a").startswith(STORED)
    assert not RAW_ID.search(project.stored("test_a"))
    for _ in range(2):
        result = project.run()
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["1 snapshot passed."])


def test_a_snapshot_that_was_never_written_fails(project: Project) -> None:
    project.write(test_a=TESTS)
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Snapshot 'test_story<runs>' does not exist!"])


@pytest.mark.parametrize(
    ("change", "removed", "received"),
    [
        ("status", "'status': 'completed'", "'status': 'failed'"),
        ("slower", "'completed_at': 't0+7s'", "'completed_at': 't0+8s'"),
        ("moved", "'run_id': '<run:1>'", "'run_id': '<run:2>'"),
        ("swapped", "'<step:2>'", "'<step:2>'"),
    ],
)
def test_another_story_fails_with_tokens_and_no_ids_in_the_diff(
    project: Project, monkeypatch: pytest.MonkeyPatch, change: str, removed: str, received: str
) -> None:
    project.write(test_a=TESTS)
    project.update()
    monkeypatch.setenv("CHANGE", change)

    result = project.run("-vv")

    result.assert_outcomes(failed=1)
    told = [line.removeprefix("E").strip() for line in result.outlines if line.startswith("E ")]
    assert any(re.fullmatch(rf"- +{re.escape(removed)},", line) for line in told), told
    assert any(re.fullmatch(rf"\+ +{re.escape(received)},", line) for line in told), told
    assert not any(RAW_ID.search(line) for line in told)


def test_parallel_workers_write_the_same_bytes_as_one_process(project: Project) -> None:
    names = [f"test_{letter}" for letter in "abcdefgh"]
    project.write(
        test_a=CASES.format("\n".join(f"def {name}(story, case): case(story)" for name in names)), test_b=TESTS
    )
    project.update().assert_outcomes(passed=9)
    alone = {name: project.stored(name) for name in ("test_a", "test_b")}
    for name in alone:
        (project.folder / f"{name}.ambr").unlink()

    project.update("-n", "2").assert_outcomes(passed=9)

    assert {name: project.stored(name) for name in alone} == alone
    assert project.files() == ["test_a.ambr", "test_b.ambr"]


CASES = """
import pytest

@pytest.fixture
def case(runs_snapshot):
    def compare(story):
        assert story == runs_snapshot
        assert story["run"] == runs_snapshot(name="run only")
    return compare

{}
"""


def test_both_fixtures_live_in_one_module_and_in_one_test(project: Project) -> None:
    project.write(
        test_a="""
        def test_both(story, snapshot, runs_snapshot):
            assert story["run"] == runs_snapshot
            assert {"b": 1, "a": 2} == snapshot
            assert story["steps"] == runs_snapshot
            assert [3] == snapshot
            assert story["run"] == runs_snapshot(name="named")
            assert [4] == snapshot(name="named")

        def test_runs(story, runs_snapshot):
            assert story["run"] == runs_snapshot

        def test_plain(snapshot):
            assert {"b": 1, "a": 2} == snapshot
        """
    )
    project.update().stdout.fnmatch_lines(["8 snapshots generated."])
    names = re.findall("^# name: (.*)$", project.stored("test_a"), re.MULTILINE)
    assert names == [
        "test_both",
        "test_both.1",
        "test_both<runs>",
        "test_both<runs>.1",
        "test_both<runs>[named]",
        "test_both[named]",
        "test_plain",
        "test_runs<runs>",
    ]
    for options in ((), ("-n", "2"), ("--snapshot-update",)):
        project.run(*options).stdout.fnmatch_lines(["8 snapshots passed."])
    assert project.files() == ["test_a.ambr"]


def test_it_may_stand_on_either_side_and_takes_syrupys_options(project: Project) -> None:
    project.write(
        test_a="""
        from syrupy.filters import props
        from syrupy.matchers import path_type

        def test_options(story, runs_snapshot):
            assert runs_snapshot(exclude=props("metadata", "tools")) == story["run"]
            assert story["run"] == runs_snapshot(include=props("id", "status"))
            assert story["run"] == runs_snapshot(matcher=path_type({"temperature": (float,)}))
            runs_snapshot.assert_match(story["order"])
        """
    )
    project.update().stdout.fnmatch_lines(["4 snapshots generated."])
    stored = project.stored("test_a").split("# name: ")
    assert "metadata" not in stored[1]
    assert "'id': '<run:1>'" in stored[1]
    assert stored[2].count("': ") == 2
    assert "'temperature': float," in stored[3]
    project.run().stdout.fnmatch_lines(["4 snapshots passed."])


def test_ids_and_times_keep_their_tokens_from_one_comparison_of_a_test_to_the_next(project: Project) -> None:
    project.write(
        test_a="""
        def test_parts(story, runs_snapshot):
            assert story["steps"][1] == runs_snapshot
            assert story["run"] == runs_snapshot
            assert story["order"] == runs_snapshot.with_defaults()(name="order")
        """
    )
    project.update().assert_outcomes(passed=1)
    step, run, order = project.stored("test_a").split("# name: ")[1:]
    assert "'created_at': 't0'" in step
    assert "'created_at': 't0-1s'" in run
    assert "'completed_at': 't0+6s'" in run
    assert re.findall("<[a-z]+:[0-9]>", order) == ["<step:2>", "<step:1>"]
    project.run().assert_outcomes(passed=1)


def test_classes_and_parameters_name_their_snapshots(project: Project) -> None:
    project.write(
        test_a="""
        import pytest

        class TestRuns:
            @pytest.mark.parametrize("part", ["run", "steps"])
            def test_part(self, story, runs_snapshot, part):
                assert story[part] == runs_snapshot
        """
    )
    project.update().assert_outcomes(passed=2)
    names = re.findall("^# name: (.*)$", project.stored("test_a"), re.MULTILINE)
    assert names == ["TestRuns.test_part[run]<runs>", "TestRuns.test_part[steps]<runs>"]
    project.run("-k", "steps").stdout.fnmatch_lines(["1 snapshot passed."])


def test_a_fixture_of_the_users_own_called_snapshot_is_not_in_the_way(project: Project) -> None:
    own = "import pytest\n@pytest.fixture\ndef snapshot(): raise AssertionError('never asked for')\n"
    project.write(test_a=own + TESTS)
    project.update().assert_outcomes(passed=1)
    project.run().assert_outcomes(passed=1)


def test_without_syrupys_plugin_the_error_says_what_is_needed(project: Project) -> None:
    project.write(test_a=TESTS)
    result = project.run("-p", "no:syrupy")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["E *RuntimeError: *syrupy's pytest plugin is not loaded: run without -p no:syrupy*"])


def test_a_secret_is_refused_before_anything_is_written(project: Project) -> None:
    secret = "sk-" + "4fTq9ZxLw2Kc7Vb1Np8R"
    project.write(
        test_a=f"""
        def test_leak(runs_snapshot):
            assert {{"last_error": {{"message": "bad key sk-" "{secret[3:]}"}}}} == runs_snapshot
        """
    )
    result = project.update()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *SecretFound: *$.last_error.message*"])
    assert not project.folder.exists()
