"""Snapshots of models in which ids and times are tokens that keep their identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .leaks import SecretFound
from .normalization import normalize
from .tokens import Tokens

if TYPE_CHECKING:
    from .assertion import RunsSnapshot

__all__ = ["RunsSnapshot", "SecretFound", "Tokens", "normalize"]


def __getattr__(name: str) -> Any:
    if name != "RunsSnapshot":  # the only name that needs syrupy
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .assertion import RunsSnapshot

    return RunsSnapshot
