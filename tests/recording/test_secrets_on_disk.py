"""No secret reaches the disk: a thousand are planted wherever one can stand, and looked for in every file."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import string
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_runsreplay import use_cassette

ALNUM = string.ascii_letters + string.digits
URL = "https://h/v1/threads"
OWN = re.compile(r"cust-[0-9]{10}")
MODES = ("once", "new_episodes", "all", "rewrite")
ENVIRONMENT, REPLACED = "PLANTED_SERVICE_KEY", "what the user names"


def word(size: int, alphabet: str = ALNUM) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=size, max_size=size)


jwt = st.builds(
    lambda claim, signature: f"eyJhbGciOiJIUzI1NiJ9.{_base64(json.dumps({'sub': claim}))}.{signature}",
    word(12),
    word(43),
)
pem = word(64).map(lambda key: f"-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----")
connection = word(86).map(lambda key: f"DefaultEndpointsProtocol=https;AccountName=acc;AccountKey={key}==;")
BY_SHAPE = {
    "openai": word(40).map("sk-proj-{}".format),
    "github": word(36).map("ghp_{}".format),
    "aws": word(16, string.ascii_uppercase + string.digits).map("AKIA{}".format),
    "google": word(35).map("AIza{}".format),
    "jwt": jwt,
    "pem": pem,
    "connection string": connection,
}
typed = st.text(string.ascii_letters + string.digits + "+/=&%-_.!~ ", min_size=8, max_size=40).map(
    lambda text: f"Kx{text.strip()}9q"
)
BY_VALUE = {ENVIRONMENT: typed, REPLACED: typed, "pattern": word(10, string.digits).map("cust-{}".format)}
NAMES = ("api_key", "client_secret", "password", "accessToken")
"""Fields whose value is a secret whatever it is."""


class Planted(NamedTuple):
    """A secret of a kind in a place: the request that carries it, and the answer to that."""

    kind: str
    secret: str
    place: str


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


Place = Callable[[str], tuple[dict[str, Any], httpx2.Response]]


def asking(**options: Any) -> tuple[dict[str, Any], httpx2.Response]:
    return options, httpx2.Response(200, json={"id": "t", "object": "thread"})


def answering(**options: Any) -> tuple[dict[str, Any], httpx2.Response]:
    return {}, httpx2.Response(**{"status_code": 200, **options})


def events(*texts: str) -> bytes:
    deltas = [
        {
            "id": "msg_1",
            "object": "thread.message.delta",
            "delta": {"content": [{"index": 0, "type": "text", "text": {"value": text}}]},
        }
        for text in texts
    ]
    return b"".join(f"event: thread.message.delta\ndata: {json.dumps(delta)}\n\n".encode() for delta in deltas)


class Chunked(httpx2.SyncByteStream):
    def __init__(self, content: bytes, size: int) -> None:
        self.chunks = [content[at : at + size] for at in range(0, len(content), size)]

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks


def streamed(content: bytes, size: int) -> tuple[dict[str, Any], httpx2.Response]:
    return answering(headers={"content-type": "text/event-stream"}, stream=Chunked(content, size))


ANYWHERE: dict[str, Place] = {
    "client": lambda secret: asking(headers={"user-agent": quote(secret)}),
    "bearer": lambda secret: asking(headers={"authorization": f"Bearer {quote(secret)}"}),
    "query": lambda secret: asking(params={"after": secret}),
    "path": lambda secret: asking(url=f"{URL}/{quote(secret, safe='')}/runs"),
    "deep in the request": lambda secret: asking(json={"a": [{"b": f"see {secret} there"}]}),
    "form": lambda secret: asking(data={"note": f"it is {secret}"}),
    "multipart": lambda secret: asking(files={"file": ("a.txt", f"line\n{secret}\n".encode())}),
    "text": lambda secret: asking(content=f"say {secret}."),
    "deep in the answer": lambda secret: answering(json={"data": [{"content": [{"text": {"value": secret}}]}]}),
    "arguments": lambda secret: answering(json={"function": {"arguments": json.dumps({"with": secret})}}),
    "escaped": lambda secret: answering(
        headers={"content-type": "application/json"},
        content=json.dumps({"x": secret}).replace("/", "\\/").replace("+", "\\u002b").encode(),
    ),
    "error message": lambda secret: answering(status_code=401, json={"error": {"message": f"Wrong key: {secret}"}}),
    "plain answer": lambda secret: answering(text=f"<html>{secret}</html>"),
    "binary answer": lambda secret: answering(content=b"\xff\xfe" + secret.encode() + b"\x00"),
    "location": lambda secret: answering(status_code=307, headers={"location": f"https://h/next?to={quote(secret)}"}),
    "base64": lambda secret: answering(json={"blob": base64.b64encode(f"user: {secret}; end".encode()).decode()}),
    "stream": lambda secret: streamed(events("Hello", f"your {secret} is"), 1 << 20),
    "stream in small chunks": lambda secret: streamed(events("Hello", f"your {secret} is"), 7),
    "stream of small deltas": lambda secret: streamed(events("it", *secret, "is"), 1 << 20),
}
NAMED: dict[str, Place] = {
    **{f"query {name}": lambda secret, name=name: asking(params={name: secret}) for name in NAMES},  # type: ignore[misc]
    **{f"field {name}": lambda secret, name=name: asking(json={"x": {name: secret}}) for name in NAMES},  # type: ignore[misc]
    **{f"answer {name}": lambda secret, name=name: answering(json=[{name: secret}]) for name in NAMES},  # type: ignore[misc]
    **{f"form {name}": lambda secret, name=name: asking(data={name: secret}) for name in NAMES},  # type: ignore[misc]
}
PLACES = {**ANYWHERE, **NAMED}


@st.composite
def plantings(draw: st.DrawFn, count: int = 20) -> list[Planted]:
    """Secrets of all kinds; there is one value in the environment and one that the user names."""
    fixed = {kind: draw(BY_VALUE[kind]) for kind in (ENVIRONMENT, REPLACED)}
    found = []
    for _ in range(count):
        if draw(st.booleans()):
            place = draw(st.sampled_from(sorted(NAMED)))
            found.append(Planted("named", draw(typed), place))
        else:
            kind = draw(st.sampled_from(sorted({**BY_SHAPE, **BY_VALUE})))
            secret = fixed.get(kind) or draw({**BY_SHAPE, **BY_VALUE}[kind])
            found.append(Planted(kind, secret, draw(st.sampled_from(sorted(ANYWHERE)))))
    return found


def on_disk(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def spellings(secret: str) -> Iterator[bytes]:
    """How a secret may be written."""
    yield from {
        secret.encode(),
        json.dumps(secret)[1:-1].encode(),
        json.dumps(json.dumps(secret))[3:-3].encode(),
        quote(secret).encode(),
        quote(secret, safe="").encode(),
        secret.replace(" ", "+").encode(),
    }
    for offset in range(3):  # in the middle of what is in base64
        coded = base64.b64encode(b"\0" * offset + secret.encode())
        yield coded[4 if offset else 0 : len(coded) - 4]


def leaks(planted: list[Planted], written: bytes) -> list[Planted]:
    return [one for one in planted if any(form in written for form in spellings(one.secret))]


def send(planted: list[Planted], cassette: Path, options: dict[str, Any]) -> Iterator[None]:
    """Record each, and stop after each."""
    for position, one in enumerate(planted):
        request, response = PLACES[one.place](one.secret)
        request = {"url": f"{URL}?n={position}", **request}
        with httpx2.Client(transport=httpx2.MockTransport(lambda _, response=response: response)) as client:  # type: ignore[misc]
            client.request("POST", **request)
        yield


def values_of(planted: list[Planted]) -> dict[str, str]:
    return {one.kind: one.secret for one in planted if one.kind in (ENVIRONMENT, REPLACED)}


def settings_for(planted: list[Planted], mode: str) -> dict[str, Any]:
    named = values_of(planted).get(REPLACED)
    return {"record_mode": mode, "replace": [OWN, *([named] if named else [])]}


class Unlucky(Exception):
    """A test that fails."""


@pytest.mark.parametrize("fails", [False, True], ids=["passed", "failed"])
@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=8)
@given(planted=plantings())
def test_no_secret_is_on_disk_at_any_time(mode: str, fails: bool, planted: list[Planted]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, values_of(planted).get(ENVIRONMENT, "nothing-planted"))
        patch.setattr(tempfile, "tempdir", folder)
        cassette = Path(folder) / "cassettes" / "planted.json"
        with suppress(Unlucky), use_cassette(cassette, **settings_for(planted, mode)):
            for _ in send(planted, cassette, {}):
                written = on_disk(Path(folder))  # the journal
                assert leaks(planted, written) == []
            assert written
            if fails:
                raise Unlucky
        written = on_disk(Path(folder))
        assert written.count(b'"request"') == len(planted)
        assert leaks(planted, written) == []
        assert [one for one in planted if one.secret.encode() in b" ".join(_names(Path(folder)))] == []


def _names(folder: Path) -> Iterator[bytes]:
    yield from (os.fsencode(path.name) for path in folder.rglob("*"))


CRASHING = """
import os, signal, sys, json
sys.path[:0] = {path!r}
from pathlib import Path
from recording.test_secrets_on_disk import Planted, send, settings_for
from pytest_runsreplay import use_cassette
planted = [Planted(*one) for one in json.loads(sys.stdin.read())]
with use_cassette(Path(sys.argv[1]), **settings_for(planted, "once")):
    for _ in send(planted, Path(sys.argv[1]), {{}}):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
