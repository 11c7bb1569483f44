"""The secrets of this process: values of environment variables whose names look like keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

KEY = re.compile(
    r"(?:.*[_.-])?(?:(?:API|ACCESS|ACCOUNT|SECRET|AUTH)?(?:KEY|TOKEN)S?|SECRETS?|PASSWORDS?|PASSWD|PASSPHRASE|"
    r"CREDENTIALS?|CREDS|CONNECTION_?STRING|CONN_?STR|SAS|DSN|COOKIE|JWT|PAT)(?:[_.-].*)?",
    re.IGNORECASE,
)
NO_KEY = re.compile(
    r".*[_.-](?:FILE|PATH|DIR|NAME|URL|URI|ENDPOINT|HOST|REGION|TYPE|LIMIT|SIZE|COUNT|TTL)|(?:.*_)?(?:CACHE_KEY|MAX_TOKENS)",
    re.IGNORECASE,
)
"""A file or a service that a key is in, the name or the kind of one, and how many there may be, are no secrets."""
PASSWORD = re.compile(r"://[^\s/:@]{0,128}:([^\s/@]{8,})@")
PART_OF_CONNECTION = re.compile(r"(?i)(?:key|password|pwd|secret|signature)=([^;]{8,})")


def secrets_of(environ: Mapping[str, str]) -> Iterator[str]:
    """The values that must not be recorded, and the keys and passwords within them, each 8 characters or longer."""
    for name, value in environ.items():
        if "://" in value and "@" in value:
            yield from PASSWORD.findall(value)
        if KEY.fullmatch(name) and not NO_KEY.fullmatch(name) and len(value.strip()) >= 8:
            yield value.strip()
            yield from (part.strip() for part in PART_OF_CONNECTION.findall(value))
