"""Which number an account has in the placeholders of a cassette."""

from __future__ import annotations

import re

from ..placeholders import ACCOUNTS

NUMBER = re.compile(
    r"org-redacted(?P<organization>\d{1,9})|proj_redacted(?P<project>\d{1,9})"
    r"|0{8}-0000-0000-0000-(?P<subscription>\d{12})|email-(?P<email>\d{1,9})@redacted\.invalid"
)


class Numbering:
    """The identifiers of accounts met so far, each with its placeholder."""

    def __init__(self) -> None:
        self._placeholders: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def reserve(self, text: str) -> None:
        """Leave out the numbers that a text has already: whom they stand for is known no more."""
        for match in NUMBER.finditer(text):
            rule = str(match.lastgroup)
            self._counts[rule] = max(self._counts.get(rule, 0), int(match[rule]))

    def placeholder(self, rule: str, value: str) -> str:
        """What stands for an identifier: the same for the same one, upper and lower case alike."""
        key = rule, value if rule in ("organization", "project") else value.lower()
        if key not in self._placeholders:
            self._counts[rule] = self._counts.get(rule, 0) + 1
            self._placeholders[key] = ACCOUNTS[rule].format(self._counts[rule])
        return self._placeholders[key]
