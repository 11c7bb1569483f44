"""Snapshots of models in which ids and times are tokens that keep their identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .leaks import LeakFound, SecretFound
from .noise import concise
from .normalization import normalize, normalized
from .tokens import Tokens

if TYPE_CHECKING:
    from .assertion import RunsSnapshot

__all__ = ["LeakFound", "RunsSnapshot", "SecretFound", "Tokens", "concise", "normalize", "normalized"]


def __getattr__(name: str) -> Any:
    if name != "RunsSnapshot":  # the only name that needs syrupy
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .assertion import RunsSnapshot

    return RunsSnapshot
