"""The ``runs_service`` fixture."""

from __future__ import annotations

import pytest

TEST_MODULE = """
    from pytest_runsreplay import RunsService
    from pytest_runsreplay.lifecycle import message
    from pytest_runsreplay.service import Request

    seen = []

    def make_thread(service):
        headers = {"api-key": service.api_key, "OpenAI-Beta": "assistants=v2"}
        return service.handle(Request("POST", "/v1/threads", headers=headers)).json()["id"]

    def test_one(runs_service):
        assert isinstance(runs_service, RunsService)
        runs_service.script(message("Hello."))
        seen.append((make_thread(runs_service), runs_service.api_key))
        print("drawn", seen[0][0])

    def test_two(runs_service):
        assert runs_service.requests == runs_service.unused_scripts == []
        assert seen[0][0] != make_thread(runs_service)
        assert seen[0][1] != runs_service.api_key
"""


def test_each_test_has_a_service_of_its_own_that_its_name_seeds(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST_MODULE)
    pytester.makeini("[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function\n")
    options = ("-p", "no:randomly", "-s")
    drawn = drawn_by(pytester.runpytest(*options))
    assert len(drawn) == 1
    assert drawn_by(pytester.runpytest_subprocess(*options)) == drawn
    assert drawn_by(pytester.runpytest(*options, "--runsreplay-seed", "1")) != drawn


def drawn_by(result: pytest.RunResult) -> list[str]:
    result.assert_outcomes(passed=2)
    return [line for line in result.outlines if "drawn" in line]
