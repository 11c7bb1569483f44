"""Other clients, the socket, and the ASGI application."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
from service.asker import Asker

from pytest_runsreplay.lifecycle import message
from pytest_runsreplay.service import RunsService

EXAMPLE = "https://runs.example/v1"


def headers_of(service: RunsService) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.api_key}", "OpenAI-Beta": "assistants=v2"}


def streamed_run(ask: Asker) -> dict[str, Any]:
    thread = {"messages": [{"role": "user", "content": "Hi"}]}
    return {"assistant_id": ask.assistant(), "thread": thread, "stream": True}


@pytest.mark.parametrize(("library", "name"), [(httpx, "httpx_transport"), (httpx2, "transport")])
def test_in_process_transports_are_mock_transports_that_recorders_can_patch(
    service: RunsService, library: Any, name: str
) -> None:
    transport = getattr(service, name)()
    assert isinstance(transport, library.MockTransport)
    for method in ("handle_request", "handle_async_request"):
        assert getattr(type(transport), method) is getattr(library.MockTransport, method)


@pytest.mark.parametrize(("library", "name"), [(httpx, "httpx_transport"), (httpx2, "transport")])
def test_streams_arrive_chunk_by_chunk_in_process(service: RunsService, ask: Asker, library: Any, name: str) -> None:
    service.always(message("One two."))
    transport, options = getattr(service, name)(), {"json": streamed_run(ask), "headers": headers_of(service)}

    async def read() -> list[bytes]:
        client = library.AsyncClient(transport=transport)
        async with client, client.stream("POST", f"{EXAMPLE}/threads/runs", **options) as answer:
            return [chunk async for chunk in answer.aiter_raw()]

    client = library.Client(transport=transport)
    with client, client.stream("POST", f"{EXAMPLE}/threads/runs", **options) as answer:
        chunks = list(answer.iter_raw())
    for told in (chunks, asyncio.run(read())):
        assert told[0].startswith(b"event: thread.created\n")
        assert told[-1] == b"event: done\ndata: [DONE]\n\n"
        assert all(chunk.count(b"event: ") == 1 for chunk in told)


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_httpx_and_httpx2_reach_the_socket(service: RunsService, library: Any) -> None:
    with library.Client(base_url=service.base_url, headers=headers_of(service)) as client:
        answer = client.post("threads", json={"metadata": {"by": "Åse"}})
        assert (answer.status_code, answer.json()["metadata"]) == (200, {"by": "Åse"})
        assert client.get("threads/thread_1").status_code == 404


def test_requests_reaches_the_socket_and_reads_a_stream(service: RunsService, ask: Asker) -> None:
    with requests.Session() as session:
        session.headers.update(headers_of(service))
        answer = session.post(f"{service.base_url}/threads/runs", json=streamed_run(ask), stream=True, timeout=10)
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert answer.content.endswith(b"event: done\ndata: [DONE]\n\n")


@pytest.mark.asyncio
async def test_aiohttp_reaches_the_socket_and_reads_a_stream(service: RunsService, ask: Asker) -> None:
    session = aiohttp.ClientSession(headers=headers_of(service))
    async with session, session.post(f"{service.base_url}/threads/runs", json=streamed_run(ask)) as answer:
        text = await answer.text()
    assert answer.status == 200
    assert text.startswith("event: thread.created\n")
    assert text.endswith("data: [DONE]\n\n")


def test_an_answer_is_the_same_in_process_and_over_the_socket() -> None:
    bodies = []
    for over_socket in (False, True):
        with RunsService(seed="one") as service:
            where = service.base_url if over_socket else EXAMPLE
            transport = None if over_socket else service.transport()
            with httpx2.Client(transport=transport, headers=headers_of(service)) as client:
                answer = client.post(f"{where}/threads?a=%C3%A9", json={})
                bodies.append((answer.content, answer.headers["x-request-id"], answer.headers["date"]))
                assert service.requests[0].query == "a=%C3%A9"
    assert bodies[0] == bodies[1]


def test_services_on_one_socket_do_not_see_each_other() -> None:
    with RunsService() as one, RunsService() as other:
        assert one.base_url == other.base_url
        thread = requests.post(f"{one.base_url}/threads", headers=headers_of(one), timeout=10).json()["id"]
        for service, status in ((one, 200), (other, 404)):
            url = f"{one.base_url}/threads/{thread}"
            assert requests.get(url, headers=headers_of(service), timeout=10).status_code == status
        assert len(one.requests) == 2
        assert len(other.requests) == 1


def test_an_unknown_key_reaches_no_service(service: RunsService) -> None:
    url = f"{service.base_url}/threads"
    for headers in ({}, {"Authorization": "Bearer sk-other"}, {"api-key": "x"}):
        assert requests.post(url, headers=headers, timeout=10).status_code == 401
    assert service.requests == []


def test_a_closed_service_is_gone_from_the_socket() -> None:
    with RunsService() as service:
        url, headers = f"{service.base_url}/threads", headers_of(service)
        assert requests.post(url, headers=headers, timeout=10).status_code == 200
    assert requests.post(url, headers=headers, timeout=10).status_code == 401


def test_many_threads_may_ask_one_service(service: RunsService) -> None:
    url = f"{service.base_url}/threads"

    def make(_: int) -> str:
        return str(requests.post(url, headers=headers_of(service), timeout=30).json()["id"])

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(make, range(64)))
    assert len(ids) == len(service.requests) == 64


def test_the_asgi_application_serves_any_asgi_client(service: RunsService, ask: Asker) -> None:
    async def talk() -> tuple[int, str]:
        transport = httpx2.ASGITransport(app=service.app)
        async with httpx2.AsyncClient(transport=transport, headers=headers_of(service)) as client:
            made = await client.post(f"{EXAMPLE}/threads", json={})
            told = await client.post(f"{EXAMPLE}/threads/runs", json=streamed_run(ask))
            return made.status_code, told.text

    status, text = asyncio.run(talk())
    assert status == 200
    assert text.endswith("data: [DONE]\n\n")


def test_the_asgi_application_takes_part_in_a_servers_lifespan(service: RunsService) -> None:
    sent: list[str] = []
    events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(events)

    async def send(event: Any) -> None:
        sent.append(event["type"])

    asyncio.run(service.app({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def run_python(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(script)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_process_ends_though_a_client_keeps_its_connection() -> None:
    done = run_python("""
        import atexit, http.client
        from urllib.parse import urlsplit
        from pytest_runsreplay.service import RunsService
        service = RunsService()
        atexit.register(lambda: connection.close())  # after the server has stopped
        url = urlsplit(service.base_url)
        connection = http.client.HTTPConnection(url.hostname, url.port)
        connection.request("GET", "/v1/threads/thread_1")
        print(connection.getresponse().read() and "answered")
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "answered\n", "")


@pytest.mark.parametrize(
    ("missing", "wanted", "hint"),
    [
        ("uvicorn", "service.base_url", "pip install 'pytest-runsreplay[service]'"),
        ("httpx2", "service.transport()", "pip install httpx2"),
        ("httpx", "service.httpx_transport()", "pip install httpx"),
        ("openai", "service.client()", "pip install openai"),
    ],
)
def test_a_missing_library_is_named_with_what_to_install(missing: str, wanted: str, hint: str) -> None:
    done = run_python(f"""
        import sys
        sys.modules[{missing!r}] = None
        from pytest_runsreplay.service import RunsService
        service = RunsService()
        try:
            {wanted}
        except ImportError as error:
            print(error)
    """)
    assert done.stdout.startswith(f"{wanted} needs {missing}, which cannot be imported"), done.stderr
    assert done.stdout.rstrip().endswith(hint)


def test_the_service_loads_no_http_library_until_asked() -> None:
    done = run_python("""
        import sys
        from pytest_runsreplay.service import RunsService
        RunsService()
        print([name for name in ("uvicorn", "httpx", "httpx2", "openai", "asyncio") if name in sys.modules])
    """)
    assert done.stdout.strip() == "[]", done.stderr
