"""What a cassette is called."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

GOLDEN = "golden:"
SUFFIX = ".json"
STOCK_SUFFIXES = (".yaml", ".yml")
UNSAFE = re.compile(r"[^\w.\-\[\]=+,@ ]+")
DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]) *(?:\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the point."""
LONG_WORD = re.compile(r"[A-Za-z0-9]{16,}")
"""What a key has that nearly no name of a test has, if there are letters and digits in it."""
LONGEST_NAME = 120
"""In bytes, which is what file systems count."""


def safe_name(name: str) -> str:
    """The name as a file name of any system, without keys; where that changes it, a digest keeps different names
    apart."""
    safe = UNSAFE.sub("_", _without_keys(name)).strip(". ").encode()[:LONGEST_NAME].decode(errors="ignore")
    safe = f"_{safe}" if DEVICE.match(safe) else safe
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _without_keys(name: str) -> str:
    """A name without what has the shape of a key, as parameters of a test may have."""
    if all(word.isalpha() or word.isdigit() for word in LONG_WORD.findall(name)):
        return name
    from .recording.placeholders import ACCOUNTS
    from .recording.redaction import Redaction

    return Redaction(keep=ACCOUNTS, environ={}).text(name)


def name_of_test(item: pytest.Item) -> str:
    """The name of a test with its class and parameters, as ``Class.test[param]``."""
    cls = getattr(item, "cls", None)
    return item.name if cls is None else f"{cls.__qualname__}.{item.name}"


def without_suffix(name: str) -> str:
    """The name that a marker gives, whichever of the formats it names with it."""
    suffix = PurePosixPath(name).suffix
    return name.removesuffix(suffix) if suffix in (SUFFIX, *STOCK_SUFFIXES) else name
