"""Which hosts have switched this API off, or are going to, and when: what they answered cannot be recorded again.

Sources: wire.md §0.1 and §1.1 for OpenAI and Azure OpenAI; for Foundry the page "Threads, runs, and messages" of its
classic documentation, and for its first address (``api.azureml.ms``) Microsoft's REST quickstart of February 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from .exchanges import Exchange

OBJECTS = r"/(?:assistants|threads)(?=[/?#]|$)"
"""What this API has of its own. Files and vector stores live on with others."""
AZURE = r"(?:openai\.azure|cognitiveservices\.azure|services\.ai\.azure|api\.cognitive\.microsoft)\.com"
"""Behind each of these domains is an Azure OpenAI resource, under its own name or that of its region."""
PROJECT = r"/subscriptions/[^?#]+/workspaces/[^/?#]+"


@dataclass(frozen=True)
class Retirement:
    """An API as the user is told of it, the first day (UTC) on which it is off, and the hosts and paths it is at."""

    api: str
    since: date
    hosts: re.Pattern[str]
    paths: re.Pattern[str]

    def __str__(self) -> str:
        return f"{self.api} was switched off on {self.since}"


_ROWS = (
    ("OpenAI's Assistants API", date(2026, 8, 26), r"api\.openai\.com", "/v1"),
    ("Azure OpenAI's Assistants API", date(2026, 8, 26), rf".+\.{AZURE}", "/openai(?:/v1)?"),
    ("Foundry's classic Agent Service", date(2027, 3, 31), r".+\.services\.ai\.azure\.com", "/api/projects/[^/?#]+"),
    ("Foundry's classic Agent Service", date(2027, 3, 31), r".+\.api\.azureml\.ms", rf"/agents/v1\.0{PROJECT}"),
)
RETIREMENTS = tuple(
    Retirement(api, since, re.compile(hosts), re.compile(base + OBJECTS)) for api, since, hosts, base in _ROWS
)

REMEDY = "To record it elsewhere, point the client at a RunsService or another host: --runsreplay-record-mode={}"
OTHER_HOST = "\nTo replay what was recorded on another host: any_host=True"


def today() -> date:
    """The date by which it is told whether a host still answers."""
    return datetime.now(UTC).date()


def of_url(url: str) -> tuple[str, Retirement] | None:
    """The host of a URL and what becomes, or became, of this API there; None if nothing is known to."""
    netloc, slash, path = url.partition("://")[2].partition("/")
    host, retirements = _at(netloc)
    return next(((host, one) for one in retirements if one.paths.match(slash + path)), None)


@lru_cache(256)
def _at(netloc: str) -> tuple[str, tuple[Retirement, ...]]:
    host = netloc.rpartition("@")[2].partition(":")[0].lower()
    return host, tuple(one for one in RETIREMENTS if one.hosts.fullmatch(host))


def off(url: str, on: date) -> tuple[str, Retirement] | None:
    """The same, if the API is off there on this date."""
    found = of_url(url)
    return found if found is not None and found[1].since <= on else None


def remedy(url: str, on: date, *, exists: bool, elsewhere: bool) -> str:
    """What can be done about a request that is not recorded, at a host that has switched this API off; empty if it
    has not. ``exists`` tells whether there is a cassette to add to, ``elsewhere`` whether that has what
    other hosts answered."""
    found = off(url, on)
    if found is None:
        return ""
    mode, other = "new_episodes" if exists else "once", OTHER_HOST if elsewhere else ""
    return f"{found[0]} cannot be recorded: {found[1]}.\n{REMEDY.format(mode)}{other}"


def hosts_off(exchanges: Iterable[Exchange], facts: Mapping[str, Any], on: date) -> dict[str, Retirement]:
    """The hosts that a recording is from and that have switched this API off on this date, by its facts if it has any
    and by its requests."""
    told = set(_hosts_told(facts))
    suspects = {host for host in told if _at(host)[1]}
    found: dict[str, Retirement] = {}
    if told and not suspects:
        return found
    for exchange in exchanges:
        if told and len(found) >= len(suspects):
            break
        retired = off(exchange.request.url, on)
        if retired is not None:
            found[retired[0]] = retired[1]
    return found


def _hosts_told(facts: Mapping[str, Any]) -> Iterator[str]:
    yield from facts.get("hosts", ())
    yield from facts.get("extended", {}).get("hosts", ())
