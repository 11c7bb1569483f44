"""Record, replay, fabricate and snapshot the Runs and Run Steps of the Assistants API.

PYTEST_DONT_REWRITE: there is no assertion in it for pytest to rewrite, and a script may import it before pytest.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runsreplay_factories import Incoherent as Incoherent
    from runsreplay_factories import RunFactory as RunFactory
    from runsreplay_factories import RunStepFactory as RunStepFactory

    from .lifecycle import Lifecycle as Lifecycle
    from .lifecycle import incoherences as incoherences
    from .models import ListRunsResponse as ListRunsResponse
    from .models import ListRunStepsResponse as ListRunStepsResponse
    from .models import ParseError as ParseError
    from .models import RunObject as RunObject
    from .models import RunStepObject as RunStepObject
    from .models import accumulate as accumulate
    from .models import deviations as deviations
    from .models import parse as parse
    from .models import parse_stream as parse_stream
    from .models import render_stream as render_stream
    from .recording import CassetteError as CassetteError
    from .recording import CassetteMiss as CassetteMiss
    from .recording import RunsCassette as RunsCassette
    from .recording import use_cassette as use_cassette
    from .service import RunsService as RunsService
    from .settings import SettingsError as SettingsError
    from .snapshots import RunsSnapshot as RunsSnapshot
    from .snapshots import normalize as normalize

HOMES = {
    "CassetteError": ".recording",
    "CassetteMiss": ".recording",
    "Incoherent": "runsreplay_factories",
    "Lifecycle": ".lifecycle",
    "ListRunStepsResponse": ".models",
    "ListRunsResponse": ".models",
    "ParseError": ".models",
    "RunFactory": "runsreplay_factories",
    "RunObject": ".models",
    "RunStepFactory": "runsreplay_factories",
    "RunStepObject": ".models",
    "RunsCassette": ".recording",
    "RunsService": ".service",
    "RunsSnapshot": ".snapshots",
    "SettingsError": ".settings",
    "accumulate": ".models",
    "deviations": ".models",
    "incoherences": ".lifecycle",
    "normalize": ".snapshots",
    "parse": ".models",
    "parse_stream": ".models",
    "render_stream": ".models",
    "use_cassette": ".recording",
}
"""Where each public name lives; it is imported when first asked for, so that loading the plugin costs nothing."""

__all__ = [*sorted(HOMES)]  # pyright: ignore[reportUnsupportedDunderAll] - one table of names


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("pytest-runsreplay")
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(HOMES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*HOMES, "__version__"])
