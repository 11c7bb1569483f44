"""How much may be noted in metadata (wire.md §7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .evidence import Evidence, Finding, Rule

MOST_PAIRS, LONGEST_KEY, LONGEST_VALUE = 16, 64, 512


def _limits(evidence: Evidence) -> Iterator[Finding]:
    for path, body in evidence.placed_bodies():
        metadata: object = body.metadata
        if metadata is None:
            continue
        if not isinstance(metadata, dict):
            yield f"{path}.metadata", f"is {metadata!r}, not an object"
            continue
        if len(metadata) > MOST_PAIRS:
            yield f"{path}.metadata", f"has {len(metadata)} pairs, more than {MOST_PAIRS}"
        for key, value in metadata.items():
            if len(str(key)) > LONGEST_KEY:
                yield f"{path}.metadata", f"has a key of {len(str(key))} characters, more than {LONGEST_KEY}"
            if not isinstance(value, str):
                yield f"{path}.metadata.{key}", f"is {value!r}, not text"
            elif len(value) > LONGEST_VALUE:
                yield f"{path}.metadata.{key}", f"has {len(value)} characters, more than {LONGEST_VALUE}"


RULES: Mapping[str, Rule] = {"metadata limits": _limits}
