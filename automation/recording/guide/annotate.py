"""Draw a line around the controls in a picture, and the number of the step beside it, with the help of a browser."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

from automation.narrator import Step
from automation.recording.guide.model import Box, Drawing
from automation.recording.guide.recorder import RecordedStep

# All in CSS pixels. A button gets some air; a field has others close to it.
_AIR, _BUTTON = 4, 200
_LINE, _DISC = 3, 28
# How much is shown of a page where a form or a button matters, and how much around them at least.
_PART = (768, 540)
_AROUND = 36
# A form begins near the top of the page, which is where its title is.
_FROM_THE_TOP = 0.3
_SHOWN_WHOLE = {Step.OPEN_SECTION, Step.PRESS_ADD, Step.SEE_IN_LIST}
_STYLE = f"""
* {{ box-sizing: border-box; margin: 0; }}
body {{ position: relative; overflow: hidden; }}
img {{ display: block; }}
div {{ position: absolute; border: {_LINE}px solid #c8390b; border-radius: 6px;
  box-shadow: 0 0 0 1px rgba(255, 255, 255, .9), inset 0 0 0 1px rgba(255, 255, 255, .9); }}
b {{ position: absolute; width: {_DISC}px; height: {_DISC}px; border-radius: 50%; background: #c8390b; color: #fff;
  border: 2px solid #fff; font: 700 15px/{_DISC - 4}px system-ui, "Noto Sans", "Liberation Sans", sans-serif;
  text-align: center; }}
"""


@dataclass(frozen=True, slots=True)
class Annotator:
    """Draws on a page that has the same device pixels per CSS pixel as the pictures."""

    page: Page

    def draw(self, seen: RecordedStep, number: int) -> Drawing:
        """The picture of a step with its controls outlined, and its number beside the first."""
        width, height = seen.size
        picture = base64.b64encode(seen.picture).decode()
        boxes = joined(seen.boxes)
        lines = "".join(f'<div style="{_placed(_around(box))}"></div>' for box in boxes)
        disc = f'<b style="{_placed(_beside(_around(boxes[0]), seen.size))}">{number}</b>' if boxes else ""
        self.page.set_viewport_size({"width": width, "height": height})
        image = f'<img src="data:image/png;base64,{picture}" width="{width}" height="{height}" alt="">'
        self.page.set_content(f"<!doctype html><style>{_STYLE}</style>{image}{lines}{disc}")
        part = part_of(seen)
        clip = {"x": part.x, "y": part.y, "width": part.width, "height": part.height}
        drawn = self.page.screenshot(clip=clip)  # type: ignore[arg-type]
        middle = boxes[0].x + boxes[0].width / 2 - part.x if boxes else 0
        return Drawing(
            picture=drawn, size=(int(part.width), int(part.height)), is_at_the_right=middle > 0.6 * part.width
        )


def joined(boxes: Sequence[Box]) -> list[Box]:
    """The boxes from top to bottom; boxes that touch become one."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda one: one.y):
        if found and box.y - (found[-1].y + found[-1].height) < 2 * _LINE:
            found[-1] = _around_all([found[-1], box])
        else:
            found.append(box)
    return found


def part_of(seen: RecordedStep) -> Box:
    """The part of the picture that is shown: all of it, or what is around the controls."""
    width, height = seen.size
    if not seen.boxes or seen.step in _SHOWN_WHOLE:
        return Box(0, 0, width, height)
    marked = _around_all(seen.boxes)
    left, wide = _stretch(marked.x, marked.width, width, _PART[0], 0.5)
    top, high = _stretch(marked.y, marked.height, height, _PART[1], _FROM_THE_TOP)
    return Box(left, top, wide, high)


def _stretch(begin: float, length: float, whole: int, usual: int, before: float) -> tuple[int, int]:
    """The start and length of the part of a side that is shown; it always has the marked stretch in it.

    `before` is the share, 0 to 1, of what is left out that lies before the part.
    """
    part = min(whole, max(usual, round(length) + 2 * _AROUND))
    start = round((whole - part) * before)
    start = min(start, round(begin) - _AROUND)
    start = max(start, round(begin + length) + _AROUND - part)
    return min(max(start, 0), whole - part), part


def _around_all(boxes: Iterable[Box]) -> Box:
    boxes = list(boxes)
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _around(box: Box) -> Box:
    away = _LINE + (_AIR if box.width < _BUTTON else 0)
    return Box(box.x - away, box.y - away, box.width + 2 * away, box.height + 2 * away)


def _beside(line: Box, size: tuple[int, int]) -> Box:
    """On the line, at the side where there is room, so that the control stays visible."""
    left = line.x - _DISC + _LINE
    if left < 0:
        left = min(line.x + line.width - _LINE, size[0] - _DISC)
    top = min(max(line.y + line.height / 2 - _DISC / 2, 0), size[1] - _DISC)
    return Box(left, top, _DISC, _DISC)


def _placed(box: Box) -> str:
    return f"left:{box.x:.1f}px;top:{box.y:.1f}px;width:{box.width:.1f}px;height:{box.height:.1f}px"
