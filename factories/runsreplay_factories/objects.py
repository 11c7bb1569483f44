"""What the factories of single objects have in common: a recipe laid out once, wire forms, and rules that are kept."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from pytest_runsreplay.lifecycle.eras import find_era
from pytest_runsreplay.models import WireModel

from .accepting import natural_number
from .builder import Builder
from .draws import Draws
from .knowing import check_known
from .recipes import Draft, Recipe

Model = TypeVar("Model", bound=WireModel)
PLAIN = frozenset({"description", "instructions", "max_completion_tokens", "max_prompt_tokens", "metadata", "model"})
PLAIN |= {"name", "reasoning_effort", "temperature", "top_p"}
"""Fields from which no other follows, in any object, and which no rule is about."""

remember = WireModel.remember  # asked of an object, a method takes pydantic longer to find than to run


class ObjectBuilder(Builder[Model]):
    """Makes objects of the API. ``ruled`` are the fields that rules are about: with others an object stays coherent."""

    model: ClassVar[type[WireModel]]
    ruled: ClassVar[frozenset[str]] = frozenset()
    _recipe: Recipe | None = None
    _read: Callable[[Any], Any]
    _checked: bool = False

    def at(self, number: int) -> Model:
        """The object of that number, counted from 0: the one that the call of that number on a new factory gives.

        Raises Incoherent for fields that do not go together or that its era had not, ValueError for a negative number.
        """
        return self._made(natural_number(number, "the object of number"))

    def batch(self, count: int) -> list[Model]:
        """The next ``count`` objects. Raises ValueError for a negative count, TypeError for what is no whole number."""
        return [self._made(next(self._numbers)) for _ in range(natural_number(count, "a batch of"))]

    @property
    def incoherent(self) -> Self:
        """The builder that obeys: fields are laid over the body as they are, whatever rules that breaks.

        A state is chosen by its trait, as in ``run_factory.incoherent.failed(last_error=None)``; ``status=`` only
        writes that word into the body.
        """
        return self._disobeying()

    def _next(self, overrides: Mapping[str, Any]) -> Model:
        builder = self._asked_for(overrides) if overrides else self
        return builder._made(next(self._numbers))

    def _next_body(self, overrides: Mapping[str, Any]) -> dict[str, Any]:
        builder = self._asked_for(overrides) if overrides else self
        body = builder._drawn(next(self._numbers))
        if builder._checked:
            builder._check(self.model.model_validate(body))
        return body

    def _next_text(self, overrides: Mapping[str, Any]) -> str:
        return json.dumps(self._next_body(overrides), indent=2, ensure_ascii=False)

    def _asked_for(self, overrides: Mapping[str, Any]) -> Self:
        """The builder of one call. What nothing follows from is laid over the recipe that there is."""
        builder = self._with(overrides)
        if self._settled is None and PLAIN.issuperset(overrides):
            recipe = self._recipe or self._written()
            if recipe.kept.issuperset(overrides):
                builder._read, builder._checked = self._read, self._checked
                builder._recipe = recipe.laid(overrides)
        return builder

    def _made(self, number: int) -> Model:
        recipe = self._recipe or self._written()
        body = recipe.body(Draws(b"%b%d" % (self._key, number), self._locale), number)
        made: Model = self._read(body)
        remember(made, body)
        if self._checked:
            self._check(made)
        return made

    def _drawn(self, number: int) -> dict[str, Any]:
        recipe = self._recipe or self._written()
        return recipe.body(Draws(b"%b%d" % (self._key, number), self._locale), number)

    @abstractmethod
    def _draft(self) -> Draft:
        """How a body of 2026 is made, but for what was asked for."""

    def _check(self, made: Any) -> None:
        """Raise Incoherent if what was asked for breaks a rule."""

    def _may_break(self, followed: Mapping[str, Any]) -> bool:
        return not self.ruled.isdisjoint(followed)

    def _written(self) -> Recipe:
        era, draft, followed = find_era(self._era), self._draft(), self._followed()
        draft.lay(followed)
        obeys = self._settled is not None
        if not obeys:
            check_known(era, kind=self.kind, asked=followed, body=draft.body, types=draft.types)
        raw = {name: value for name, value in self._overrides.items() if obeys and followed.get(name, ...) != value}
        form = era.form_of(draft.body)
        assert form is not None, f"{era.name} has no form of a {self.kind}"
        # What was asked for may be anything, names in camelCase included; what we make needs less of a look.
        self._read = self.model.model_validate if self._overrides else self.model.__pydantic_validator__.validate_python
        self._checked = not obeys and self._may_break(followed)
        self._recipe = draft.recipe(form, raw)  # at last: other threads take it for the sign that all is there
        return self._recipe

    def _derived(self, **changes: Any) -> Self:
        derived = super()._derived(**changes)
        derived._recipe = None
        return derived
