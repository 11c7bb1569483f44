"""While a cassette only replays, nothing leaves the machine: sockets reach loopback alone, and only its names are
looked up.

What is patched are the methods of ``socket.socket``, which those of ssl and most others are derived from and which
asyncio, trio and anyio call, the look-ups of ``socket`` wherever they were imported to, and the event loops that
connect by themselves. Recording is not guarded, nor is a cassette whose setting ``network`` is ``allow``.
"""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import scopes
from .loopback import LOCALHOST, is_loopback, numeric
from .recorder import Slot
from .refusals import refuse, refuse_late
from .sleeping import is_plain

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .exchanges import Request

Patch = tuple[Any, str, Any]
Check = Callable[..., None]

CONNECT = "connect to"
SEND = "datagram to"
LOOK_UP = "look-up of"
OF_THIS_API = re.compile(r"/(?:assistants|threads)(?:/|\Z)")
HINT = "To let what is not recorded go to servers on this machine: network='loopback'"


def guard_patches() -> Iterator[Patch]:
    """What to put in the place of what reaches the network, as (class or module, name, replacement)."""
    for module, kind, names in METHODS:
        if module in sys.modules:
            target = _root(getattr(sys.modules[module], kind))
            for name, check in names.items():
                yield target, name, _checked(getattr(target, name), check)
    yield from _look_up_patches()


def check_running(cassette: RunsCassette, request: Request, redact: Callable[[str], str]) -> None:
    """Raise NetworkRefusal, told as ``redact`` leaves it, if what sends this request was left running by a test that
    has ended."""
    if scopes.own() is cassette and scopes.has_ended(cassette):
        raise refuse_late(cassette, request, redact)


def goes_live(cassette: RunsCassette, request: Request) -> bool:
    """Whether a request that is not recorded may go to its server in replay, which is on this machine."""
    return cassette.settings.network == "loopback" and is_loopback(request.parts.hostname or "")


def unrecorded(request: Request) -> Slot:
    """The place of an exchange that nobody notes."""
    slot = Slot(request, -1, -1)
    slot.done = True
    return slot


def hint(cassette: RunsCassette, request: Request) -> str:
    """The line of a miss about another server on this machine than one of this API; empty if it is of no use."""
    asked = cassette.replaying and cassette.settings.network == "block" and is_loopback(request.parts.hostname or "")
    return f"\n{HINT}" if asked and not OF_THIS_API.search(request.parts.path) else ""


def _guarding() -> RunsCassette | None:
    cassette = scopes.current()
    if cassette is None or not cassette.replaying or cassette.settings.network == "allow":
        return None
    return cassette


def _checked(real: Callable[..., Any], check: Check) -> Callable[..., Any]:
    @wraps(real)
    def call(self: Any, *args: Any, **options: Any) -> Any:
        cassette = _guarding()
        if cassette is not None:
            check(cassette, self, *args, **options)
        return real(self, *args, **options)

    return call


def _connects(cassette: RunsCassette, one: Any, address: Any) -> None:
    if not _stays(one, address):
        name = getattr(one, "server_hostname", None)
        one.close()  # who opened it has no chance to: this is no error that he expects
        raise refuse(cassette, CONNECT, _shown(address, name))


def _sends(cassette: RunsCassette, one: Any, *args: Any) -> None:
    if len(args) > 1 and not _stays(one, args[-1]):
        raise refuse(cassette, SEND, _shown(args[-1]))


def _sends_message(cassette: RunsCassette, one: Any, *args: Any) -> None:
    if len(args) > ADDRESS_OF_SENDMSG and not _stays(one, args[ADDRESS_OF_SENDMSG]):
        raise refuse(cassette, SEND, _shown(args[ADDRESS_OF_SENDMSG]))


def _loop_connects(cassette: RunsCassette, loop: Any, one: Any, address: Any) -> None:
    _connects(cassette, one, address)


def _loop_opens(cassette: RunsCassette, loop: Any, factory: Any, host: Any = None, port: Any = None, **_: Any) -> None:
    if not _is_here(host):
        raise refuse(cassette, CONNECT, _shown((host, port)))


def _loop_opens_datagrams(
    cassette: RunsCassette, loop: Any, factory: Any, local_addr: Any = None, remote_addr: Any = None, **_: Any
) -> None:
    if isinstance(remote_addr, tuple) and not _is_here(remote_addr[0]):
        raise refuse(cassette, SEND, _shown(remote_addr))


def _loop_looks_up(cassette: RunsCassette, loop: Any, host: Any, *_: Any, **options: Any) -> None:
    _check_name(cassette, host)


