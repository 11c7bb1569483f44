"""A plain way to ask a service, without any HTTP library."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pytest_runsreplay.service import Request, Response

HEADERS = {"OpenAI-Beta": "assistants=v2", "Content-Type": "application/json"}


class Asker:
    """Asks a service without any HTTP library; ``post`` and ``get`` return the JSON of an answer that must be 200."""

    def __init__(self, handle: Callable[[Request], Response], api_key: str) -> None:
        self.handle = handle
        self.headers = {**HEADERS, "Authorization": f"Bearer {api_key}"}

    def __call__(self, method: str, path: str, body: Any = None, **changes: Any) -> Response:
        path, _, query = path.partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        details = {"query": query, "headers": self.headers, "body": content, **changes}
        return self.handle(Request(method, f"/v1{path}", **details))

    def post(self, path: str, **body: Any) -> Any:
        return self._good(self("POST", path, body))

    def get(self, path: str) -> Any:
        return self._good(self("GET", path))

    def error(self, method: str, path: str, body: Any = None, **changes: Any) -> tuple[int, dict[str, Any]]:
        answer = self(method, path, body, **changes)
        return answer.status, answer.json()["error"]

    def assistant(self, **fields: Any) -> str:
        return self.post("/assistants", **{"model": "gpt-4o-mini", "instructions": "Help.", **fields})["id"]

    def thread(self, *words: str, **fields: Any) -> str:
        messages = [{"role": "user", "content": text} for text in words]
        return self.post("/threads", messages=messages, **fields)["id"]

    def run(self, *words: str, **fields: Any) -> tuple[str, dict[str, Any]]:
        """A new run on a new thread: the run's path, and its body."""
        thread = self.thread(*(words or ("Hello",)))
        run = self.post(f"/threads/{thread}/runs", assistant_id=self.assistant(), **fields)
        return f"/threads/{thread}/runs/{run['id']}", run

    def poll(self, path: str) -> dict[str, Any]:
        """Poll a run until it ends or waits."""
        for _ in range(700):
            run = self.get(path)
            if run["status"] not in ("queued", "in_progress", "cancelling"):
                return run
        raise AssertionError(f"still {run['status']} after 700 polls")

    @staticmethod
    def _good(answer: Response) -> Any:
        assert answer.status == 200, answer.content.decode()
        return answer.json()
