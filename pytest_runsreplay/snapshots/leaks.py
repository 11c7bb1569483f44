"""What must never reach a snapshot file."""

from __future__ import annotations

import re
from collections.abc import Sequence

SECRETS = re.compile(
    r"(?<![A-Za-z0-9])sk-(?=[A-Za-z0-9_-]*[0-9])[A-Za-z0-9_-]{16,}"
    r"|(?i:(?<![a-z])bearer\s+)[A-Za-z0-9._~+/=-]{16,}"
)
SHOWN = 3


class SecretFound(ValueError):
    """A value about to be compared with a snapshot looks like a secret; ``path`` is where it stands."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(
            f"a snapshot must not hold a secret, but the text at {path} has one that begins with {found[:SHOWN]!r}: "
            "replace or remove it before the comparison"
        )
        self.path = path


def refuse_secrets(text: str, path: Sequence[str | int]) -> None:
    """Raise SecretFound if the text holds what looks like an API key or a bearer token."""
    found = SECRETS.search(text)
    if found:
        raise SecretFound(_json_path(path), found[0])


def _json_path(path: Sequence[str | int]) -> str:
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
