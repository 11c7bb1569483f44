"""Makes vcrpy's connection stubs fit for threads.

They take all patches off, for the whole process, whenever a real connection is made or used (``force_reset``): a
request of another thread in that moment goes to the network unseen. That is needed only because the constructor of
the standard library's ``HTTPSConnection`` looks its own class up by its patched name. With a copy that knows its class,
nothing has to be taken off for the standard library, urllib3 and requests.
"""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from types import FunctionType
from typing import Any

import vcr.patch
import vcr.stubs

SAFE_FAMILIES = ("http.client", "urllib3.", "requests.", __name__)

_real_reset = vcr.patch.force_reset


class _HTTPSConnection(http.client.HTTPSConnection):
    """The standard library's, with a constructor that does not depend on what stands in its module."""

    __init__ = FunctionType(
        http.client.HTTPSConnection.__init__.__code__,
        {**vars(http.client), "HTTPSConnection": http.client.HTTPSConnection},
        "__init__",
        http.client.HTTPSConnection.__init__.__defaults__,
        http.client.HTTPSConnection.__init__.__closure__,
    )
    __init__.__kwdefaults__ = http.client.HTTPSConnection.__init__.__kwdefaults__


def connection_patches() -> Iterator[tuple[Any, str, Any]]:
    """What to put in the place of vcrpy's own parts, as (module or class, name, replacement)."""
    yield vcr.stubs.VCRHTTPSConnection, "_baseclass", _HTTPSConnection
    yield vcr.patch, "force_reset", _reset_for_others


def _reset_for_others() -> AbstractContextManager[Any]:
    """No reset for the connections that need none; vcrpy's own for those of other libraries."""
    connection = sys._getframe(1).f_locals.get("self")
    family = getattr(getattr(connection, "_baseclass", None), "__module__", "")
    return nullcontext() if family.startswith(SAFE_FAMILIES) else _real_reset()
