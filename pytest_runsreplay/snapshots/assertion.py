"""The fixture that compares models with stored snapshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypedDict, Unpack, cast

from syrupy.assertion import DiffMode, SnapshotAssertion
from syrupy.exceptions import TaintedSnapshotError
from syrupy.location import PyTestLocation

from .amber import RunsAmberExtension
from .ids import ID, is_drawn
from .json_files import RunsJSONExtension
from .kinds import Hint, hint_of
from .noise import concise
from .normalization import normalized
from .reporting import explain_difference, explain_lack
from .times import Times
from .tokens import Tokens

if TYPE_CHECKING:
    import pytest
    from syrupy.extensions.base import AbstractSyrupyExtension
    from syrupy.session import SnapshotSession
    from syrupy.types import PropertyFilter, PropertyMatcher

UPDATING = ("update_snapshots", "update_new_snapshots_only")
NO_SYRUPY = (
    "runs_snapshot stores its snapshots with syrupy, but syrupy's pytest plugin is not loaded: "
    "run without -p no:syrupy (where plugins are not autoloaded, with -p syrupy), or compare normalize(…) with =="
)

NAMED_BY_ID = "the name of a snapshot holds an id, which would differ in the next recording: use words of your own"


class Defaults(TypedDict, total=False):
    """What ``runs_snapshot.with_defaults(…)`` takes, for all comparisons with what it gives."""

    times: Times
    full: bool
    valid_ids: bool
    exclude: PropertyFilter | None
    include: PropertyFilter | None
    matcher: PropertyMatcher | None
    extension_class: type[AbstractSyrupyExtension] | None


class Options(Defaults, total=False):
    """What ``runs_snapshot(…)`` takes, for one comparison; the names and what is kept are for the whole test."""

    name: int | str | None
    names: Mapping[Any, str]
    keep: Iterable[str | float]
    diff: int | str | None
    diff_data: Any


EXTENSIONS = {extension.file_extension: extension for extension in (RunsAmberExtension, RunsJSONExtension)}
OWN = ("times", "full", "valid_ids")


class Normalized(NamedTuple):
    """A tree to be stored, what was known of its models, and whether all of it is to be shown."""

    tree: Any
    hint: Hint
    full: bool


@dataclass(eq=False, order=False, repr=False)
class RunsSnapshot(SnapshotAssertion):
    """A stored snapshot to compare with: ``assert run == runs_snapshot``.

    What is compared and stored is what ``normalize`` gives, without what goes without saying. All comparisons of a
    test share one set of tokens. ``runs_snapshot(name=…, times="rank", names={run.id: "the run"}, full=True, …)`` has
    options for one comparison, ``with_defaults`` for many, and ``runs_snapshot.json`` keeps each snapshot in a JSON
    file of its own. Filters and matchers of syrupy see tokens, not ids. Raises TypeError for an unknown option and
    what ``normalize`` raises, and ValueError for a name that holds an id.
    """

    times: Times = "delta"
    full: bool = False
    valid_ids: bool = False
    tokens: Tokens = field(default_factory=Tokens)
    counts: Counter[type] = field(default_factory=Counter)
    """How many comparisons of the test each kind of file has had, whichever fixture made them."""
    _json: Self | None = field(init=False, default=None)
    _refusal: Exception | None = field(init=False, default=None)

    @classmethod
    def of_test(cls, request: pytest.FixtureRequest) -> Self:
        """The snapshots of the test that asks. Raises RuntimeError where syrupy's plugin is not loaded."""
        session = getattr(request.config, "_syrupy", None)
        if session is None:
            raise RuntimeError(NO_SYRUPY)
        return cls.of_item(request.node, session)

    @classmethod
    def of_item(
        cls, item: pytest.Item, session: SnapshotSession, extension: type[AbstractSyrupyExtension] = RunsAmberExtension
    ) -> Self:
        """The snapshots of a test; making it tells syrupy to look for files of that kind."""
        given = item.config.option
        return cls(
            session=session,
            extension_class=extension,
            test_location=PyTestLocation(item),
            **{name: getattr(given, name) for name in UPDATING if hasattr(given, name)},
        )

    @property
    def json(self) -> Self:
        """The same, with one JSON file for each snapshot."""
        if self._json is None:
            self._json = self.with_defaults(extension_class=RunsJSONExtension)
        return self._json

    def with_defaults(self, **options: Unpack[Defaults]) -> Self:
        """A fixture with these options for all its comparisons; its snapshots are counted with those of this one."""
        given = _known(options, Defaults.__annotations__)
        own = {name: given.pop(name, getattr(self, name)) for name in OWN}
        other = cast("Self", super().with_defaults(**given))
        vars(other).update(own, tokens=self.tokens, counts=self.counts)
        return other

    def __call__(self, **options: Unpack[Options]) -> Self:
        given = _known(options, Options.__annotations__)
        if any(map(is_drawn, ID.finditer(str(given.get("name"))))):
            raise ValueError(NAMED_BY_ID)
        self.tokens.learn(given.pop("names", None), given.pop("keep", ()))
        for name in OWN:
            if name in given:
                self._post_assert_actions.append(partial(setattr, self, name, getattr(self, name)))
                setattr(self, name, given.pop(name))
        super().__call__(**given)
        return self

    def __eq__(self, other: object) -> bool:
        __tracebackhide__ = True
        passed = super().__eq__(other)
        error = self.executions[self.num_executions - 1].exception
        if error is None or isinstance(error, TaintedSnapshotError):
            return passed
        # pytest shows the arguments of each function on the way: here they hold what must not be shown.
        raise error.with_traceback(None) if error is self._refusal else error

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.test_location.snapshot_name}>"

    @property
    def index(self) -> int | str:
        return self._custom_index or self.counts[type(self.extension)]

    def get_assert_diff(self, *, diff_mode: DiffMode = DiffMode.DETAILED) -> list[str]:
        """What to tell of the comparison that has failed."""
        result = self.executions[self.num_executions - 1]
        if result.exception is not None or diff_mode != DiffMode.DETAILED:
            return super().get_assert_diff(diff_mode=diff_mode)
        return explain_lack(result) if result.recalled_data is None else explain_difference(result)

    def _serialize(self, data: object) -> str | bytes:
        try:
            tree = normalized(data, self.tokens, self.times, valid_ids=self.valid_ids)
        except (TypeError, ValueError) as error:
            self._refusal = error
            raise
        shown = Normalized(tree if self.full else concise(tree, objects=True), hint_of(data), self.full)
        return self.extension.serialize(shown, exclude=self._exclude, include=self._include, matcher=self._matcher)

    def _post_assert(self) -> None:
        self.counts[type(self.extension)] += 1
        super()._post_assert()


def _known(options: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    for name in options:
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(sorted(known))}"
            raise TypeError(f"runs_snapshot has no option {name!r}: {hint}")
    return dict(options)
