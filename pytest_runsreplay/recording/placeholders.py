"""What stands in a cassette in place of secrets and of identifiers of accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping

REDACTED = "<redacted>"

ACCOUNTS: Mapping[str, str] = {
    "organization": "org-redacted{}",
    "project": "proj_redacted{}",
    "subscription": "00000000-0000-0000-0000-{:012}",
    "email": "email-{}@redacted.invalid",
}
"""The placeholders of accounts by rule, numbered: two accounts stay two, and each keeps the shape that readers know."""

PLACEHOLDER = re.compile(
    r"<redacted>|org-redacted\d+|proj_redacted\d+|0{8}-0000-0000-0000-\d{12}|email-\d+@redacted\.invalid"
)
"""Finds every placeholder that is ever written."""
