"""What a model does with a computer, on Azure AI Foundry's service ``2025-05-15-preview`` (wire.md §2.3, §3.4).

Places are in pixels.
"""

from typing import Annotated, Literal

from pydantic import Field

from .base import WireModel


class ClickAction(WireModel):
    """Schema ``ClickAction``; the button is left, right, wheel, back or forward."""

    type: Literal["click"]
    x: int
    y: int
    button: str


class DoubleClickAction(WireModel):
    """Schema ``DoubleClickAction``."""

    type: Literal["double_click"]
    x: int
    y: int


class CoordinatePoint(WireModel):
    """Schema ``CoordinatePoint``."""

    x: int
    y: int


class DragAction(WireModel):
    """Schema ``DragAction``."""

    type: Literal["drag"]
    path: list[CoordinatePoint]


class KeyPressAction(WireModel):
    """Schema ``KeyPressAction``."""

    type: Literal["keypress"]
    keys: list[str]


class MoveAction(WireModel):
    """Schema ``MoveAction``."""

    type: Literal["move"]
    x: int
    y: int


class ScreenshotAction(WireModel):
    """Schema ``ScreenshotAction``."""

    type: Literal["screenshot"]


class ScrollAction(WireModel):
    """Schema ``ScrollAction``."""

    type: Literal["scroll"]
    x: int
    y: int
    scroll_x: int
    scroll_y: int


class TypeAction(WireModel):
    """Schema ``TypeAction``."""

    type: Literal["type"]
    text: str


class WaitAction(WireModel):
    """Schema ``WaitAction``."""

    type: Literal["wait"]


class OtherComputerAction(WireModel):
    """An action of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownComputerAction = Annotated[
    ClickAction
    | DoubleClickAction
    | DragAction
    | KeyPressAction
    | MoveAction
    | ScreenshotAction
    | ScrollAction
    | TypeAction
    | WaitAction,
    Field(discriminator="type"),
]
ComputerAction = Annotated[KnownComputerAction | OtherComputerAction, Field(union_mode="left_to_right")]


class SafetyCheck(WireModel):
    """Schema ``SafetyCheck``: what someone has to acknowledge before the action is done."""

    id: str
    code: str | None
    message: str | None


class ComputerScreenshot(WireModel):
    """Schema ``ComputerScreenshot``; its type is computer_screenshot."""

    type: str
    file_id: str | None
    image_url: str | None


class ComputerUseCall(WireModel):
    """Schema ``RunStepComputerUseToolCallDetails``; the run waits for ``output``, so that it is absent at first."""

    action: ComputerAction
    pending_safety_checks: list[SafetyCheck]
    output: ComputerScreenshot | None
    acknowledged_safety_checks: list[SafetyCheck] | None


class ComputerUseToolCall(WireModel):
    """Schemas ``RunStepComputerUseToolCall`` and ``RequiredComputerUseToolCall``."""

    id: str
    type: Literal["computer_use_preview"]
    computer_use_preview: ComputerUseCall
