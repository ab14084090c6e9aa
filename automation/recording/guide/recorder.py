"""A narrator that takes a picture of each step that a guide shows."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.narrator import Place, Step
from automation.recording import mask
from automation.recording.guide.model import Box

# A button is shown before it is pressed, a field when it is filled.
_SEEN_AT_THEIR_BEGINNING = {Step.PRESS_ADD, Step.SAVE, Step.CONSENT}
_SEEN_AT_THEIR_END = {
    Step.OPEN_SECTION, Step.ENTER_NAME, Step.ENTER_CLIENT_ID, Step.SET_GRANT_TYPES, Step.ENTER_REDIRECT_URIS,
    Step.NOTE_SECRET, Step.SEE_IN_LIST,
}  # fmt: skip
_FILLED = {Step.ENTER_NAME, Step.ENTER_CLIENT_ID, Step.SET_GRANT_TYPES, Step.ENTER_REDIRECT_URIS}
_TOLD = {Step.READ_BACK, Step.FINISH}
# Pictures of one moment, until two are the same; a page that never comes to rest is shown as it is.
_LOOKS = 8
_QUOTED_KEY = re.compile(r"'((?:[^']|'')*)'")
# A field's value follows its name, and must never be taken for it: it may be the secret.
_NAMED = re.compile(r'\w+ ("(?:[^"\\]|\\.)*")')
_TEXT = re.compile(r"text: (.+)")
# Material icons are words that a font draws; a word of a language has no underscore.
_ICON = re.compile(r"^[a-z]+(?:_[a-z]+)+ ")
_DRAWN = {"add": "+"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStep:
    """A step that was done: its picture (PNG), if it has one, where its controls are and what the page calls them.

    `size` in CSS pixels. `address` is the page's.
    """

    step: Step
    picture: bytes = b""
    size: tuple[int, int] = (0, 0)
    boxes: tuple[Box, ...] = ()
    labels: tuple[str, ...] = ()
    address: str = ""


class Recorder:
    """The steps of a run as a guide shows them.

    A step that is repeated replaces its first time, and all that followed it. A picture that fails ends the guide, not
    the flow: `trouble` says what went wrong.
    """

    keystroke = 0.0

    def __init__(self, redacted: Callable[[str], str]) -> None:
        self.seen: list[RecordedStep] = []
        self.trouble = ""
        self._redacted = redacted
        self._page: Page | None = None
        self._places: dict[Step, Sequence[Place]] = {}

    @contextmanager
    def watch(self, page: Page) -> Iterator[None]:
        """Look at this page in the block."""
        before, self._page = self._page, page
        try:
            yield
        finally:
            self._page = before

    def begin(self, step: Step, _detail: str, at: Sequence[Place]) -> None:
        """Take the picture of a step that is shown as it begins."""
        self._places[step] = at
        if step in _SEEN_AT_THEIR_BEGINNING:
            self._look(step)

    def done(self, step: Step, detail: str) -> None:
        """Take the picture of a step that is shown as it ends, unless nothing was to be entered."""
        if step in _SEEN_AT_THEIR_END and (detail or step not in _FILLED):
            self._look(step)
        elif step in _TOLD:
            self._keep(RecordedStep(step=step))

    def failed(self, step: Step) -> None:
        """What failed is done once more, or the run is at its end."""

    def note(self, text: str) -> None:
        """A guide has no footnotes."""

    def _look(self, step: Step) -> None:
        if self._page is None or self.trouble:
            return
        try:
            self._keep(self._seen(self._page, step))
        except PlaywrightError:
            self.trouble = "the browser took no picture"

    def _seen(self, page: Page, step: Step) -> RecordedStep:
        at = self._places[step]
        for place in at:
            place.scroll_into_view_if_needed()
        at = sorted(at, key=lambda place: (place.bounding_box() or {"y": 0})["y"])
        picture, boxes = _at_rest(page, at)
        size = page.evaluate("[innerWidth, innerHeight]")
        labels = (self._redacted(label_of(place.aria_snapshot())) for place in at)
        return RecordedStep(step=step, picture=picture, size=(size[0], size[1]), boxes=boxes,
                    labels=tuple(filter(None, labels)), address=page.url)  # fmt: skip

    def _keep(self, seen: RecordedStep) -> None:
        self.seen = [*takewhile(lambda earlier: earlier.step is not seen.step, self.seen), seen]


def _at_rest(page: Page, at: Sequence[Place]) -> tuple[bytes, tuple[Box, ...]]:
    """A picture of the page once nothing moves, and where the controls are in it."""
    before: tuple[bytes, tuple[Box, ...]] | None = None
    for _ in range(_LOOKS):
        boxes = _boxes(at)
        now = page.screenshot(animations="disabled", style=mask.STYLE), boxes
        if now == before and boxes == _boxes(at):
            break
        before = now
    return now


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
