"""Redaction: what must not get into a cassette is found wherever it stands, and replaced.

Imported where a recording starts: a replay has nothing to redact.
"""

from ..placeholders import PLACEHOLDER, REDACTED
from .engine import RULES, Redaction

__all__ = ["PLACEHOLDER", "REDACTED", "RULES", "Redaction"]
