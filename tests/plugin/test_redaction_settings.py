"""What is redacted besides the defaults, and what of them is not, is set as all else."""

from __future__ import annotations

import json

import pytest

TEST = """
    import httpx2, pytest

    BODY = {"note": "of Ada, customer-4711, ada@lovelace.org"}

    @pytest.mark.runsreplay({marker})
    def test_it(runs_cassette):
        transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"id": "t"}))
        with httpx2.Client(transport=transport) as client:
            client.post("https://h/v1/threads", json=BODY)
"""
RECORD = "--runsreplay-record-mode=once"


def note(project: pytest.Pytester, marker: str) -> str:
    """What is recorded of the note."""
    project.makepyfile(test_agent=TEST.replace("{marker}", marker))
    project.runpytest(RECORD).assert_outcomes(passed=1)
    (file,) = project.path.rglob("*.json")
    return str(json.loads(file.read_text())["exchanges"][0]["request"]["json"]["note"])


def test_the_marker_names_values_and_patterns(project: pytest.Pytester) -> None:
    marker = 'replace=["of Ada", __import__("re").compile(r"customer-[0-9]+")]'
    assert note(project, marker) == "<redacted>, <redacted>, email-1@redacted.invalid"


def test_a_default_is_switched_off_by_its_name(project: pytest.Pytester) -> None:
    assert note(project, 'keep=["email"]') == "of Ada, customer-4711, ada@lovelace.org"


def test_ini_config_and_marker_add_up(project: pytest.Pytester) -> None:
    with (project.path / "pyproject.toml").open("a") as file:
        file.write('\nrunsreplay_replace = ["/customer-[0-9]+/"]\nrunsreplay_keep = ["email"]\n')
    project.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def runsreplay_config():
            return {"replace": ["lovelace"]}
        """
    )
    assert note(project, 'replace=["of Ada"]') == "<redacted>, <redacted>, ada@<redacted>.org"


@pytest.mark.parametrize(
    ("marker", "complaint"),
    [
        ("replace='Ada'", "*replace is a list of values, /patterns/ or compiled patterns, found str*"),
        ("replace=['/(/']", "*expected a pattern between slashes to redact, found '/(/'*"),
        ("replace=['completed']", "*found 'completed', which is a word of the API itself*"),
        ("keep=['emails']", "*no rule of redaction is named 'emails': they are *email*"),
        ("keep=[1]", "*keep is a list of names of rules of redaction, found [[]1]*"),
    ],
)
def test_what_cannot_be_redacted_is_an_error_that_says_why(
    marker: str, complaint: str, project: pytest.Pytester
) -> None:
    project.makepyfile(test_agent=TEST.replace("{marker}", marker))
    result = project.runpytest()
    assert result.ret != 0
    result.stderr.fnmatch_lines([complaint])


def test_what_only_looks_like_a_secret_is_masked_and_told_by_its_place(project: pytest.Pytester) -> None:
    project.makepyfile(test_agent=TEST.replace("{marker}", "").replace("of Ada,", "password: correct-horse-42,"))
    result = project.runpytest(RECORD)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*what looks like a secret was masked at *. Look at it before you commit"])
    assert "correct-horse" not in result.stdout.str()
    (file,) = project.path.rglob("*.json")
    assert "correct-horse" not in file.read_text()
