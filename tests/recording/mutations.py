"""Cassettes with something wrong in them, and what becomes of each: run as a script, so that it can be held in bounds.

    python mutations.py FOLDER COUNT

prints a line of JSON for each cassette: how it was changed, and what came of it.
"""

from __future__ import annotations

import gzip
import json
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import httpx2
from cassette_values import EVERY_FORM
from vcr.serializers import jsonserializer, yamlserializer
from yaml import YAMLError

from pytest_runsreplay import CassetteMiss, use_cassette
from pytest_runsreplay.recording import CassetteError, RunsCassette
from pytest_runsreplay.recording.locating import golden_folder
from pytest_runsreplay.settings import RECORD_MODES

MEMORY = 2 * 2**30
SECONDS = 240
SCALARS = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null')
ODD = (
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"9" * 5_000,
    b'""',
    b'"\\ud800"',
    b'"\\u0000\\u001b[2J"',
    b"[]",
    b"{}",
    b"NaN",
)
ODD_BYTES = (
    b"\0",
    b"\x1b",
    b"\xff",
    b"\xed\xa0\x80",
    b"[" * 2_000,
    b"{",
    b"}",
    b'"',
    b"\\",
    b"&a *a",
    b"!!binary ",
    b"- ",
    b"\t",
    b"\n",
)


def stock() -> dict[str, Any]:
    """An interaction as vcrpy records it: headers, a compressed body, an alias where two lists are one."""
    types = ["application/json"]
    packed = gzip.compress(b'{"id": "run_1", "status": "completed"}', mtime=0)
    request = {"method": "POST", "uri": "https://h/v1/threads", "body": '{"a": 1}', "headers": {"Content-Type": types}}
    headers = {"Content-Type": types, "Content-Encoding": ["gzip"], "Content-Length": [str(len(packed))]}
    answer = {"status": {"code": 200, "message": "OK"}, "headers": headers, "body": {"string": packed}}
    plain = {**answer, "headers": {"Content-Type": types}, "body": {"string": '{"id": "thread_1"}\n'}}
    get = {**request, "method": "GET", "body": None}
    return {
        "version": 1,
        "interactions": [{"request": request, "response": answer}, {"request": get, "response": plain}],
    }


def originals() -> dict[str, bytes]:
    """Cassettes of every format by file name."""
    golden = {path.name: path.read_bytes() for path in sorted(golden_folder().rglob("*.json"))}
    theirs = stock()
    plain = {**theirs, "interactions": theirs["interactions"][1:]}
    return {
        **golden,
        "every_form.json": json.dumps(EVERY_FORM, indent=2).encode(),
        "theirs.yaml": yamlserializer.serialize(theirs).encode(),
        "theirs.json": jsonserializer.serialize(plain).encode(),
    }


def flipped(content: bytearray, random: Random) -> None:
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def cut_short(content: bytearray, random: Random) -> None:
    del content[random.randrange(len(content)) :]


def with_more(content: bytearray, random: Random) -> None:
    place = random.randrange(len(content))
    content[place:place] = random.choice(ODD_BYTES)


def with_less(content: bytearray, random: Random) -> None:
    place = random.randrange(len(content))
    del content[place : place + random.randrange(1, 80)]


def with_some_twice(content: bytearray, random: Random) -> None:
    lines = content.split(b"\n")
    first = random.randrange(len(lines))
    lines[first:first] = lines[first : first + random.randrange(1, 6)]
    content[:] = b"\n".join(lines)


def of_other_type(content: bytearray, random: Random) -> None:
    found = random.choice(list(SCALARS.finditer(content)))
    content[found.start() : found.end()] = random.choice(ODD)


def swapped(content: bytearray, random: Random) -> None:
    spans = sorted(found.span() for found in random.sample(list(SCALARS.finditer(content)), 2))
    (start, end), (later, last) = spans
    content[start:last] = content[later:last] + content[end:later] + content[start:end]


def rearranged(content: bytearray, random: Random) -> None:
    """Changed as a document, so that it is still one: something taken out, put elsewhere, or in another's place."""
    read, write = (json.loads, json.dumps) if content.startswith(b"{") else READ_AND_WRITE_YAML
    document = read(content.decode())
    places = list(containers(document))
    one, other = random.choice(places), random.choice(places)
    key = random.choice(list(one) if isinstance(one, dict) else range(len(one)))
    taken = one.pop(key) if random.random() < 0.3 else deepcopy(one[key])
    if random.random() < 0.5:
        taken = random.choice(VALUES)
    if random.random() < 0.3:
        one[key] = taken
    elif isinstance(other, list):
        other.insert(random.randrange(len(other) + 1), taken)
    else:
        other[random.choice([*other, "other"])] = taken
    content[:] = write(document).encode()


