"""A narrator that takes the pictures which guides and films are made of."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from typing import Any

from playwright.sync_api import CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from automation.narrator import Place, Step
from automation.recording import mask
from automation.recording.recorded import Box, RecordedStep
from automation.recording.steps import Act, shown

# A control this far from the edge of the window is wholly seen, in CSS pixels.
_EDGE = 8
# Letters are waited for, and what moves is brought to its end, which may set something else moving. A page that is not
# drawn has no frames, so each wait ends.
_AT_REST = """
async () => {
  const within = (milliseconds, promise) =>
    Promise.race([promise, new Promise((given_up) => setTimeout(given_up, milliseconds))]);
  const moving = () => document.getAnimations().filter((it) =>
    it.playState === "running" && it.effect && Number.isFinite(it.effect.getComputedTiming().endTime));
  await within(2000, document.fonts.ready);
  for (let found = moving(), round = 0; found.length && round < 4; found = moving(), round += 1) {
    for (const each of found) each.finish();
    await within(500, new Promise((drawn) => requestAnimationFrame(drawn)));
  }
}
"""
_QUOTED_KEY = re.compile(r"'((?:[^']|'')*)'")
# A field's value follows its name, and must never be taken for it: it may be the secret.
_NAMED = re.compile(r'\w+ ("(?:[^"\\]|\\.)*")')
_TEXT = re.compile(r"text: (.+)")
# Material icons are words that a font draws; a word of a language has no underscore.
_ICON = re.compile(r"^[a-z]+(?:_[a-z]+)+(?: |$)")
_DRAWN = {"add": "+"}


class Recorder:
    """The steps of a run as guides and films show them; what a picture was taken of is covered, or nothing is kept.

    A step that is repeated replaces its first time, and all that followed it. A picture that fails ends the recording,
    not the flow: `trouble` says what went wrong.
    """

    def __init__(self, redacted: Callable[[str], str]) -> None:
        self.seen: list[RecordedStep] = []
        self.trouble = ""
        self._redacted = redacted
        self._page: Page | None = None
        self._camera: CDPSession | None = None
        self._places: dict[Step, Sequence[Place]] = {}
        self._before: tuple[bytes, tuple[Box, ...]] = b"", ()
        # The last picture, as long as nothing was done since.
        self._last = b""

    @contextmanager
    def watch(self, page: Page) -> Iterator[None]:
        """Look at this page in the block."""
        before = self._page, self._camera
        self._page, self._camera, self._last = page, None, b""
        try:
            yield
        finally:
            if self._camera:
                # A browser that is gone has detached itself.
                with suppress(PlaywrightError):
                    self._camera.detach()
            (self._page, self._camera), self._last = before, b""

    def begin(self, step: Step, _detail: str, at: Sequence[Place]) -> None:
        """Take the picture from before the step; of a button that is pressed it is the one that is shown."""
        self._places[step], self._before = at, (b"", ())
        match shown(step).act:
            case Act.PRESS:
                self._look(self._keep, step)
                self._last = b""
            case Act.TYPE | Act.TICK:
                self._look(self._remember, step)
                self._last = b""
            case Act.TOLD | Act.ASSUMED | Act.UNSEEN:
                self._last = b""

    def done(self, step: Step, detail: str) -> None:
        """Take the picture of what was done, unless nothing was to be entered."""
        match shown(step).act:
            case Act.TYPE | Act.TICK if detail:
                self._look(self._keep, step)
            case Act.LOOK:
                self._look(self._keep, step)
            case Act.TOLD:
                self._add(RecordedStep(step=step))

    def failed(self, _step: Step) -> None:
        """What failed is done once more, or the run is at its end."""
        self._last = b""

    def note(self, text: str) -> None:
        """A recording has no footnotes."""

    def _look(self, act: Callable[[Page, Step], None], step: Step) -> None:
        if self._page is None or self.trouble:
            return
        try:
            act(self._page, step)
        except PlaywrightError:
            self.trouble = "the browser took no picture"

    def _remember(self, page: Page, step: Step) -> None:
        self._before = self._picture(page, self._places[step])

    def _keep(self, page: Page, step: Step) -> None:
        before, boxes_before = self._before
        at = self._places[step]
        picture, boxes = self._picture(page, at)
        if not picture:
            return
        named = sorted(zip(boxes, at, strict=False), key=lambda one: one[0].y) if len(boxes) == len(at) else []
        labels = [self._redacted(label_of(place.aria_snapshot())) for _, place in named]
        self._add(RecordedStep(
            step=step, picture=picture, boxes=tuple(sorted(boxes, key=lambda box: box.y)), before=before,
            boxes_before=boxes_before, size=_size_of(page), labels=tuple(filter(None, labels)), address=page.url,
        ))  # fmt: skip

    def _add(self, seen: RecordedStep) -> None:
        self.seen = [*takewhile(lambda earlier: earlier.step is not seen.step, self.seen), seen]

    def _picture(self, page: Page, at: Sequence[Place]) -> tuple[bytes, tuple[Box, ...]]:
        """The page at rest, and where the controls are in it; nothing of a page whose secret is not covered."""
        self._last = self._last or self._taken(page)
        boxes = _boxes(at)
        if any(not _is_in_sight(box, _size_of(page)[1]) for box in boxes):
            for place in at:
                place.scroll_into_view_if_needed()
            self._last = self._taken(page)
            boxes = _boxes(at)
        return self._last, boxes

    def _taken(self, page: Page) -> bytes:
        for frame in page.frames:
            try:
                frame.evaluate(f"async () => {{ ({mask.COVER})(window); await ({_AT_REST})(); }}")
            except PlaywrightError:
                if not frame.is_detached():
                    raise
        self._camera = self._camera or page.context.new_cdp_session(page)
        taken = self._camera.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        if not mask.is_covered(page):
            self.trouble = "the secret was not covered, so nothing of it is kept"
            self.seen = []
            return b""
        return base64.b64decode(taken["data"])


def _size_of(page: Page) -> tuple[int, int]:
    size = page.viewport_size or {"width": 0, "height": 0}
    return size["width"], size["height"]


def _is_in_sight(box: Box, height: int) -> bool:
    return box.y >= _EDGE and box.y + box.height <= height - _EDGE


def _boxes(at: Sequence[Place]) -> tuple[Box, ...]:
    found: list[Any] = [place.bounding_box() for place in at]
    return tuple(Box(box["x"], box["y"], box["width"], box["height"]) for box in found if box)


def label_of(snapshot: str) -> str:
    """The name of a control, or the text beside it where it has none; empty without either."""
    first, *others = [_entry(line) for line in snapshot.splitlines()] or [""]
    if named := _NAMED.match(first):
        name = _unquoted(named[1])
    else:
        texts = filter(None, map(_TEXT.match, (first, *others)))
        name = next((_unquoted(text[1]) for text in texts), "")
    name = _ICON.sub("", " ".join(name.split()))
    return _DRAWN.get(name, name)


def _entry(line: str) -> str:
    """An entry of the snapshot's YAML; its key is quoted where YAML would take it for something else."""
    entry = line.strip().removeprefix("- ")
    quoted = _QUOTED_KEY.match(entry)
    return quoted[1].replace("''", "'") if quoted else entry


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text)) if text.startswith('"') else text
    except ValueError:
        return text
