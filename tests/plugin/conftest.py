"""A downstream project in a folder of its own, with a server it can record from."""

from __future__ import annotations

import pytest
from bystanders import without

SERVER = '''
import json
import httpx2
import pytest

STATUSES = ["queued", "in_progress", "in_progress", "completed"]


class Server:
    """Answers as a server does whose run takes four polls; counts what it is asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, request):
        self.asked.append(f"{request.method} {request.url.path}")
        polls = self.asked.count("GET /v1/threads/thread_1/runs/run_1")
        if request.url.path.endswith("/fail"):
            return httpx2.Response(500, json={"error": {"message": "no"}})
        body = {"id": "run_1", "object": "thread.run", "status": STATUSES[min(polls, 4) - 1]}
        body |= {"asked": json.loads(request.content or b"null")}
        headers = {"set-cookie": "session=secret-cookie", "openai-organization": "secret-org"}
        return httpx2.Response(200, json=body, headers=headers)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def client(server):
    headers = {"authorization": "Bearer secret-key", "api-key": "secret-key", "openai-organization": "secret-org"}
    headers |= {"openai-project": "secret-project", "cookie": "a=secret-cookie"}
    with httpx2.Client(transport=httpx2.MockTransport(server), base_url="https://h/v1", headers=headers) as client:
        yield client
'''

TEST = """
import pytest

@pytest.mark.runsreplay
def test_poll(client):
    client.post("/threads/thread_1/runs", json={"question": "How warm is it?"})
    while client.get("/threads/thread_1/runs/run_1").json()["status"] != "completed":
        pass
"""


WIDE_CONFTEST = """
import httpx2, pytest
asked = []

def answer(request):
    asked.append(f"{request.method} {request.url.path}")
    return httpx2.Response(200, json={"id": f"asst_{len(asked)}"})

@pytest.fixture(scope="session")
def api():
    with httpx2.Client(transport=httpx2.MockTransport(answer), base_url="https://h/v1") as client:
        yield client

@pytest.fixture(scope="session")
def assistant(api):
    yield api.post("/assistants").json()["id"]
    api.delete("/assistants/a1")

def pytest_sessionfinish():
    print("asked", len(asked))
"""
WIDE_TESTS = """
import pytest
pytestmark = pytest.mark.runsreplay

@pytest.mark.parametrize("number", range(2))
def test_it(api, assistant, number):
    assert api.post("/runs", json={"assistant": assistant, "number": number}).status_code == 200
"""


@pytest.fixture(autouse=True)
def quick(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the plugins that no project here uses."""
    monkeypatch.setenv("PYTEST_ADDOPTS", " ".join(without("faker", "hypothesispytest", "recording", "syrupy")))


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with a polling test and a server; nothing is recorded yet."""
    pytester.makeconftest(SERVER)
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\nasyncio_default_fixture_loop_scope = 'function'")
    pytester.makepyfile(test_agent=TEST)
    return pytester


@pytest.fixture
def recorded(project: pytest.Pytester) -> pytest.Pytester:
    """The same project with its cassette recorded."""
    project.runpytest("--runsreplay-record-mode=once").assert_outcomes(passed=1)
    return project


@pytest.fixture
def wide(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project in which a session's fixture calls the API."""
    pytester.makeconftest(WIDE_CONFTEST)
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\nasyncio_default_fixture_loop_scope = 'session'")
    pytester.makepyfile(test_agent=WIDE_TESTS)
    return pytester
