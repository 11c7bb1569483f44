"""A stateful fake of the Runs API: a pure engine, and thin transports around it."""

from .engine import Engine
from .requests import Request, Response
from .service import RunsService

__all__ = ["Engine", "Request", "Response", "RunsService"]
