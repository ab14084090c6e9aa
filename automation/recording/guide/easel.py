"""Draw around the controls in a picture, with the number of the step; the browser has pens and letters for it."""

import base64
from dataclasses import dataclass
from html import escape

from playwright.sync_api import Page

from automation.recording.guide.album import Seen
from automation.recording.guide.model import Box

# In CSS pixels: between control and line, and the number's disc.
_GAP = 5
_DISC = 28
_STYLE = f"""
* {{ box-sizing: border-box; margin: 0; }}
body {{ position: relative; overflow: hidden; }}
img {{ display: block; }}
div {{ position: absolute; border: 3px solid #c8390b; border-radius: 7px;
  box-shadow: 0 0 0 2px rgba(255, 255, 255, .9), inset 0 0 0 1px rgba(255, 255, 255, .9); }}
b {{ position: absolute; width: {_DISC}px; height: {_DISC}px; border-radius: 50%; background: #c8390b; color: #fff;
  border: 2px solid #fff; font: 700 15px/{_DISC - 4}px system-ui, "Noto Sans", "Liberation Sans", sans-serif;
  text-align: center; }}
"""


@dataclass(frozen=True, slots=True)
class Easel:
    """Draws on a page whose pixels are as fine as those of the pictures."""

    page: Page

    def draw(self, seen: Seen, number: int) -> bytes:
        """The picture (PNG) of a step with its controls outlined, and its number beside the first."""
        width, height = seen.size
        picture = base64.b64encode(seen.picture).decode()
        lines = "".join(f'<div style="{_around(box)}"></div>' for box in seen.boxes)
        disc = f'<b style="{_beside(seen.boxes[0], seen.size)}">{escape(str(number))}</b>' if seen.boxes else ""
        self.page.set_viewport_size({"width": width, "height": height})
        image = f'<img src="data:image/png;base64,{picture}" width="{width}" height="{height}" alt="">'
        self.page.set_content(f"<!doctype html><style>{_STYLE}</style>{image}{lines}{disc}")
        return self.page.screenshot()


def _around(box: Box) -> str:
    return (
        f"left:{box.x - _GAP:.1f}px;top:{box.y - _GAP:.1f}px;"
        f"width:{box.width + 2 * _GAP:.1f}px;height:{box.height + 2 * _GAP:.1f}px"
    )


def _beside(box: Box, size: tuple[int, int]) -> str:
    """On the line, at the side where there is room: nothing of the control is covered."""
    left = box.x - _GAP - _DISC + 4
    if left < 0:
        left = min(box.x + box.width + _GAP - 4, size[0] - _DISC)
    top = box.y + box.height / 2 - _DISC / 2
    return f"left:{left:.1f}px;top:{min(max(top, 0), size[1] - _DISC):.1f}px"
