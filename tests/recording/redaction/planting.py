"""Secrets, the places in an exchange where one can stand, and all that can be read out of a cassette."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote

from pytest_runsreplay.recording import Exchange, Failure, Request, Response, format
from pytest_runsreplay.recording.redaction import REDACTED, Redaction

LETTERS = "aB3dEf7hJk9mNp2QrS5tUvWx4yZ6"  # no key of anybody: the shapes below are put together here

SECRETS = {
    "openai": "sk-" + LETTERS + LETTERS[:20],
    "openai project": "sk-" + "proj-" + LETTERS + "-_" + LETTERS,
    "openai service account": "sk-" + "svcacct-" + LETTERS,
    "openai admin": "sk-" + "admin-" + LETTERS,
    "openai session": "sess-" + LETTERS + LETTERS[:12],
    "half-masked": "sk-" + "abcd" + "*" * 17 + "wXyZ",
    "anthropic": "sk-" + "ant-api03-" + LETTERS + "-" + LETTERS,
    "azure openai": LETTERS + LETTERS[:24] + "JQQJ99" + LETTERS[:26],
    "azure storage": (LETTERS * 3)[:76] + "+ASt" + LETTERS[:6] + "==",
    "azure directory": "aB3" + "8Q~" + (LETTERS * 2)[:34],
    "aws": "AKIA" + "IOSFODNN7EXAMPL2",
    "github": "ghp_" + (LETTERS * 2)[:36],
    "github fine-grained": "github_pat_" + LETTERS + "_" + LETTERS,
    "slack": "xoxb-" + "123456789012-" + LETTERS,
    "google": "AIza" + (LETTERS * 2)[:35],
    "huggingface": "hf_" + (LETTERS * 2)[:34],
    "stripe": "sk_" + "live_" + LETTERS,
    "jwt": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0." + LETTERS + "-_",
    "jwt without a signature": "eyJ" + "hbGciOiJub25lIn0.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.",
}
OF_THE_ENVIRONMENT = {"plain": "corporate-horse.battery", "odd": 'p"a\\ss/w\u00f6r+d&9', "hex": "0123456789abcdef" * 2}
PEM = f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{LETTERS * 2}\n{LETTERS}==\n-----END RSA {'PRIVATE'} KEY-----"

JSON_HEADERS = (("content-type", "application/json"),)
STREAM_HEADERS = (("content-type", "text/event-stream"),)
URL = "https://api.openai.com/v1/threads/thread_vd1d6cmJiUkTigpDbCMKBwry/runs"


class Place(NamedTuple):
    """Where something stands: how it is written there, and an exchange with what is written there."""

    write: Callable[[str], str]
    build: Callable[[str], Exchange]


def answered(content: str | bytes, headers: tuple[tuple[str, str], ...] = JSON_HEADERS) -> Exchange:
    """A run that was asked for, and an answer."""
    raw = content.encode() if isinstance(content, str) else content
    return Exchange(Request.read("GET", URL, (), b""), Response.read(200, headers, [raw]))


def sent(content: str, kind: str) -> Exchange:
    """A request with a body."""
    request = Request.read("POST", URL, (("content-type", kind),), content.encode())
    return Exchange(request, Response.read(200, JSON_HEADERS, [b"{}"]))


def asked(url: str) -> Exchange:
    return Exchange(Request.read("GET", url, (), b""), Response.read(200, JSON_HEADERS, [b"{}"]))


def streamed(*pieces: str) -> Exchange:
    """A message that is streamed in pieces, each as JSON has it between quotes."""
    data = (f'{{"id":"msg_1","delta":{{"content":[{{"index":0,"text":{{"value":"{piece}"}}}}]}}}}' for piece in pieces)
    chunks = [f"event: thread.message.delta\ndata: {each}\n\n".encode() for each in data]
    response = Response.read(200, STREAM_HEADERS, chunks, times=range(len(chunks)))
    return Exchange(Request.read("POST", URL, (), b""), response)


def in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def as_dotnet_writes(text: str) -> str:
    units = (text.encode("utf-16-be")[at : at + 2] for at in range(0, len(text.encode("utf-16-be")), 2))
    return "".join(chr(unit[1]) if unit[0] == 0 and unit[1:].isalnum() else f"\\u{unit.hex()}" for unit in units)


def in_base64(text: str) -> str:
    return base64.b64encode(f"the key is {text}, keep it".encode()).decode()


def in_urlsafe_base64(text: str) -> str:
    return base64.urlsafe_b64encode(f"??>>{text}<<".encode()).decode().rstrip("=")


PLACES = {
    "query": Place(lambda it: quote(it, safe=""), lambda it: asked(f"{URL}?after={it}&limit=2")),
    "path": Place(lambda it: quote(it, safe=""), lambda it: asked(f"https://api.openai.com/v1/x/{it}/runs")),
    "json": Place(in_json, lambda it: answered(f'{{"id":"run_1","metadata":{{"note":"see {it}"}}}}')),
    "key of json": Place(in_json, lambda it: answered(f'[{{"a":[{{"{it}":1}}]}}]')),
    "line in json": Place(in_json, lambda it: answered(f'{{\n  "text": "first\\n{it}\\nlast"\n}}')),
    "json in json": Place(
        lambda it: in_json(in_json(it)),
        lambda it: answered(f'{{"function":{{"arguments":"{{\\"city\\":\\"{it}\\",\\"b\\":1}}"}}}}'),
    ),
    "json in json in json": Place(
        lambda it: in_json(in_json(in_json(it))),
        lambda it: answered(f'{{"a":"{{\\"b\\":\\"[\\\\\\"{it}\\\\\\"]\\"}}"}}'),
    ),
    "json as .NET writes it": Place(
        as_dotnet_writes, lambda it: answered(f'{{"text":"caf\\u00e9 \\u0027{it}\\u0027"}}')
    ),
    "url in json": Place(
        lambda it: quote(it, safe=""), lambda it: answered(f'{{"url":"https:\\/\\/h.example\\/?q={it}\\u0026b=1"}}')
    ),
    "base64 in json": Place(in_base64, lambda it: answered(f'{{"file":"{it}"}}')),
    "urlsafe base64 in json": Place(in_urlsafe_base64, lambda it: answered(f'{{"url":"data:text/plain;base64,{it}"}}')),
    "body of a request": Place(in_json, lambda it: sent(f'{{"content":"{it}"}}', "application/json")),
    "form": Place(
        lambda it: quote(it, safe=""),
        lambda it: sent(f"a=1&b={it}&c=2", "application/x-www-form-urlencoded"),
    ),
    "part of a form": Place(
        str,
        lambda it: sent(
            f'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n{it}\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ),
    "text": Place(str, lambda it: answered(f"no such thing: {it} (really)", (("content-type", "text/plain"),))),
    "event": Place(in_json, lambda it: answered(f'event: error\ndata: {{"message":"{it}"}}\n\n', STREAM_HEADERS)),
    "location": Place(
        lambda it: quote(it, safe=""),
        lambda it: answered(
            "{}", (("content-type", "application/json"), ("location", f"https://h.example/?q={it}&b=1"))
        ),
    ),
    "failure": Place(
        str,
        lambda it: Exchange(
            Request.read("GET", URL, (), b""), Response(0, failure=Failure("read", f"gone: {it} (peer)"))
        ),
    ),
}


def dumped(exchange: Exchange) -> str:
    """What gets into the file."""
    return format.dump([exchange], {})


def redacted(exchange: Exchange, environ: dict[str, str] | None = None) -> str:
    return dumped(Redaction(environ=environ or {}).exchange(exchange))


def readable(text: str, depth: int = 5) -> set[str]:
    """A text and all that can be read out of it: escapes of JSON and URLs, base64, and what is within these."""
    found, layer = {text}, {text}
    for _ in range(depth):
        layer = {each for inner in layer for each in (*_unescaped(inner), *_decoded(inner))} - found
        found |= layer
    return found


def _unescaped(text: str) -> set[str]:
    plain = re.sub(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])', lambda match: json.loads(f'"{match[0]}"'), text)
    return {plain, unquote(text), unquote(text.replace("+", " "))}


def _decoded(text: str) -> set[str]:
    found = set()
    for run in re.findall(r"[A-Za-z0-9+/_-]{10,}", text):
        if "_" in run[:8] or run.isalpha():
            continue
        for start in range(4):
            word = run[start:].replace("-", "+").replace("_", "/")
            try:
                raw = base64.b64decode(word[: len(word) - (len(word) % 4 == 1)] + "=" * (-len(word) % 4))
            except binascii.Error:
                continue
            found.add(raw.decode("utf-8", "ignore"))
    return found


__all__ = ["OF_THE_ENVIRONMENT", "PEM", "PLACES", "REDACTED", "SECRETS", "Place"]
