"""List pages (wire.md §3.5)."""

from typing import Any, ClassVar, Self

from .assistants import AssistantObject
from .base import WireModel
from .messages import MessageObject
from .run_steps import RunStepObject
from .runs import RunObject
from .threads import ThreadObject


class Page(WireModel):
    """The keys that all lists share; the ids are null on an empty page, though no schema says so."""

    wraps: ClassVar[bool] = True

    object: str
    data: list[Any]
    first_id: str | None
    last_id: str | None
    has_more: bool

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        return super().model_validate(obj, **options)._with_items_that_remember()

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        return super().model_validate_json(json_data, **options)._with_items_that_remember()

    def _with_items_that_remember(self) -> Self:
        """Tell each item the body that it was read from, so that it keeps its key order when taken by itself."""
        shapes = self._order().get("data")
        if isinstance(shapes, list):
            for item, shape in zip(self.data, shapes, strict=True):
                if isinstance(item, WireModel):
                    item.remember(shape)
        return self


class ListRunsResponse(Page):
    """A page of runs: schema ``ListRunsResponse``."""

    data: list[RunObject]


class ListRunStepsResponse(Page):
    """A page of run steps: schema ``ListRunStepsResponse``."""

    data: list[RunStepObject]


class ListMessagesResponse(Page):
    """A page of messages: schema ``ListMessagesResponse``."""

    data: list[MessageObject]


class ListAssistantsResponse(Page):
    """A page of assistants: schema ``ListAssistantsResponse``."""

    data: list[AssistantObject]


class ListThreadsResponse(Page):
    """A page of threads, which only Foundry lists."""

    data: list[ThreadObject]
