"""What was recorded of a run: a value for each step."""

from dataclasses import dataclass

from automation.narrator import Step


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStep:
    """A step that was done: its picture (PNG), if it has one, where its controls are and what the page calls them.

    `before` is what was seen when it began, `size` the page's in CSS pixels, `address` its own.
    """

    step: Step
    picture: bytes = b""
    boxes: tuple[Box, ...] = ()
    before: bytes = b""
    boxes_before: tuple[Box, ...] = ()
    size: tuple[int, int] = (0, 0)
    labels: tuple[str, ...] = ()
    address: str = ""
