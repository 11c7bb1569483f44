"""What all tests share."""

# pytester forgets what a run of its own imported: what is imported here once is not imported again in each of them.
import httpx2
import hypothesis.internal.observability
import openai

import pytest_runsreplay.recording
import runsreplay_factories

__all__ = ["httpx2", "hypothesis", "openai", "pytest_runsreplay", "runsreplay_factories"]

pytest_plugins = ["pytester"]
