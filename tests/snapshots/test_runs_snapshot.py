"""What ``runs_snapshot`` stores, accepts and refuses, in real test runs of a project of its own."""

from __future__ import annotations

import re

import pytest
from snapshots.project import RAW_ID, TESTS, Project

STORED = """\
# serializer version: 1
# name: test_story
  {
    'run': RunObject(
      id=<run:1>,
      created_at=t0,
      thread_id=<thread:1>,
      status='completed',
      completed_at=t0+7s,
      instructions='Answer in <thread:1>.',
      tools=[CodeInterpreterTool(type='code_interpreter')],
      metadata={'retry_of': <run:2>},
    ),
    'steps': [
      RunStepObject(
        id=<step:1>,
"""


def test_a_snapshot_once_written_holds_for_other_ids_and_times(project: Project) -> None:
    project.write(test_a=TESTS)
    project.update().assert_outcomes(passed=1)
    assert project.stored("test_a").startswith(STORED)
    assert not RAW_ID.search(project.stored("test_a"))
    for _ in range(2):
        result = project.run()
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["1 snapshot passed."])


def test_parallel_workers_write_the_same_bytes_as_one_process(project: Project) -> None:
    tests = "\n".join(f"def test_{letter}(story, case): case(story)" for letter in "abcdefgh")
    project.write(test_a=CASES + tests, test_b=TESTS)
    project.update().assert_outcomes(passed=9)
    alone = project.files()
    for name in alone:
        (project.folder / name).unlink()

    project.update("-n", "2").assert_outcomes(passed=9)

    assert project.files() == alone
    assert {"test_a.runs", "test_b.runs", "test_a/test_c.1.runs-json"} < set(alone)


CASES = """
import pytest

@pytest.fixture
def case(runs_snapshot):
    def compare(story):
        assert story == runs_snapshot
        assert story["run"] == runs_snapshot(name="run only")
        assert story["run"] == runs_snapshot.json
        assert story["steps"] == runs_snapshot.json
    return compare

"""


def test_it_may_stand_on_either_side_and_takes_syrupys_options(project: Project) -> None:
    project.write(
        test_a="""
        from syrupy.filters import props
        from syrupy.matchers import path_type, path_value

        def hidden(data, match):
            return "a page" if match else data

        def test_options(story, runs_snapshot):
            assert runs_snapshot(exclude=props("metadata", "tools")) == story["run"]
            assert story["run"] == runs_snapshot(include=props("id", "status"))
            assert story == runs_snapshot(matcher=path_type({r".*\\.url": (str,)}, regex=True))
            assert story == runs_snapshot(matcher=path_value(
                {"steps.1.step_details.tool_calls.0.url": "x"}, types=(str,), replacer=hidden
            ))
            runs_snapshot.assert_match(story["order"])
            assert story["run"] == runs_snapshot(name="changed")
            assert story["run"] == runs_snapshot(diff="changed")
        """
    )
    project.update().stdout.fnmatch_lines(["7 snapshots generated."])
    stored = project.stored("test_a").split("# name: ")
    assert "metadata" not in stored[1]
    assert "id=<run:1>" in stored[1]
    assert stored[2].count("=") == 2
    assert stored[3].count("url=str") == 2, "matchers reach into models in lists in models"
    assert [text in stored[4] for text in ("url='a page'", "url='x'")] == [True, True]
    project.run().stdout.fnmatch_lines(["7 snapshots passed."])


def test_options_hold_for_one_comparison_and_defaults_for_all(project: Project) -> None:
    project.write(
        test_a="""
        def test_options(story, runs_snapshot):
            run = story["run"]
            assert run == runs_snapshot(times="mask", full=True)
            assert run == runs_snapshot
            masked = runs_snapshot.with_defaults(times="mask")
            assert run == masked
            assert run == masked(name="named")
            assert run == runs_snapshot
        """
    )
    project.update().assert_outcomes(passed=1)
    assert project.names("test_a") == [f"test_options{index}" for index in ("", ".1", ".2", ".4", "[named]")]
    once, plain, masked, again, named = project.stored("test_a").split("# name: ")[1:]
    assert "object='thread.run'" in once
    assert "temperature=1.0" in once
    assert [text.count("<time>") for text in (once, plain, masked, again, named)] == [2, 0, 2, 0, 2]
    assert plain.split("\n")[1:] == again.split("\n")[1:]
    project.run().stdout.fnmatch_lines(["5 snapshots passed."])


