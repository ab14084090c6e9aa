"""A narrator that takes screenshots of the main steps, with every secret covered."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.narrator import Narrator, Place, Step
from automation.recording.mask import COLOUR, SECRETS

_SHOWN = {Step.OPEN_SECTION, Step.NOTE_SECRET, Step.SEE_IN_LIST}


def photograph(page: Page, path: Path) -> None:
    """Take a picture of the page as it is, without its secrets."""
    masks = [page.locator(SECRETS), page.frame_locator("iframe").locator(SECRETS)]
    page.screenshot(path=path, mask=masks, mask_color=COLOUR, animations="disabled")


class Screenshots:
    """A narrator that takes pictures: after the steps that show something, and where a step failed."""

    def __init__(self, page: Page, folder: Path, narrator: Narrator) -> None:
        self._page = page
        self._folder = folder
        self._narrator = narrator
        self._count = 0

    def begin(self, step: Step, detail: str, at: Sequence[Place]) -> None: ...

    def done(self, step: Step, _detail: str) -> None:
        """Take a picture of a step that shows something."""
        if step in _SHOWN:
            self._take(step)

    def failed(self, step: Step) -> None:
        """Take a picture of what was there instead."""
        self._take(step, suffix="-failed")

    def note(self, text: str) -> None: ...

    def _take(self, step: Step, suffix: str = "") -> None:
        self._count += 1
        words = "-".join("".join(char if char.isalnum() else " " for char in step.name.lower()).split())
        path = self._folder / f"{self._count:02}-{words}{suffix}.png"
        try:
            photograph(self._page, path)
        except PlaywrightError:
            # A browser that is gone cannot be photographed; the error that says why is on its way.
            return
        except OSError as error:
            self._narrator.note(f"The screenshot {path.name} could not be written: {error.strerror or error}.")
