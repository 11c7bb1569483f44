"""The JavaScript client of Azure OpenAI in a process of node, and a server on the loopback that it asks for bodies."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from os import environ
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from acceptance.presets import JsonObject, page_of

PACKAGE = "@azure/openai-assistants@1.0.0-beta.6"
SCRIPT = Path(__file__).with_name("javascript_client.cjs")
INSTALLING = [
    *("npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"),
    *("--fetch-retries=0", "--fetch-timeout=20000"),
]
"""No script of a package runs; where there is no registry, it is given up at once."""

CALLS = {"run": ("getRun", "listRuns"), "run_step": ("getRunStep", "listRunSteps")}


class Unavailable(Exception):
    """There is no such client here; says why."""


def install(folder: Path) -> Path:
    """Install the client under ``folder`` unless it is there. Raises Unavailable."""
    home = folder / PACKAGE.rpartition("/")[2]
    if not home.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(dir=folder))
        try:
            _install_into(fresh)
            _put_in_place(fresh, home)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return home


def _install_into(folder: Path) -> None:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Unavailable(f"there is no {program} here")
    try:
        command = [*INSTALLING, "--prefix", str(folder), PACKAGE]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=120)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        reason = next((line for line in said if "error" in line), said[-1])
        raise Unavailable(f"npm cannot install {PACKAGE}: {reason}") from None


def _put_in_place(fresh: Path, home: Path) -> None:
    try:
        fresh.rename(home)
    except OSError:  # another process was faster
        if not home.is_dir():
            raise


def ask(home: Path, asked: Sequence[tuple[str, JsonObject]]) -> list[list[JsonObject]]:
    """What the client makes of each body, an object's name with each: once when it is got, once when it is listed."""
    requests = [{"call": call, "thread": index} for index, (name, _) in enumerate(asked) for call in CALLS[name]]
    with _serving([body for _, body in asked]) as endpoint:
        done = subprocess.run(
            ["node", str(SCRIPT), str(home), endpoint],
            input=json.dumps(requests),
            capture_output=True,
            check=True,
            env={**environ, "NO_PROXY": "127.0.0.1"},
            text=True,
            timeout=60,
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(requests)
    return [answers[index : index + 2] for index in range(0, len(answers), 2)]


@contextmanager
def _serving(bodies: Sequence[JsonObject]) -> Iterator[str]:
    """A server that has these bodies, each in a thread of its number, while the block runs."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, _, thread, *rest = urlsplit(self.path).path.strip("/").split("/")
            body = bodies[int(thread)]
            content = json.dumps(page_of([body]) if rest[-1] in {"runs", "steps"} else body).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Tells nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