def test_names_are_shown_in_the_place_of_tokens(project: Project) -> None:
    project.write(
        test_a="""
        def test_names(story, runs_snapshot):
            assert story == runs_snapshot(names={story["run"].id: "the run"})
        """
    )
    project.update().assert_outcomes(passed=1)
    assert project.stored("test_a").count("<the run>") == 3
    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("runs_snapshot(tmes='rank')", "*TypeError: runs_snapshot has no option 'tmes': did you mean 'times'[?]"),
        ("runs_snapshot.with_defaults(name='a')", "*TypeError: runs_snapshot has no option 'name'*"),
        ("runs_snapshot(times='rnak')", "*ValueError: times is 'rnak'*'rank'*"),
    ],
)
def test_a_wrong_option_is_refused_and_costs_no_stored_snapshot(project: Project, call: str, told: str) -> None:
    project.write(test_a="def test_a(story, runs_snapshot): assert story == runs_snapshot")
    project.update()
    before = project.files()
    project.write(test_a=f"def test_a(story, runs_snapshot): assert story == {call}")
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E {told}"])
    assert project.files() == before


def test_json_keeps_each_snapshot_in_a_file_of_its_own_in_wire_order(project: Project) -> None:
    project.write(
        test_a="""
        def test_json(story, runs_snapshot):
            assert story["run"] == runs_snapshot.json
            assert story["steps"] == runs_snapshot.json(name="steps")
            assert story["run"] == runs_snapshot
            assert story["order"] == runs_snapshot.json
        """
    )
    project.update().stdout.fnmatch_lines(["4 snapshots generated."])
    files = project.files()
    assert sorted(files) == [
        "test_a.runs",
        "test_a/test_json.2.runs-json",
        "test_a/test_json.runs-json",
        "test_a/test_json[steps].runs-json",
    ]
    assert files["test_a/test_json.2.runs-json"] == '[\n  "<step:1>",\n  "<step:2>"\n]\n'
    run = files["test_a/test_json.runs-json"]
    assert run.startswith('{\n  "id": "<run:1>",\n  "object": "thread.run",\n  "created_at": "t0",\n  "thread_id"')
    project.run().stdout.fnmatch_lines(["4 snapshots passed."])


def test_half_of_a_character_is_kept_in_both_kinds_of_files(project: Project) -> None:
    cut = r"\ud83d"
    project.write(
        test_a=f"""
def test_a(runs_snapshot):
    assert {{"text": "{cut}"}} == runs_snapshot
    assert {{"text": "{cut}"}} == runs_snapshot.json
"""
    )
    project.update().assert_outcomes(passed=1)
    project.run().assert_outcomes(passed=1)
    assert all(cut in text for text in project.files().values())


def test_a_snapshot_is_not_named_by_an_id_that_the_next_recording_does_not_have(project: Project) -> None:
    project.write(test_a="\ndef test_a(story, runs_snapshot): assert story == runs_snapshot(name=story['run'].id)\n")
    told = project.told(project.update())
    assert "the name of a snapshot holds an id, which would differ in the next recording: use words" in told[-1]
    assert not project.files()


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
    assert "id=<step:1>" in step
    assert "id=<run:1>" in run
    assert re.findall("<[a-z]+:[0-9]>", order) == ["<step:2>", "<step:1>"]
    project.run().assert_outcomes(passed=1)


def test_every_kind_of_test_names_its_snapshots(project: Project) -> None:
    project.ini("asyncio_default_fixture_loop_scope = function")
    project.write(
        test_a="""
        import asyncio
        import unittest
        import pytest

        class TestRuns:
            @pytest.mark.parametrize("part", ["run", "steps"])
            def test_part(self, story, runs_snapshot, part):
                assert story[part] == runs_snapshot

        @pytest.mark.asyncio
        async def test_async(story, runs_snapshot):
            await asyncio.sleep(0)
            assert story == runs_snapshot

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def ask(self, story, runs_snapshot):
                self.story, self.runs_snapshot = story, runs_snapshot

            def test_method(self):
                assert self.story == self.runs_snapshot
        """
    )
    project.update(beside="asyncio").assert_outcomes(passed=4)
    names = ["TestCase.test_method", "TestRuns.test_part[run]", "TestRuns.test_part[steps]", "test_async"]
    assert project.names("test_a") == names
    project.run(beside="asyncio").stdout.fnmatch_lines(["4 snapshots passed."])


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


def test_a_secret_is_refused_before_anything_is_written_and_what_was_stored_stays(project: Project) -> None:
    leaking = """
        def test_leak(runs_snapshot):
            assert {"last_error": {"message": MESSAGE}} == runs_snapshot
        """
    project.write(test_a=leaking.replace("MESSAGE", "'bad key'"))
    project.update().assert_outcomes(passed=1)
    before = project.files()

    project.write(test_a=leaking.replace("MESSAGE", "'bad key sk-' + '4fTq9ZxLw2Kc7Vb1Np8R'"))
    result = project.update()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *SecretFound: *$.last_error.message*"])
    assert project.files() == before
