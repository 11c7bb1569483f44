"""Times as the API writes them, Unix seconds, and as Python has them, aware datetimes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Generic, Self, TypeVar, cast, overload

T = TypeVar("T", bound=datetime | None)


class Time(Generic[T]):
    """The datetime twin of a field of Unix seconds: aware, UTC, ``None`` where the field is absent or null.

    Raises ValueError where the field holds what is no time.
    """

    def __init__(self, field: str) -> None:
        self.field = field

    @overload
    def __get__(self, model: None, owner: type) -> Self: ...
    @overload
    def __get__(self, model: object, owner: type) -> T: ...
    def __get__(self, model: object | None, owner: type) -> Self | T:
        return self if model is None else cast("T", _datetime(self.field, getattr(model, self.field)))


def _datetime(field: str, seconds: Any) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(_number(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise ValueError(f"{field} holds {seconds!r}, which is no time in Unix seconds; read {field} itself") from None


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise TypeError("a bool counts as a number, but is none")
    return value


def unix_of_iso(text: object) -> int | float:
    """Unix seconds of an ISO date with its zone, such as ``Date`` of JavaScript writes; else ValueError."""
    moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("no ISO date with a zone")
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else seconds