def _loop_names(cassette: RunsCassette, loop: Any, address: Any, flags: int = 0) -> None:
    _check_address(cassette, address, flags)


ADDRESS_OF_SENDMSG = 3
FLAGS = 4
"""Where the flags stand among the arguments of getaddrinfo, after the host."""
METHODS: tuple[tuple[str, str, Mapping[str, Check]], ...] = (
    (
        "socket",
        "socket",
        {"connect": _connects, "connect_ex": _connects, "sendto": _sends, "sendmsg": _sends_message},
    ),
    ("gevent._socketcommon", "SocketMixin", {"connect": _connects, "connect_ex": _connects, "sendto": _sends}),
    ("asyncio.base_events", "BaseEventLoop", {"getaddrinfo": _loop_looks_up}),
    ("asyncio.proactor_events", "BaseProactorEventLoop", {"sock_connect": _loop_connects}),
    (
        "uvloop",
        "Loop",
        {
            "create_connection": _loop_opens,
            "create_datagram_endpoint": _loop_opens_datagrams,
            "getaddrinfo": _loop_looks_up,
            "getnameinfo": _loop_names,
        },
    ),
)
"""What connects, sends and looks up: module, class, and the check before each of its methods."""


def _look_up_patches() -> Iterator[Patch]:
    """The look-ups in all modules that hold them; ``socket.getaddrinfo`` calls the one of ``_socket``."""
    import _socket

    made: dict[int, Callable[..., Any]] = {}
    reals = {name: getattr(_socket, name) for name in LOOK_UPS}
    for module in filter(is_plain, tuple(sys.modules.values())):
        held = vars(module)
        for name, make in LOOK_UPS.items():
            real = held.get(name)
            if real is not None and real is reals[name]:
                yield module, name, made.setdefault(id(real), make(real))


def _by_name(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        cassette = _guarding()
        if cassette is not None and not options.get("flags", sum(args[FLAGS:])) & socket.AI_NUMERICHOST:
            _check_name(cassette, host)
            host = LOCALHOST if _is_own_name(host) else host
        return real(host, *args, **options)

    return look_up


def _by_host(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def look_up(host: Any) -> Any:
        cassette = _guarding()
        if cassette is not None:
            if numeric(_text(host)) is not None:
                _check_address(cassette, (host,), 0)
            _check_name(cassette, host)
            host = LOCALHOST if _is_own_name(host) else host
        return real(host)

    return look_up


def _by_address(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def look_up(address: Any, flags: int) -> Any:
        cassette = _guarding()
        if cassette is not None:
            _check_address(cassette, address, flags)
        return real(address, flags)

    return look_up


LOOK_UPS: Mapping[str, Callable[[Any], Any]] = {
    "getaddrinfo": _by_name,
    "gethostbyname": _by_name,
    "gethostbyname_ex": _by_name,
    "gethostbyaddr": _by_host,
    "getnameinfo": _by_address,
}


def _check_name(cassette: RunsCassette, host: Any) -> None:
    """Raise NetworkRefusal for a name that would have to be asked for; who reads an address asks nobody."""
    if not _is_here(host) and numeric(_text(host)) is None and not _is_own_name(host):
        raise refuse(cassette, LOOK_UP, _text(host))


def _check_address(cassette: RunsCassette, address: Any, flags: int) -> None:
    if not flags & socket.NI_NUMERICHOST and not _is_here(address[0]):
        raise refuse(cassette, LOOK_UP, _text(address[0]))


def _stays(one: Any, address: Any) -> bool:
    """Whether what a socket sends to this address stays on the machine."""
    family = one.family
    if family in INTERNET:
        return address is None or not isinstance(address, tuple) or not address or _is_here(address[0])
    return bool(family == getattr(socket, "AF_UNIX", None))


INTERNET = frozenset({socket.AF_INET, socket.AF_INET6})


def _is_here(host: Any) -> bool:
    return host is None or is_loopback(_text(host))


def _is_own_name(host: Any) -> bool:
    """Whether it is this machine's name, for which it is not asked in replay: it is that of localhost then."""
    return _text(host) == socket.gethostname()


def _text(host: Any) -> str:
    return host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)


def _shown(address: Any, name: str | None = None) -> str:
    if not isinstance(address, tuple) or len(address) < 2:
        return str(address)
    host = _text(address[0])
    return f"{host} port {address[1]}" + (f" ({name})" if name and name != host else "")


def _root(kind: type) -> type:
    """The class of the standard library where somebody has put another, derived from it, in its place."""
    return next((base for base in kind.__mro__ if base.__module__ == "socket"), kind)
