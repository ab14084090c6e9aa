"""A narrator that films the steps."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.narrator import Place, Step
from automation.recording import mask
from automation.recording.video.camera import Camera
from automation.recording.video.pace import Pace
from automation.recording.video.timeline import CHAPTERS, Scene, Take

# Of these the way there is not worth seeing: pages that load.
_SEEN_AT_THEIR_END = {Step.OPEN_SECTION}
_NOTHING_CHANGES = {Step.SEE_IN_LIST}
# What happens without a page is told, over what was seen last.
_TOLD = {Step.FINISH}


class Film:
    """The scenes of a run, their frames in a folder; `size` in pixels.

    A step that is done once more, because a page stumbled, takes the place of the first time and of what followed it.
    What goes wrong with the camera stops the film, never the flow: `trouble` says what it was.
    """

    def __init__(self, folder: Path, size: tuple[int, int], pace: Pace) -> None:
        self.trouble = ""
        self.keystroke = pace.keystroke
        self._folder = folder
        self._size = size
        self._pace = pace
        self._camera: Camera | None = None
        self._takes: list[Take] = []
        self._begun = self._changed = 0.0
        self._line_around: ExitStack | None = None

    @property
    def scenes(self) -> list[Scene]:
        """What is in the film so far; frames of a step may arrive after its end."""
        return [scene for take in self._takes if (scene := take.scene()).frames]

    @contextmanager
    def watch(self, page: Page) -> Iterator[None]:
        """Film this page in the block."""
        before, self._camera = self._camera, Camera(page, self._folder, self._size, self._pace)
        try:
            yield
        finally:
            self._camera.off()
            self._camera = before

    def begin(self, step: Step, _detail: str, at: Sequence[Place]) -> None:
        """Film the step if it belongs in the film."""
        self._film(lambda camera: self._begin(camera, step, at))

    def done(self, step: Step, _detail: str) -> None:
        """Film the end of the step."""
        if step in _TOLD and self._takes:
            last = self._takes[-1]
            self._takes.append(Take(step, last.end, last.end, last.seen))
        elif step in CHAPTERS:
            self._film(lambda camera: self._end(camera, step))

    def failed(self, _step: Step) -> None:
        """What failed is not shown: DHIS2 is asked once more, or the run is at its end."""
        self._film(self._point_nowhere)

    def note(self, text: str) -> None:
        """A film has no footnotes."""

    def _begin(self, camera: Camera, step: Step, at: Sequence[Place]) -> None:
        if step not in CHAPTERS or step in _TOLD:
            camera.off()
        elif step not in _SEEN_AT_THEIR_END:
            camera.on()
        if step is Step.PRESS_ADD:
            mask.cover(camera.page)
        self._begun = self._changed = time.time()
        if step is Step.NOTE_SECRET:
            self._line_around, self._changed = camera.point_out(at)

    def _end(self, camera: Camera, step: Step) -> None:
        if step in _SEEN_AT_THEIR_END:
            camera.on()
        end = camera.settle(None if step in _NOTHING_CHANGES else self._changed)
        if not mask.is_covered(camera.page):
            self._stop("the secret was not covered, so nothing of it is kept")
            return
        self._takes = [*takewhile(lambda earlier: earlier.step is not step, self._takes),
                       Take(step, min(self._begun, end), end, camera.frames)]  # fmt: skip
        self._point_nowhere(camera)

    def _point_nowhere(self, camera: Camera) -> None:
        if self._line_around:
            self._line_around.close()
            self._line_around = None
            camera.show_actions()

    def _film(self, act: Callable[[Camera], None]) -> None:
        if self._camera is None or self.trouble:
            return
        try:
            act(self._camera)
        except (PlaywrightError, OSError) as error:
            self._stop(getattr(error, "strerror", None) or "the browser's screencast stopped")

    def _stop(self, trouble: str) -> None:
        self.trouble = trouble
        if self._camera:
            self._camera.off()
