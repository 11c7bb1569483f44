"""The hook that users implement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from ..recording import Exchange


@pytest.hookspec
def pytest_runsreplay_before_record(exchange: Exchange) -> Exchange | Literal[False] | None:
    """Change or drop an exchange before it is written to a cassette.

    It is called once for each exchange with a server, when its answer is complete, in the thread that made the
    request. Return None to leave the exchange as it is, another ``Exchange`` to record that one instead
    (``dataclasses.replace`` makes it), False to drop it. Where there are several implementations, each gets what the
    one before it made, in pytest's order: the one registered last comes first. Wrappers are refused.

    An implementation that raises, or returns something else, fails the test. That exchange is then written nowhere,
    because the hook may be there to take a secret out; the others are kept as those of any test that fails.
    """
