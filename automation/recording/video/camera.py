"""Take Playwright's screencast of a page and keep its frames in a folder."""

import time
from bisect import insort
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, ScreencastActionStyle

from automation.narrator import Place
from automation.recording.video.pace import Pace
from automation.recording.video.timeline import Frame, painted

_QUALITY = 92
_LONGEST_UNREST = 1.5
_NUMBERS = count(1)
# Playwright draws what it is about to do; without the title, which would quote what is typed.
_STYLE: ScreencastActionStyle = {
    "title": "display: none",
    "highlight": "outline: 3px solid rgba(0, 121, 107, .55); outline-offset: 2px; border-radius: 3px",
    "point": "width: 26px; height: 26px; border-radius: 50%; background: rgba(0, 121, 107, .45)",
}
# A change has been drawn three animation frames later. A page that is not drawn has none, so the wait ends at 500 ms.
_DRAWN = """() => Promise.race([
  new Promise((drawn) => {
    const after = (frames) => frames ? requestAnimationFrame(() => after(frames - 1)) : drawn();
    after(3);
  }),
  new Promise((given_up) => setTimeout(given_up, 500)),
])"""


class Camera:
    """Keeps the frames of one page while it is on; `size` in pixels of the film."""

    def __init__(self, page: Page, folder: Path, size: tuple[int, int], pace: Pace) -> None:
        self.page = page
        self.frames: list[Frame] = []
        self._folder = folder
        self._size = size
        self._pace = pace
        self._is_on = False

    def on(self) -> None:
        """Begin to keep frames."""
        if self._is_on:
            return
        width, height = self._size
        self.page.screencast.start(on_frame=self._keep, size={"width": width, "height": height}, quality=_QUALITY)
        self._is_on = True
        self.show_actions()

    def off(self) -> None:
        """Keep no more frames."""
        if self._is_on:
            self._is_on = False
            # A browser that is gone has nothing to stop.
            with suppress(PlaywrightError):
                self.page.screencast.stop()
                self.page.screencast.hide_actions()

    def show_actions(self) -> None:
        """Show where the pointer goes and what it is about to press."""
        self.page.screencast.show_actions(cursor="pointer", duration=self._pace.travel * 1000, style=_STYLE)

    def point_out(self, at: Sequence[Place]) -> tuple[ExitStack, float]:
        """Draw a line around the controls until the stack is closed; the time after which a frame has the line in it.

        Frames from before the line may arrive late. So something else is drawn after the line: the frame of that
        change comes later than the returned time, in seconds since the epoch, and shows the line.
        """
        screencast = self.page.screencast
        screencast.hide_actions()
        boxes = "".join(_box(place.bounding_box()) for place in at)
        lines = ExitStack()
        lines.enter_context(screencast.show_overlay(f"<div>{boxes}</div>"))
        self.page.evaluate(_DRAWN)
        drawn = time.time()
        lines.enter_context(screencast.show_overlay(f'<div style="opacity:.2">{boxes}</div>'))
        return lines, drawn

    def settle(self, change: float | None) -> float:
        """Wait until the page stops changing, at most `_LONGEST_UNREST` seconds; the time, in seconds since the epoch.

        Chromium sends a frame for each change. `change` is the time of a change that must be in a frame first.
        """
        since = now = time.time()
        while now - since < _LONGEST_UNREST and not self._is_still(now, since, change):
            self.page.wait_for_timeout(self._pace.still * 500)
            now = time.time()
        return now

    def _is_still(self, now: float, since: float, change: float | None) -> bool:
        if not self.frames or self.frames[-1].at < (change or 0):
            return False
        return now - max(self.frames[-1].at, since) >= self._pace.still

    def _keep(self, frame: Any) -> None:
        if not self._is_on:
            return
        path = self._folder / f"{next(_NUMBERS):06}.jpg"
        path.write_bytes(frame["data"])
        # Chromium encodes several at a time, and the first to be painted need not be the first to arrive.
        insort(self.frames, Frame(frame["timestamp"] / 1000, path), key=painted)


def _box(place: dict[str, float] | None) -> str:
    if place is None:
        return ""
    x, y, width, height = (place[key] for key in ("x", "y", "width", "height"))
    return (
        f'<div style="position:fixed;left:{x - 4}px;top:{y - 4}px;width:{width + 8}px;height:{height + 8}px;'
        'box-sizing:border-box;border:3px solid #d84315;border-radius:4px"></div>'
    )
