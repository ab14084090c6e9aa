"""Pictures of a screen that can be compared: what differs in each run is covered."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize

from automation.recording.mask import SECRETS

VIEWPORT: ViewportSize = {"width": 1280, "height": 900}
_MASK = "#7f7f7f"
_STEADY_WITHIN_MS, _LOOK_EVERY_MS = 5000, 100


def picture(target: Locator | Page, *, mask: Sequence[Locator] = ()) -> Image.Image:
    """A picture of the target once it keeps still, in a window of one size, animations ended and caret hidden.

    Every disabled text field is covered: that is where a secret stands. Of a target that has no size of its own, as
    material-ui's dialog has not, the whole page is shown.
    """
    page = target if isinstance(target, Page) else target.page
    covered = [*mask, *_secrets(page)]
    before = page.viewport_size
    page.set_viewport_size(VIEWPORT)
    try:
        seen = target if isinstance(target, Page) or _has_size(target) else page
        return Image.open(BytesIO(_steady(seen, page, covered))).convert("RGB")
    finally:
        if before:
            page.set_viewport_size(before)


def _steady(target: Locator | Page, page: Page, mask: Sequence[Locator]) -> bytes:
    """The first picture that is like the one before it, or the last of those that went on changing."""
    shots = _STEADY_WITHIN_MS // _LOOK_EVERY_MS
    before = b""
    for _ in range(shots):
        shot = target.screenshot(animations="disabled", caret="hide", scale="css", mask=mask, mask_color=_MASK)
        if shot == before:
            break
        before = shot
        page.wait_for_timeout(_LOOK_EVERY_MS)
    return before


def _has_size(target: Locator) -> bool:
    box = target.bounding_box()
    return box is not None and box["width"] * box["height"] > 0


def _secrets(page: Page) -> list[Locator]:
    return [frame.locator(SECRETS) for frame in page.frames]


def read(path: Path) -> Image.Image:
    """A picture from a file."""
    with Image.open(path) as image:
        return image.convert("RGB")
