"""What a film shows, shot by shot, as data: which picture, which part of it, where the pointer is, for how long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from automation.recording.guide.model import Guide, GuideStep, flat
from automation.recording.outline import joined
from automation.recording.recorded import Box
from automation.recording.steps import Act, Chapter, shown
from automation.recording.video.pace import Pace
from automation.recording.view import part_around

FRAMES_A_SECOND = 25
# How much larger the page is shown where a control matters.
ZOOM = 1.5
# Pixels that a still has for one of the film that does not zoom: fewer than would be seen, for each costs time.
FINENESS = 4 / 3
# As many characters as a caption has room for.
_LONGEST_CAPTION = 200
# Who types needs no longer than that, in seconds.
_LONGEST_TYPING = 2.4

# Of these there are words, and no picture.
_TOLD = {Act.TOLD, Act.ASSUMED}
# A field that is wider than that, in CSS pixels, is pointed at near its corner: its text is to be read.
_FIELD = 200

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that was taken of a step, with the control outlined or without."""

    step: GuideStep
    is_before: bool = False
    is_outlined: bool = False

    @property
    def picture(self) -> bytes:
        """As it was taken (PNG)."""
        return self.step.seen.before if self.is_before else self.step.seen.picture

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where the controls are in it."""
        return self.step.seen.boxes_before if self.is_before else self.step.seen.boxes


@dataclass(frozen=True, slots=True)
class Card:
    """What is drawn instead of the page: the title and the end; or over it: a chapter."""

    chapter: Chapter | None = None
    is_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What is shown for `length` seconds: a card, or a still of which part after part is seen, or both.

    At its beginning it takes the place of the shot before in `fade` seconds. `types` says that the field of the still
    is filled letter by letter, `presses` that the pointer presses. `caption` is the step whose caption is in the band.
    """

    length: float
    card: Card | None = None
    still: Still | None = None
    view: tuple[Box, Box] | None = None
    pointer: tuple[Point, Point] | None = None
    types: bool = False
    presses: bool = False
    fade: float = 0.0
    caption: GuideStep | None = None

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return max(round(self.length * FRAMES_A_SECOND), 1)


