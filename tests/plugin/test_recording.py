"""What a user sees of recording and replaying with the marker, the option and the fixture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASSETTE = Path("cassettes/test_agent/test_poll.json")


def files(pytester: pytest.Pytester) -> list[str]:
    """Every cassette file of the project."""
    return sorted(str(path.relative_to(pytester.path)) for path in pytester.path.rglob("cassettes/**/*.*"))


def test_it_records_once_and_replays_without_the_server(recorded: pytest.Pytester) -> None:
    recorded.makeconftest(Path(recorded.path / "conftest.py").read_text() + "\n    Server.__call__ = None\n")
    assert files(recorded) == [str(CASSETTE)]
    before = CASSETTE.read_bytes()

    result = recorded.runpytest()

    result.assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before


def test_it_says_what_it_recorded(project: pytest.Pytester) -> None:
    result = project.runpytest("--runsreplay-record-mode=once")
    result.stdout.fnmatch_lines(["runsreplay: record mode once", "*- runsreplay -*", f"recorded *{CASSETTE}"])


def test_a_recording_counts_repeated_answers_and_holds_no_secret(recorded: pytest.Pytester) -> None:
    text = CASSETTE.read_text()
    document = json.loads(text)

    assert "secret" not in text
    assert [one.get("times", 1) for one in document["exchanges"]] == [1, 1, 2, 1]
    assert document["exchanges"][0]["request"]["json"] == {"question": "How warm is it?"}
    assert document["recorded"]["clients"] == [f"python-httpx2/{_version()}"]


def _version() -> str:
    import httpx2

    return httpx2.__version__


def test_a_recording_of_the_same_exchanges_is_the_same_but_for_its_date(recorded: pytest.Pytester) -> None:
    before = json.loads(CASSETTE.read_text())
    recorded.runpytest("--runsreplay-record-mode=rewrite").assert_outcomes(passed=1)
    after = json.loads(CASSETTE.read_text())

    before["recorded"].pop("at"), after["recorded"].pop("at")
    assert after == before


def test_new_episodes_adds_what_is_missing_and_replays_the_rest(recorded: pytest.Pytester) -> None:
    text = Path("test_agent.py").read_text().replace("(client)", "(client, server)")
    text += '\n    assert client.get("/more").status_code == 200\n    assert len(server.asked) == 1\n'
    Path("test_agent.py").write_text(text)
    recorded.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)
    assert len(json.loads(CASSETTE.read_text())["exchanges"]) == 5


def test_what_new_episodes_adds_stands_where_it_was_asked_and_replays(recorded: pytest.Pytester) -> None:
    text = Path("test_agent.py").read_text()
    Path("test_agent.py").write_text(
        text.replace("    while", '    client.post("/threads/thread_1/messages")\n    while')
    )
    recorded.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)
    recorded.runpytest().assert_outcomes(passed=1)

    paths = [
        exchange["request"]["url"].rpartition("/")[2] for exchange in json.loads(CASSETTE.read_text())["exchanges"]
    ]
    assert paths[:2] == ["runs", "messages"]


def test_a_frozen_cassette_is_never_rewritten(recorded: pytest.Pytester) -> None:
    before = CASSETTE.read_bytes()
    recorded.makepyfile(test_agent=Path("test_agent.py").read_text().replace(".runsreplay", ".runsreplay(frozen=True)"))
    recorded.runpytest("--runsreplay-record-mode=rewrite").assert_outcomes(passed=1)
    assert CASSETTE.read_bytes() == before


def test_a_yaml_of_vcrpy_is_replayed_and_a_new_recording_goes_beside_it(project: pytest.Pytester) -> None:
    stock = Path("cassettes/test_agent/test_yaml.yaml")
    stock.parent.mkdir(parents=True)
    stock.write_text(
        "version: 1\ninteractions:\n- request: {method: GET, uri: 'https://h/v1/old', body: null, "
        "headers: {authorization: [secret]}}\n"
        "  response: {status: {code: 200, message: OK}, headers: {set-cookie: [secret]}, "
        "body: {string: recorded long ago}}\n"
    )
    before = stock.read_bytes()
    project.makepyfile(
        test_agent="""
        import pytest
        @pytest.mark.runsreplay
        def test_yaml(client):
            assert client.get("/old").text == "recorded long ago"
            client.get("/new")
        """
    )
    project.runpytest("--runsreplay-record-mode=new_episodes").assert_outcomes(passed=1)

    assert stock.read_bytes() == before
    assert len(json.loads(stock.with_suffix(".json").read_text())["exchanges"]) == 2
    assert "secret" not in stock.with_suffix(".json").read_text()
    project.runpytest().assert_outcomes(passed=1)
    Path("test_agent.py").write_text(
        Path("test_agent.py").read_text().replace("runsreplay", "runsreplay('test_yaml.yaml')")
    )
    project.runpytest().assert_outcomes(passed=1)
