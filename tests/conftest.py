"""What all tests share."""

import gc
from contextlib import suppress
from importlib import import_module
from os import environ

from hypothesis import settings

settings.register_profile("searching", deadline=None)  # no test asserts a time
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile(environ.get("HYPOTHESIS_PROFILE", "searching"))

pytest_plugins = ["pytester"]

# pytester forgets what a run of its own imported: what is imported here once is not imported again in each of them.
# httpx and httpx2 import their cores when they are first used, and know the errors of those only.
for _name in (
    "httpcore",
    "httpcore2",
    "httpx2",
    "hypothesis.internal.observability",
    "openai",
    "pytest_runsreplay.recording.patching",
    "runsreplay_factories",
):
    with suppress(ImportError):  # openai 2 comes without httpx2
        import_module(_name)


def pytest_collection_finish() -> None:
    """Keep what was imported and collected out of the collections that each run of pytester makes at its end."""
    gc.collect()
    gc.freeze()
