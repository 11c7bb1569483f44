"""Which headers a cassette keeps: a short list, so that no credential, cookie or account can be among them.

What is kept decides what a client does with an answer, and none of it changes from one recording to the next though
nothing else does, as dates, request ids, timings and rate limits would.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

KEPT_OF_REQUESTS = frozenset({"content-type", "openai-beta"})
SECRET_OF_REQUESTS = frozenset(
    [
        "aeg-sas-key",
        "api-key",
        "apikey",
        "authorization",
        "cookie",
        "ocp-apim-subscription-key",
        "private-token",
        "proxy-authorization",
        "token",
        "x-access-token",
        "x-amz-security-token",
        "x-api-key",
        "x-api-token",
        "x-auth-key",
        "x-auth-token",
        "x-client-secret",
        "x-functions-key",
        "x-goog-api-key",
        "x-ms-client-principal",
        "x-secret-key",
        "x-session-token",
        "x-subscription-key",
        "x-vault-token",
    ]
)
"""Looked at while recording, to know who asks and what must stand nowhere; never kept."""
READ_OF_REQUESTS = KEPT_OF_REQUESTS | SECRET_OF_REQUESTS
KEPT_OF_RESPONSES = frozenset(
    {
        "content-encoding",
        "content-type",
        "location",
        "openai-poll-after-ms",
        "openai-version",
        "retry-after",
        "retry-after-ms",
        "www-authenticate",
        "x-should-retry",
    }
)

Headers = tuple[tuple[str, str], ...]


def keep(headers: Iterable[tuple[str, str]], kept: frozenset[str]) -> Headers:
    """The headers whose names are in ``kept``, names in lower case and sorted; of one name in the order they came."""
    pairs = ((name.lower(), value) for name, value in headers)
    return tuple(sorted((pair for pair in pairs if pair[0] in kept), key=itemgetter(0)))


def without(headers: Headers, name: str) -> Headers:
    """The headers but for one."""
    return tuple(pair for pair in headers if pair[0] != name)


def value_of(headers: Iterable[tuple[str, str]], name: str) -> str:
    """The first value of a header, or an empty string."""
    return next((value for key, value in headers if key.lower() == name), "")
