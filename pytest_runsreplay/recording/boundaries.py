"""The boundary of a multipart body: clients draw it by lot, a cassette has one word for all."""

from __future__ import annotations

import re

from .headers import Headers

BOUNDARY = re.compile(r'(multipart/.*\bboundary=)("?)([^";]+)\2', re.IGNORECASE | re.DOTALL)
FIXED = "runsreplay-boundary"


def with_fixed_boundary(headers: Headers, content: bytes) -> tuple[Headers, bytes]:
    """The same headers and body with the fixed boundary; as they are if it is no multipart body or holds that word."""
    found = next(
        (match for name, value in headers if name == "content-type" and (match := BOUNDARY.match(value))), None
    )
    if found is None or FIXED.encode() in content:
        return headers, content
    delimiter = re.compile(rb"(\A|\r\n)--" + re.escape(found[3].encode()) + rb"(?=--|[ \t]*\r\n)")
    told = found.string.replace(found[0], f"{found[1]}{FIXED}")
    return (
        tuple((name, told if value == found.string else value) for name, value in headers),
        delimiter.sub(rf"\1--{FIXED}".encode(), content),
    )
