"""Functions as a model is told of them (wire.md §2.8)."""

from typing import Any

from .base import WireModel


class FunctionDefinition(WireModel):
    """Schema ``FunctionObject``: a function the model may call; ``parameters`` is a JSON Schema."""

    name: str
    description: str | None
    parameters: dict[str, Any] | None
    strict: bool | None
