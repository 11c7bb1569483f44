"""Whatever is asked in replay, more, less and in another order, is answered as the service would have answered it."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pytest_runsreplay import CassetteMiss, RunsService, use_cassette
from pytest_runsreplay.lifecycle import FINAL_RUN_STATUSES, message, tool_call
from pytest_runsreplay.recording.series import STAY_LIMIT
from pytest_runsreplay.service import Request
from pytest_runsreplay.service.engine import Engine

ID = re.compile(r"(?:thread|run)_(?!none)\w+")
HOST = "https://runs.example"
MOMENTS = 8
"""More polls than any run here takes until it ends or waits."""

ENDED = FINAL_RUN_STATUSES | {"gone"}
UNDER_WAY = frozenset({"queued", "in_progress", "cancelling"})
SIMULATION = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
READS = ["run", "run", "steps", "messages", "runs", "thread", "assistants", "page", "poll", "poll"]
WRITES = [
    "start",
    "start",
    "submit",
    "submit",
    "message",
    "cancel",
    "modify run",
    "modify thread",
    "new thread",
    "delete",
]
SCRIPTS = st.lists(st.tuples(st.sampled_from([*READS, *WRITES]), st.integers(0, 3)), min_size=4, max_size=30)
STORY = ["new thread", "message", "start", "messages", "steps", "poll", "messages", "steps", "submit", "run", "poll"]
STORY += ["messages", "steps", "runs", "run", "modify run", "message", "messages", "cancel", "modify thread", "delete"]

Asked = tuple[str, str, bytes]
Answer = tuple[int, bytes]


class World:
    """A service that is being recorded: what it was asked, and how it was after each write."""

    def __init__(self, service: RunsService) -> None:
        self.service = service
        self.client = client(service.transport(), service.api_key)
        self.writes: list[tuple[Asked, Answer]] = []
        self.reads: list[list[str]] = [[]]
        self.engines: list[Engine] = [copy.deepcopy(service.engine)]
        self.threads: list[str] = []
        self.runs: list[str] = []
        self.calls: dict[str, list[str]] = {}
        self.assistant = self.write("POST", "/v1/assistants", {"model": "gpt-4o-mini", "instructions": "Help."})["id"]
        self.threads.append(self.write("POST", "/v1/threads", {})["id"])

    def write(self, method: str, path: str, body: Any = None) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        response = self.client.request(method, path, content=content)
        self.writes.append(((method, path, content), (response.status_code, response.content)))
        self.reads.append([])
        self.engines.append(copy.deepcopy(self.service.engine))
        return response.json()

    def read(self, path: str) -> Any:
        self.reads[-1].append(path)
        body = self.client.get(path).json()
        if body.get("required_action"):
            self.calls[path] = [call["id"] for call in body["required_action"]["submit_tool_outputs"]["tool_calls"]]
        return body

    def do(self, what: str, number: int) -> None:
        """One thing of a script: of the threads and runs there are, it is done to the one of this number."""
        thread = f"/v1/threads/{self.threads[number % len(self.threads)]}"
        run = self.runs[number % len(self.runs)] if self.runs else f"{thread}/runs/run_none"
        reads = {
            "run": run,
            "steps": f"{run}/steps",
            "messages": f"{thread}/messages",
            "runs": f"{thread}/runs",
            "thread": thread,
            "assistants": "/v1/assistants",
            "page": f"{thread}/messages?order=asc&limit={number + 1}",
        }
        outputs = [{"tool_call_id": call, "output": "3"} for call in self.calls.get(run, ["call_none"])]
        writes: dict[str, tuple[str, str, Any]] = {
            "new thread": ("POST", "/v1/threads", {}),
            "start": ("POST", f"{thread}/runs", {"assistant_id": self.assistant}),
            "submit": ("POST", f"{run}/submit_tool_outputs", {"tool_outputs": outputs}),
            "message": ("POST", f"{thread}/messages", {"role": "user", "content": f"Hello {number}"}),
            "cancel": ("POST", f"{run}/cancel", {}),
            "modify run": ("POST", run, {"metadata": {"n": str(number)}}),
            "modify thread": ("POST", thread, {"metadata": {"n": str(number)}}),
            "delete": ("DELETE", thread, None),
        }
        if what == "poll":
            while self.read(run).get("status") in UNDER_WAY:
                pass
        elif what in reads:
            self.read(reads[what])
        else:
            made = self.write(*writes[what])
            self.threads += [made["id"]] if made.get("object") == "thread" and what == "new thread" else []
            self.runs += (
                [f"{thread}/runs/{made['id']}"] if made.get("object") == "thread.run" and what == "start" else []
            )

    def window(self, path: str, done: int) -> range:
        """The stretches between writes, each named by how many were done before it, in which nothing is written that
        this path shows, around the one after ``done`` writes."""
        bounds = [at for at, (asked, told) in enumerate(self.writes, 1) if concerns(asked, told, path)]
        start = max((at for at in bounds if at <= done), default=0)
        return range(start, min((at for at in bounds if at > done), default=len(self.writes) + 1))

    def known(self, done: int) -> list[str]:
        """What was read, as far as whoever asks can know the ids in it by now."""
        told = b"".join(content for _, (_, content) in self.writes[:done])
        paths = {path for reads in self.reads for path in reads}
        return sorted(path for path in paths if all(id.encode() in told for id in ID.findall(path)))

    @cache  # noqa: B019 - a world lasts no longer than its test
    def answers(self, path: str, start: int) -> set[Answer]:
        """All that the service answers at this path from this moment on, as long as nothing is written."""
        engine = copy.deepcopy(self.engines[start])
        polled = [run for run in self.runs if thread_of(run) == thread_of(path)]
        seen = {ask(engine, path)}
        for _ in range(MOMENTS):
            for run in polled:
                seen.add(ask(engine, path))
                ask(engine, run)
            seen.add(ask(engine, path))
        return seen


def client(transport: Any, key: str) -> httpx2.Client:
    headers = {"openai-beta": "assistants=v2", "authorization": f"Bearer {key}"}
    return httpx2.Client(transport=transport, base_url=HOST, headers=headers)


def ask(engine: Engine, path: str) -> Answer:
    place, _, query = path.partition("?")
    headers = {"openai-beta": "assistants=v2", "authorization": f"Bearer {engine.api_key}"}
    response = engine.handle(Request("GET", place, query, headers))
    return response.status, response.content


def thread_of(path: str) -> str:
    parts = path.partition("?")[0].split("/")
    return parts[3] if len(parts) > 3 and parts[2] == "threads" else path


def concerns(asked: Asked, told: Answer, path: str) -> bool:
    """Whether a write may change what a path shows: it made its thread, is on it, or at the path or under it."""
    place, thread = path.partition("?")[0], thread_of(path)
    made = asked[1] == "/v1/threads" and thread.encode() in told[1]
    return made or thread_of(asked[1]) == thread or f"{asked[1]}/".startswith(f"{place}/")


def told(script: list[tuple[str, int]]) -> World:
    service = RunsService("simulation")
    service.always(tool_call("add", a=1, b=2), message("It is 3."))
    world = World(service)
    for what, number in script:
        world.do(what, number)
    return world


def nobody(request: httpx2.Request) -> httpx2.Response:
    raise AssertionError(f"{request.method} {request.url} left the replay")


def test_the_story_goes_from_a_tool_call_to_the_end_of_a_run(tmp_path: Path) -> None:
    with use_cassette(tmp_path / "a.json", record_mode="once") as cassette:
        world = told([(word, 0) for word in STORY])
    [run] = cassette.runs
    assert [state.status for state in cassette.history(run.id)][-1] == "completed"
    assert "requires_action" in [state.status for state in cassette.history(run.id)]
    assert len({status for _, (status, _) in world.writes}) == 2, "some writes are refused"


@SIMULATION
@example(script=[(word, 0) for word in STORY], random=Random(1))
@example(script=[(word, 0) for word in STORY], random=Random(2))
@example(script=[(word, number) for word in STORY for number in (0, 1)], random=Random(3))
@given(script=SCRIPTS, random=st.randoms(use_true_random=False))
def test_every_answer_is_one_that_the_service_would_have_given_then(
    script: list[tuple[str, int]], random: Random
) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "simulation.json"
        with use_cassette(file, record_mode="once"):
            world = told(script)
        with use_cassette(file) as cassette, client(httpx2.MockTransport(nobody), "none") as replaying:
            for done in range(len(world.writes) + 1):
                for path in random.sample(world.known(done), k=min(5, len(world.known(done)))) * 2:
                    check_read(world, replaying, path, done)
                if done < len(world.writes):
                    (method, place, content), answer = world.writes[done]
                    response = replaying.request(method, place, content=content)
                    assert (response.status_code, response.content) == answer
            for run in world.runs:
                check_poll(replaying, run)
            cassette.misses.clear()


def check_read(world: World, replaying: httpx2.Client, path: str, done: int) -> None:
    window = world.window(path, done)
    try:
        response = replaying.get(path)
    except CassetteMiss:
        assert not any(path in world.reads[stretch] for stretch in window), "this was recorded, and is not replayed"
        return
    assert (response.status_code, response.content) in world.answers(path, window.start)


def check_poll(replaying: httpx2.Client, run: str) -> None:
    """Poll to the end, which comes: that of the run, or a miss that says that it never ends."""
    for _ in range(2 * STAY_LIMIT):
        try:
            if replaying.get(run).json().get("status", "gone") in ENDED:
                return
        except CassetteMiss:
            return
    raise AssertionError("the poll goes on for ever")
