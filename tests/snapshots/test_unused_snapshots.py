"""Snapshots that no test uses are reported and removed; those of tests that did not run are kept."""

from __future__ import annotations

import pytest
from snapshots.project import TESTS, Project


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_an_unused_snapshot_is_reported_and_then_removed(project: Project, workers: tuple[str, ...]) -> None:
    project.write(test_a=TESTS + TESTS.replace("test_story", "test_gone"))
    project.update().assert_outcomes(passed=2)
    project.write(test_a=TESTS)

    told = project.run("--snapshot-details", *workers)
    assert told.ret != 0
    told.stdout.fnmatch_lines(["1 snapshot passed. 1 snapshot unused.", "Unused test_gone<runs> (*test_a.ambr)"])

    project.update(*workers).stdout.fnmatch_lines(["1 snapshot passed. 1 unused snapshot deleted."])
    assert "test_gone" not in project.stored("test_a")
    project.run().assert_outcomes(passed=1)


def test_an_unused_snapshot_is_removed_when_its_module_is_named_too(project: Project) -> None:
    project.write(test_a=TESTS + TESTS.replace("test_story", "test_gone"))
    project.update()
    project.write(test_a=TESTS)
    project.update("test_a.py").stdout.fnmatch_lines(["*1 unused snapshot deleted."])


def test_updating_keeps_the_snapshots_of_tests_that_did_not_run(project: Project) -> None:
    skipping = f"import pytest\n{TESTS}\n@pytest.mark.skipif('SKIP', reason='no key')"
    module = skipping + TESTS.replace("test_story", "test_skipped") + "def test_plain(snapshot): assert 1 == snapshot\n"
    project.write(test_a=module.replace("SKIP", "False"), test_b=TESTS, test_c=module.replace("SKIP", "False"))
    project.update().assert_outcomes(passed=7)
    before = {name: project.stored(name) for name in ("test_a", "test_b", "test_c")}

    project.write(test_a=module.replace("SKIP", "True"), test_c=module.replace("SKIP", "True"))
    for options in (
        (),
        ("test_a.py",),
        ("-k", "plain"),
        ("--ignore=test_b.py",),
        ("-n", "2"),
        ("test_c.py::test_plain",),
    ):
        project.update(*options)
        assert {name: project.stored(name) for name in before} == before, options
