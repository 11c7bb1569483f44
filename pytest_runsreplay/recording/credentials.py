"""Which credential a request was made with: told apart without being kept.

A cassette in which the same request was made with several credentials, or with one and with none, numbers them. Its
facts hold a salt and a short fingerprint of each: enough to know one again, too little to find out what it was.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .exchanges import Exchange, Request
from .headers import Headers

FACT = "credentials"
SALT, KNOWN = "salt", "known"
NONE = "none"
CARRIERS = ("authorization", "api-key", "x-api-key", "ocp-apim-subscription-key")
"""The headers that say who asks, the one that counts first."""
COOKIE = "cookie"
SCHEME = re.compile(r"(Bearer|Basic|Token|ApiKey|SharedKey)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
"""How a credential is sent in a header, and the credential."""
FINGERPRINT = 4
"""How many hexadecimal digits are kept: two credentials of a cassette are told apart, and a guess is not confirmed."""


class Credentials:
    """The credentials of one cassette, by the facts it was recorded with."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        found = facts.get(FACT)
        kept = found if isinstance(found, Mapping) else {}
        known = kept.get(KNOWN)
        self._salt = str(kept.get(SALT, ""))
        self._labels = {str(mark): str(label) for label, mark in known.items()} if isinstance(known, Mapping) else {}

    def label(self, carried: Headers) -> str:
        """What the cassette calls the credential among these headers; empty if it does not know it."""
        value = credential_of(carried)
        return self._labels.get(self._fingerprint(value), "") if value else NONE

    def noted(self, carried: Headers) -> str:
        """The same for a recording, in which a new one gets a number."""
        value = credential_of(carried)
        if not value:
            return NONE
        self._salt = self._salt or secrets.token_hex(8)
        return self._labels.setdefault(self._fingerprint(value), str(len(self._labels) + 1))

    @property
    def facts(self) -> dict[str, Any]:
        """What the cassette says about them."""
        return {SALT: self._salt, KNOWN: {label: mark for mark, label in self._labels.items()}}

    def _fingerprint(self, value: str) -> str:
        return hmac.new(self._salt.encode(), value.encode(errors="replace"), hashlib.sha256).hexdigest()[:FINGERPRINT]


def credential_of(carried: Headers) -> str:
    """The credential among headers, without its scheme; empty if there is none."""
    values = dict(reversed(carried))
    found = next((values[name] for name in CARRIERS if values.get(name)), "")
    scheme = SCHEME.fullmatch(found.strip())
    return scheme[2] if scheme else found.strip()


def secrets_of(carried: Headers) -> Iterator[str]:
    """Every value among headers that is to be kept nowhere: credentials with their scheme, and cookies."""
    for name, value in carried:
        if name == COOKIE:
            yield from (pair.partition("=")[2].strip(' "') for pair in value.split(";"))
        else:
            yield value.strip()


def tells_apart(facts: Mapping[str, Any]) -> bool:
    """Whether a cassette with these facts numbers its credentials."""
    return FACT in facts


def settled(
    exchanges: Sequence[Exchange], facts: Mapping[str, Any], credentials: Credentials
) -> tuple[list[Exchange], dict[str, Any]]:
    """Exchanges and facts as they are saved: with numbers only where the same request was made with several."""
    labels: defaultdict[Hashable, set[str]] = defaultdict(set)
    for exchange in exchanges:
        labels[_identity(exchange.request)].add(exchange.request.credential)
    kept = [one if len(labels[_identity(one.request)] - {""}) > 1 else _unnumbered(one) for one in exchanges]
    if any(one.request.credential for one in kept):
        return kept, {**facts, FACT: credentials.facts}
    return kept, {name: value for name, value in facts.items() if name != FACT}


def _identity(request: Request) -> Hashable:
    return request.method, request.url, request.content


def _unnumbered(exchange: Exchange) -> Exchange:
    if not exchange.request.credential:
        return exchange
    return replace(exchange, request=replace(exchange.request, credential=""))
