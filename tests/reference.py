"""Where the reference material lies that some tests use, if it is beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[2] / "shared" / "reference"

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="there is no ../shared/reference beside the checkout"
)
