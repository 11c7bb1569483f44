"""``python -m pytest_runsreplay`` is the ``runsreplay`` command."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
