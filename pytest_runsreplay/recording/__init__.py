"""Cassettes: recorded from real servers, replayed without them."""

from .cassette import RunsCassette
from .errors import CassetteError
from .exchanges import Exchange, Failure, Request, Response
from .misses import CassetteMiss
from .using import load, opened, use_cassette

__all__ = [
    "CassetteError",
    "CassetteMiss",
    "Exchange",
    "Failure",
    "Request",
    "Response",
    "RunsCassette",
    "load",
    "opened",
    "use_cassette",
]