def containers(value: Any) -> Iterator[Any]:
    """Everything in a document that holds something."""
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if items:
        yield value
    for item in items:
        yield from containers(item)


READ_AND_WRITE_YAML = yamlserializer.deserialize, yamlserializer.serialize
VALUES = (
    None,
    True,
    -1,
    0,
    10**18,
    1.5,
    "",
    "x",
    "\ud800",
    "\x1b[2J\r\n",
    "http://[",
    [],
    {},
    [1, "x"],
    {"a": ["b"]},
    "A" * 5_000,
)
CHANGES: tuple[Callable[[bytearray, Random], None], ...] = (
    flipped,
    cut_short,
    with_more,
    with_less,
    with_some_twice,
    of_other_type,
    swapped,
    *[rearranged] * 7,
)


def mutated(count: int) -> Iterator[tuple[str, str, bytes]]:
    """This many cassettes, each with a word on what was done to it, its suffix and its content."""
    sources = list(originals().items())
    for number in range(count):
        random = Random(number)
        name, content = sources[number % len(sources)]
        changed = bytearray(content)
        change = CHANGES[number // len(sources) % len(CHANGES)]
        for _ in range(random.choice((1, 1, 1, 3))):
            if changed:
                with suppress(ArithmeticError, LookupError, RecursionError, TypeError, ValueError, YAMLError):
                    change(changed, random)
        yield f"{number}: {name} {change.__name__}", Path(name).suffix, bytes(changed)


def outcome(path: Path, client: httpx2.Client) -> dict[str, Any]:
    """What becomes of a cassette that is opened, and asked all that it holds."""
    before = path.read_bytes()
    told: dict[str, Any] = {}
    try:
        with use_cassette(path) as cassette:
            told = {"loaded": len(cassette), "wrong": list(wrong(cassette, client, before))}
            cassette.misses.clear()
    except CassetteError as error:
        told = {"refused": str(error), "in": [mode for mode in RECORD_MODES if refuses(path, mode)]}
    untouched = path.read_bytes() == before and list(path.parent.iterdir()) == [path]
    return {**told, "untouched": untouched}


def refuses(path: Path, mode: str) -> bool:
    try:
        with use_cassette(path, record_mode=mode):
            return False
    except CassetteError:
        return True


def wrong(cassette: RunsCassette, client: httpx2.Client, content: bytes) -> Iterator[str]:
    """What is answered that does not stand in the file, or not as a client knows it."""
    bodies = json_bodies(content)
    for exchange in cassette.exchanges:
        asked = exchange.request
        try:
            headers = [(name.encode(), value.encode()) for name, value in asked.headers]
            request = client.build_request(asked.method, asked.url, headers=headers, content=asked.content)
        except (httpx2.InvalidURL, httpx2.HTTPError, UnicodeError, ValueError, TypeError):
            continue  # no client can ask this
        try:
            answer = client.send(request)
        except (CassetteMiss, CassetteError, httpx2.HTTPError):
            continue
        if bodies and "json" in answer.headers.get("content-type", "") and answer.content:
            with suppress(ValueError):
                if answer.json() not in bodies:
                    yield f"{asked}: {answer.text:.200} does not stand in the file"


def json_bodies(content: bytes) -> list[Any]:
    """The bodies of the answers in a file of ours, as a reader of JSON sees them."""
    with suppress(ValueError, KeyError):
        exchanges: list[Mapping[str, Any]] = json.loads(content)["exchanges"]
        answers = [one["response"] for one in exchanges]
        return [one["json"] if "json" in one else json.loads(one.get("text", "null")) for one in answers]
    return []


def main(folder: str, count: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(SECONDS)
    with httpx2.Client() as client:
        for number, (what, suffix, content) in enumerate(mutated(int(count))):
            path = Path(folder) / str(number) / f"one{suffix}"
            path.parent.mkdir()
            path.write_bytes(content)
            print(json.dumps({"what": what, **outcome(path, client)}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
