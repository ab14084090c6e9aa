"""Which frames a film shows, and how long each."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

from automation.narrator import Step
from automation.recording.video.pace import Pace

FRAMES_A_SECOND = 25
# Nobody likes to wait for a slow line twice.
_LONGEST_STILL = 2.5


class Chapter(StrEnum):
    """The parts of a film; their titles are words of a language."""

    OPEN = "chapter_open"
    FILL = "chapter_fill"
    SECRET = "chapter_secret"  # noqa: S105 - a title
    SAVE = "chapter_save"
    FINISH = "chapter_finish"
    CONSENT = "chapter_consent"


# What a film is made of, and the chapter it belongs to; not signing in.
CHAPTERS = {
    Step.OPEN_SECTION: Chapter.OPEN,
    Step.PRESS_ADD: Chapter.FILL,
    Step.ENTER_NAME: Chapter.FILL,
    Step.ENTER_CLIENT_ID: Chapter.FILL,
    Step.SET_GRANT_TYPES: Chapter.FILL,
    Step.ENTER_REDIRECT_URIS: Chapter.FILL,
    Step.NOTE_SECRET: Chapter.SECRET,
    Step.SAVE: Chapter.SAVE,
    Step.SEE_IN_LIST: Chapter.SAVE,
    Step.FINISH: Chapter.FINISH,
    Step.CONSENT: Chapter.CONSENT,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of the page; `at` in seconds since the epoch."""

    at: float
    path: Path


# The order of frames; they need not arrive in it.
painted = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Take:
    """A step from `begin` to `end`, in seconds since the epoch, and all that its camera sees, as it comes in."""

    step: Step
    begin: float
    end: float
    seen: Sequence[Frame]

    def scene(self) -> "Scene":
        """The frame from before the step, and all that were painted until it ended."""
        first = max(bisect_right(self.seen, self.begin, key=painted) - 1, 0)
        last = bisect_right(self.seen, self.end, key=painted)
        return Scene(self.step, self.begin, self.end, tuple(self.seen[first : max(last, first + 1)]))


@dataclass(frozen=True, slots=True)
class Scene:
    """A step that was seen from `begin` to `end`, in seconds since the epoch; its frames, the first from before it."""

    step: Step
    begin: float
    end: float
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """What the film shows for a while, in seconds: a frame of the page, or a chapter's card over it."""

    path: Path
    length: float
    step: Step | None = None
    card: Chapter | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """When the film shows a step, in seconds from its start."""

    begin: float
    end: float
    step: Step


def shots(scenes: Sequence[Scene], pace: Pace) -> list[Shot]:
    """The film without its title: a card at the start of a chapter, each step as it went, its end for a while longer.

    Each length is a whole number of frames, so that page and captions stay in step.
    """
    film, exact, whole = [], 0.0, 0
    for shot in _cut(scenes, pace):
        exact += shot.length
        length = round(exact * FRAMES_A_SECOND) - whole
        whole += length
        if length:
            film.append(replace(shot, length=length / FRAMES_A_SECOND))
    return film


def _cut(scenes: Sequence[Scene], pace: Pace) -> Iterator[Shot]:
    chapter = None
    for scene in scenes:
        if CHAPTERS[scene.step] is not chapter:
            chapter = CHAPTERS[scene.step]
            if pace.card:
                yield Shot(scene.frames[0].path, pace.card, card=chapter)
        yield from _moving(scene)
        yield Shot(scene.frames[-1].path, pace.rest, scene.step)


def spans(film: Sequence[Shot], start: float) -> Iterator[Span]:
    """When each step is on, after `start` seconds of title; a card belongs to the step that follows it."""
    at = begin = start
    for shot, following in pairwise([*film, None]):
        assert shot is not None  # noqa: S101 - only the last of the pairs ends with nothing
        at += shot.length
        if shot.step and (following is None or following.step is not shot.step):
            yield Span(begin, at, shot.step)
            begin = at


def _moving(scene: Scene) -> Iterator[Shot]:
    starts = [scene.begin, *(frame.at for frame in scene.frames[1:]), scene.end]
    for frame, (begin, end) in zip(scene.frames, pairwise(starts), strict=True):
        if end > begin:
            yield Shot(frame.path, min(end - begin, _LONGEST_STILL), scene.step)
