"""The fixture that compares models with stored snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, cast

from syrupy.assertion import SnapshotAssertion
from syrupy.location import PyTestLocation

from .amber import RunsAmberExtension
from .normalization import normalized
from .tokens import Tokens

if TYPE_CHECKING:
    import pytest

OPTIONS = ("update_snapshots", "update_new_snapshots_only")
NO_SYRUPY = (
    "runs_snapshot stores its snapshots with syrupy, but syrupy's pytest plugin is not loaded: "
    "run without -p no:syrupy (where plugins are not autoloaded, with -p syrupy), or compare normalize(…) with =="
)


@dataclass(eq=False, order=False, repr=False)
class RunsSnapshot(SnapshotAssertion):
    """A stored snapshot to compare with: ``assert run == runs_snapshot``.

    What is compared and stored is what ``normalize`` gives. All comparisons of a test share one set of tokens. For
    the rest it is syrupy's assertion: ``runs_snapshot(name=…, exclude=…, include=…, matcher=…)``, whose filters and
    matchers see tokens, not ids.
    """

    tokens: Tokens = field(default_factory=Tokens)

    @classmethod
    def of_test(cls, request: pytest.FixtureRequest) -> Self:
        """The snapshots of the test that asks. Raises RuntimeError where syrupy's plugin is not loaded."""
        session = getattr(request.config, "_syrupy", None)
        if session is None:
            raise RuntimeError(NO_SYRUPY)
        given = request.config.option
        return cls(
            session=session,
            extension_class=RunsAmberExtension,
            test_location=PyTestLocation(request.node),
            **{name: getattr(given, name) for name in OPTIONS if hasattr(given, name)},
        )

    def with_defaults(self, **options: Any) -> Self:
        other = cast("Self", super().with_defaults(**options))
        other.tokens = self.tokens
        return other

    def __eq__(self, other: object) -> bool:
        return super().__eq__(normalized(other, self.tokens))