"""


@settings(max_examples=2)
@given(planted=plantings())
def test_none_is_left_by_a_process_that_was_killed(planted: list[Planted]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        script = CRASHING.format(path=[str(Path(__file__).parents[1])])
        environment = {
            **os.environ,
            "TMPDIR": folder,
            ENVIRONMENT: values_of(planted).get(ENVIRONMENT, "nothing-planted"),
        }
        result = subprocess.run(
            [sys.executable, "-c", script, str(Path(folder) / "planted.json")],
            input=json.dumps(planted),
            text=True,
            env=environment,
            check=False,
        )
        assert result.returncode == -signal.SIGKILL
        written = on_disk(Path(folder))
        assert written.count(b'"request"') == len(planted)
        assert leaks(planted, written) == []


def test_what_was_planted_would_be_found() -> None:
    """The search itself finds each, in each place, where nothing is redacted."""
    secret = "sk-proj-" + "a1" * 20
    for place in PLACES.values():
        request, response = place(secret)
        sent = httpx2.Request("POST", **{"url": URL, **request})
        body = b"".join(response.stream) if isinstance(response.stream, Chunked) else response.content  # type: ignore[attr-defined]
        everything = b" ".join(
            [
                str(sent.url).encode(),
                str(sent.headers.raw).encode(),
                sent.read(),
                str(response.headers.raw).encode(),
                body,
            ]
        )
        text = everything.replace(b"\\/", b"/").replace(b"\\u002b", b"+")
        assert leaks([Planted("openai", secret, "")], text) or all(letter.encode() in text for letter in secret)
