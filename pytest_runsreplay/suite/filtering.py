"""The implementations of ``pytest_runsreplay_before_record``, applied to each exchange in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..recording import Exchange

HOOK = "pytest_runsreplay_before_record"
NOT_WRITTEN = "This exchange is not in any file, because the hook may be there to take a secret out of it: "
RETURNS = "it returns None, an Exchange or False"


class Filter:
    """What is recorded instead of an exchange; ``errors`` are those of the implementations, each to fail the test."""

    def __init__(self, implementations: list[Any]) -> None:
        self.errors: list[BaseException] = []
        self._implementations = implementations

    def __call__(self, exchange: Exchange) -> Exchange | None:
        """The exchange to record, or None for none."""
        try:
            return self._applied(exchange)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - the client that made the request must not get it
            error.add_note(f"{NOT_WRITTEN}{exchange.request}")
            self.errors.append(error)
            return None

    def _applied(self, exchange: Exchange) -> Exchange | None:
        for implementation in self._implementations:
            changed = implementation.function(*(exchange for _ in implementation.argnames))
            if changed is False:
                return None
            exchange = exchange if changed is None else _checked(changed, implementation)
        return exchange


def filter_of(node: pytest.Item | pytest.Collector) -> Filter | None:
    """The filter in force at a node, None if nothing implements the hook there. Raises UsageError for a wrapper."""
    implementations = list(reversed(getattr(node.ihook, HOOK).get_hookimpls()))
    for one in implementations:
        if one.wrapper or one.hookwrapper:
            raise pytest.UsageError(f"{HOOK} of {one.plugin_name} is a wrapper: make it a plain hook, {RETURNS}")
    return Filter(implementations) if implementations else None


def _checked(value: object, implementation: Any) -> Exchange:
    from ..recording import Exchange

    if isinstance(value, Exchange):
        return value
    raise TypeError(f"{HOOK} of {implementation.plugin_name} returned {value!r:.80}: {RETURNS}")