@dataclass(frozen=True, slots=True)
class Span:
    """When the film shows a step, in seconds from its start."""

    begin: float
    end: float
    step: GuideStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a film is told: its `pace`; `size` of the page's part in CSS pixels; whether it zooms; whether it glides.

    A film that does not glide goes from view to view at once.
    """

    pace: Pace
    size: tuple[int, int]
    zooms: bool = True
    glides: bool = True


def shots(guide: Guide, look: Look) -> list[Shot]:
    """The film from its title to its end."""
    film = [*_Teller(guide, look).told()]
    return film if look.glides else [replace(shot, fade=0.0) for shot in film]


def filmed(guide: Guide) -> list[GuideStep]:
    """The steps that are in a film: those of a chapter, seen or told."""
    return [step for step in guide.steps if step.chapter and (step.seen.picture or shown(step.step).act in _TOLD)]


def spans(film: Sequence[Shot]) -> Iterator[Span]:
    """When each step is on; a card belongs to the step that follows it."""
    at = begin = 0.0
    for shot, following in pairwise([*film, None]):
        assert shot is not None  # noqa: S101 - only the last of the pairs ends with nothing
        if not shot.caption:
            begin = at + shot.frames / FRAMES_A_SECOND
        at += shot.frames / FRAMES_A_SECOND
        if shot.caption and (following is None or following.caption is not shot.caption):
            yield Span(begin, at, shot.caption)
            begin = at


def chapters(said: Sequence[Span]) -> Iterator[tuple[float, Chapter]]:
    """Where each chapter begins, in seconds."""
    for before, span in pairwise([None, *said]):
        assert span is not None  # noqa: S101 - only the first of the pairs begins with nothing
        if span.step.chapter and (before is None or before.step.chapter is not span.step.chapter):
            yield span.begin, span.step.chapter


class _Teller:
    """Keeps what was seen last: the still, the part of it, and the pointer."""

    def __init__(self, guide: Guide, look: Look) -> None:
        self._guide = guide
        self._look = look
        self._pace = look.pace
        self._still: Still | None = None
        self._view = Box(0, 0, *map(float, look.size))
        self._pointer: Point = (look.size[0] * 0.62, look.size[1] * 0.7)

    def told(self) -> Iterator[Shot]:
        yield Shot(length=self._pace.title, card=Card())
        chapter = None
        for step in filmed(self._guide):
            is_first, chapter = step.chapter is not chapter, step.chapter
            if is_first:
                yield from self._opening(step)
            yield from self._step(step, is_first=is_first)
        yield Shot(length=self._pace.title * 1.4, card=Card(is_end=True), fade=self._pace.fade)

    def _opening(self, step: GuideStep) -> Iterator[Shot]:
        if self._pace.card:
            length = max(self._pace.card, self._to_read(step))
            yield replace(self._as_last_seen(step, length), card=Card(step.chapter))

    def _as_last_seen(self, step: GuideStep, length: float) -> Shot:
        still = self._still or next(Still(each) for each in self._guide.steps if each.seen.picture)
        return Shot(length=length, still=still, view=(self._view, self._view), fade=self._pace.fade,
                    caption=step)  # fmt: skip

    def _step(self, step: GuideStep, *, is_first: bool) -> Iterator[Shot]:
        match shown(step.step).act:
            case Act.TOLD | Act.ASSUMED:
                if not (self._pace.card and is_first):
                    yield self._as_last_seen(step, self._to_read(step))
            case Act.LOOK:
                yield from self._reach(step, Still(step))
                yield self._shot(step, Still(step, is_outlined=True), self._to_read(step), fade=self._pace.fade)
            case Act.PRESS:
                yield from self._reach(step, Still(step))
                marked = Still(step, is_outlined=True)
                yield self._shot(step, marked, self._to_read(step), fade=self._pace.fade)
                if self._look.glides:
                    yield self._shot(step, marked, self._pace.travel / 2, presses=True)
            case Act.TYPE | Act.TICK:
                yield from self._enter(step)

    def _enter(self, step: GuideStep) -> Iterator[Shot]:
        """A field before, how it is filled, and after."""
        before, after = Still(step, is_before=True, is_outlined=True), Still(step, is_outlined=True)
        if step.seen.before:
            yield from self._reach(step, Still(step, is_before=True))
            yield self._shot(step, before, self._to_read(step) / 2, fade=self._pace.fade)
            if shown(step.step).act is Act.TYPE and self._is_typed(step):
                yield replace(self._shot(step, after, self._typing(step)), types=True)
            elif self._look.glides:
                yield self._shot(step, before, self._pace.travel / 2, presses=True)
        yield self._shot(step, after, max(self._to_read(step) / 2, self._pace.rest), fade=self._pace.fade)

    def _is_typed(self, step: GuideStep) -> bool:
        """Letter by letter, where the field keeps its place and is written from left to right."""
        seen = step.seen
        return bool(
            self._pace.letter and self._look.glides and seen.boxes == seen.boxes_before and len(seen.boxes) == 1
            and self._guide.texts.direction == "ltr"
        )  # fmt: skip

    def _typing(self, step: GuideStep) -> float:
        letters = sum(len(piece.text) for piece in step.instruction if piece.kind == "value")
        return max(min(letters * self._pace.letter, _LONGEST_TYPING), self._pace.travel / 2)

    def _to_read(self, step: GuideStep) -> float:
        # What has no room in the band is read by nobody.
        return max(self._pace.rest, min(len(flat(step.instruction)), _LONGEST_CAPTION) * self._pace.reading / 100)

    def _reach(self, step: GuideStep, still: Still) -> Iterator[Shot]:
        """What the page shows now, then the way to the control, for the eye and for the pointer."""
        view, pointer = self._view_of(step, still), _pointed_at(still.boxes) or self._pointer
        # Another page than before is seen as it is first, if it was seen as a whole.
        fresh = self._still is None or self._still.picture != still.picture
        if self._look.glides:
            yield Shot(length=self._pace.travel, still=still, view=(self._view, view),
                       pointer=(self._pointer, pointer), fade=self._pace.fade if fresh else 0.0,
                       caption=step)  # fmt: skip
        self._still, self._view, self._pointer = still, view, pointer

    def _shot(self, step: GuideStep, still: Still, length: float, *, fade: float = 0.0, presses: bool = False) -> Shot:
        self._view, self._still = self._view_of(step, still), replace(still, is_outlined=False)
        return Shot(length=length, still=still, view=(self._view, self._view), pointer=(self._pointer, self._pointer),
                    presses=presses, fade=fade, caption=step)  # fmt: skip

    def _view_of(self, step: GuideStep, still: Still) -> Box:
        """All of the film's width, or nearer, where there is room around the control."""
        width, height = map(float, self._look.size)
        if self._look.zooms and not (shown(step.step).act is Act.LOOK and shown(step.step).is_whole):
            return part_around(joined(still.boxes), step.seen.size, (width / ZOOM, height / ZOOM))
        return part_around(joined(still.boxes), step.seen.size, (width, height), 0.0)


def _pointed_at(boxes: Sequence[Box]) -> Point | None:
    if not boxes:
        return None
    box = boxes[0]
    across, down = (0.5, 0.6) if box.width < _FIELD else (0.86, 0.8)
    return box.x + box.width * across, box.y + box.height * down
