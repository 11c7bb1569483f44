"""Ways to reach the network past the HTTP clients: addresses that lead nowhere, and who would go there."""

from __future__ import annotations

import asyncio
import ftplib
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from smtplib import SMTP
from typing import Any

import anyio
import pytest
import trio

FAR = "192.0.2.1"
FAR_6 = "2001:db8::1"
NAME = "runs.invalid"
ADDRESS = (FAR, 9)

Act = Callable[[], object]


def raw(kind: int = socket.SOCK_STREAM, family: int = socket.AF_INET) -> Any:
    return closing(socket.socket(family, kind))


def connect(address: Any = ADDRESS, family: int = socket.AF_INET) -> None:
    with raw(family=family) as one:
        one.connect(address)


def connect_ex() -> None:
    with raw() as one:
        one.connect_ex(ADDRESS)


def connect_in_vain() -> None:
    with raw() as one:
        one.setblocking(False)
        one.connect(ADDRESS)


def send_to(*args: Any) -> None:
    with raw(socket.SOCK_DGRAM) as one:
        one.sendto(*args)


def send_message() -> None:
    with raw(socket.SOCK_DGRAM) as one:
        one.sendmsg([b"x"], [], 0, ADDRESS)


def connect_over_tls() -> None:
    with ssl.create_default_context().wrap_socket(socket.socket(), server_hostname=NAME) as one:
        one.connect(ADDRESS)


def connect_a_derived_one() -> None:
    class Derived(socket.socket):
        def connect(self, address: Any) -> None:
            super().connect(address)

    with Derived() as one:
        one.connect(ADDRESS)


def on_asyncio(act: Callable[[asyncio.AbstractEventLoop], Any]) -> Act:
    async def main() -> None:
        await act(asyncio.get_running_loop())

    return lambda: asyncio.run(main())


def on_uvloop(act: Callable[[asyncio.AbstractEventLoop], Any]) -> Act:
    async def main() -> None:
        await act(asyncio.get_running_loop())

    return lambda: pytest.importorskip("uvloop", reason="uvloop is not installed").run(main())


async def sock_connect(loop: asyncio.AbstractEventLoop) -> None:
    with raw() as one:
        one.setblocking(False)
        await loop.sock_connect(one, ADDRESS)


async def datagram_on_asyncio(loop: asyncio.AbstractEventLoop) -> None:
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    with closing(transport):
        transport.sendto(b"x", ADDRESS)
        await asyncio.sleep(0)


def over_trio() -> None:
    trio.run(trio.open_tcp_stream, FAR, 9)


async def _trio_datagram() -> None:
    with trio.socket.socket(type=socket.SOCK_DGRAM) as one:
        await one.sendto(b"x", ADDRESS)


LOOPS: dict[str, Callable[[asyncio.AbstractEventLoop], Any]] = {
    "open_connection": lambda loop: asyncio.open_connection(*ADDRESS),
    "open_connection to a name": lambda loop: asyncio.open_connection(NAME, 9),
    "sock_connect": sock_connect,
    "getaddrinfo": lambda loop: loop.getaddrinfo(NAME, 9),
    "getnameinfo": lambda loop: loop.getnameinfo(ADDRESS),
    "remote datagram": lambda loop: loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=ADDRESS),
    "anyio": lambda loop: anyio.connect_tcp(FAR, 9),
}
ACTS: dict[str, Act] = {
    "connect": connect,
    "connect to a name": lambda: connect((NAME, 9)),
    "connect over IPv6": lambda: connect((FAR_6, 9, 0, 0), socket.AF_INET6),
    "connect to bytes": lambda: connect((FAR.encode(), 9)),
    "connect_ex": connect_ex,
    "connect without waiting": connect_in_vain,
    "sendto": lambda: send_to(b"x", ADDRESS),
    "sendto with flags": lambda: send_to(b"x", 0, ADDRESS),
    "broadcast": lambda: send_to(b"x", ("<broadcast>", 9)),
    "sendmsg": send_message,
    "ssl": connect_over_tls,
    "a derived socket": connect_a_derived_one,
    "create_connection": lambda: socket.create_connection(ADDRESS, 1),
    "create_connection to a name": lambda: socket.create_connection((NAME, 9), 1),
    "getaddrinfo": lambda: socket.getaddrinfo(NAME, 9),
    "getaddrinfo by keyword": lambda: socket.getaddrinfo(host=NAME, port=9),
    "gethostbyname": lambda: socket.gethostbyname(NAME),
    "gethostbyname_ex": lambda: socket.gethostbyname_ex(NAME),
    "gethostbyaddr": lambda: socket.gethostbyaddr(FAR),
    "gethostbyaddr of a name": lambda: socket.gethostbyaddr(NAME),
    "getnameinfo": lambda: socket.getnameinfo(ADDRESS, 0),
    "smtplib": lambda: SMTP(NAME, 25, timeout=1),
    "ftplib": lambda: ftplib.FTP(FAR, timeout=1),
    "trio": over_trio,
    "trio's datagram": lambda: trio.run(_trio_datagram),
    "trio's look-up": lambda: trio.run(trio.socket.getaddrinfo, NAME, 9),
    "asyncio's datagram": on_asyncio(datagram_on_asyncio),
    **{f"asyncio's {name}": on_asyncio(act) for name, act in LOOPS.items()},
    **{f"uvloop's {name}": on_uvloop(act) for name, act in LOOPS.items()},
}
