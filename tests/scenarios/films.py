"""Decode a film and search every frame for the secret."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from PIL import Image, ImageChops
from pysubs2 import SSAFile

from automation.narrator import Step
from automation.recording.texts import texts_in
from automation.recording.video.cards import BAND_HEIGHT
from automation.recording.video.encode import encoder
from tests.support.leaks import MASK

Box = tuple[int, int, int, int]
# A line of text as long as a secret (36 characters; 212 steps measured, 120 where it is pale) goes from light to dark
# and back more often than the longest button's (110).
_A_STEP, _A_LOT_OF_STEPS = 18, 112
# Nor is a dotted line a line of text: it has fewer rows. In pixels.
_LEAST_OF_TEXT = 4
# How far a form may have moved, in pixels; beyond there is other text as long.
_REACH = 30
# What covers a line of text, in pixels.
_LINE_OF_TEXT = 20
# What encoding makes of one colour, and of a thin line in it.
_BLUR, _BLUR_OF_A_LINE = 12, 60
# How much of a row has one colour, of 255.
_ALL_BUT_A_POINTER = 230
# In pixels: the line, and what encoding makes of its edge.
_EDGE = 5
# As recording/outline.py draws it, in its rows at least so long; in pixels.
LINE, _LONG = (0xC8, 0x39, 0x0B), 60


@dataclass(frozen=True)
class Film:
    """A video file, and when each step is on, in seconds."""

    path: Path
    said: dict[Step, tuple[float, float]]

    @classmethod
    def read(cls, path: Path, language: str = "en") -> "Film":
        events = SSAFile.load(str(path.with_suffix(".vtt")))
        steps = _steps([event.plaintext for event in events], language)
        return cls(path, {step: (event.start / 1000, event.end / 1000)
                          for step, event in zip(steps, events, strict=True)})  # fmt: skip

    def about(self) -> str:
        """What ffmpeg says of it."""
        return subprocess.run([encoder(), "-hide_banner", "-i", self.path], capture_output=True, text=True,
                              check=False).stderr  # fmt: skip

    def frames(self, begin: float, end: float) -> Iterator[Image.Image]:
        """Every frame from one moment to another that is not like the one before it; its page, without the band."""
        width, height = (int(side) for side in re.findall(r", (\d{3,4})x(\d{3,4})[ ,]", self.about())[0])
        command = [encoder(), "-v", "error", "-i", str(self.path), "-ss", f"{begin}", "-to", f"{end}",
                   "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.PIPE) as ffmpeg:
            assert ffmpeg.stdout
            before = b""
            while picture := ffmpeg.stdout.read(width * height * 3):
                if picture != before:
                    before = picture
                    yield Image.frombytes("RGB", (width, height), picture).crop((0, 0, width, height - BAND_HEIGHT))

    def span(self, first: Step, last: Step) -> tuple[float, float]:
        return self.said[first][0], self.said[last][1]


def _steps(captions: Iterable[str], language: str) -> Iterator[Step]:
    """The steps that these captions are of; several steps have the same words, but not in the same order."""
    texts, left = texts_in(language).instructions, list(Step)
    for caption in captions:
        while left:
            step = left.pop(0)
            words = (texts[name] for name in (step.name, f"{step.name}_ALONE", f"{step.name}_ROW") if name in texts)
            if any(re.fullmatch(re.sub(r"\\{\w+\\}", ".*", re.escape(each)), caption) for each in words):
                yield step
                break
        else:
            raise AssertionError(f"{caption!r} is of no step that comes then")


def pointed_at(frames: Iterable[Image.Image]) -> tuple[Image.Image, Box]:
    """The last frame that has a line around a control, and what it encloses, without the line."""
    found = [(frame, box) for frame in frames if (box := _line_in(frame))]
    assert found, "nothing is pointed at"
    return found[-1]


def _line_in(image: Image.Image) -> Box | None:
    drawn = _like(image, LINE, _BLUR_OF_A_LINE)
    means = drawn.resize((1, drawn.height), Image.Resampling.BOX).tobytes()
    # The number beside the line has the same colour, and shorter rows.
    rows = [y for y, mean in enumerate(means) if mean * drawn.width > _LONG * 255]
    # Of an edge that encoding has made uneven, the row that has most of it.
    longest = max(rows, key=lambda y: means[y], default=0)
    edge = drawn.crop((0, longest, drawn.width, longest + 1)).getbbox() if rows else None
    if edge is None or edge[2] - edge[0] <= 2 * _EDGE or rows[-1] - rows[0] <= 2 * _EDGE:
        return None
    left, top, right, bottom = edge[0], rows[0], edge[2], rows[-1] + 1
    return left + _EDGE, top + _EDGE, right - _EDGE, bottom - _EDGE


def _like(image: Image.Image, colour: tuple[int, int, int], blur: int) -> Image.Image:
    """White where the image has that colour, and black where it has not."""
    bands = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    return reduce(ImageChops.lighter, bands).point([255 * (level <= blur) for level in range(256)])


def has_mask(image: Image.Image, box: Box) -> bool:
    """Whether a field of that box's size is painted over, at any height: the form moves while it checks.

    A pointer may be on its way across.
    """
    column = image.crop((box[0], 0, box[2], image.height))
    near = _like(column, MASK, _BLUR)
    rows = near.resize((1, near.height), Image.Resampling.BOX).tobytes()
    top, bottom = max(_runs(row >= _ALL_BUT_A_POINTER for row in rows), key=lambda run: run[1] - run[0], default=(0, 0))
    is_whole = bottom - top >= box[3] - box[1]
    return is_whole and not shows_a_secret(column.crop((0, top, column.width, bottom)))


def _runs(marks: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """From where to where, exclusive, the marks are set."""
    for is_set, run in groupby(enumerate(marks), key=itemgetter(1)):
        places = [place for place, _ in run]
        if is_set:
            yield places[0], places[-1] + 1


def shows_a_secret(part: Image.Image) -> bool:
    """Whether a line of the picture changes between light and dark as often as a secret does."""
    grey = part.convert("L")
    width, height = grey.width - 1, grey.height
    # Each pixel beside the next one, by Pillow: in Python it takes longer than all else that is done with a film.
    beside = ImageChops.difference(grey.crop((0, 0, width, height)), grey.crop((1, 0, width + 1, height)))
    steps = beside.point([255 * (level > _A_STEP) for level in range(256)]).tobytes()
    lively = (steps.count(255, y * width, (y + 1) * width) > _A_LOT_OF_STEPS for y in range(height))
    return any(bottom - top >= _LEAST_OF_TEXT for top, bottom in _runs(lively))


def bare_frames(film: Film) -> list[str]:
    """What is wrong with which frames of the form, where it keeps the size that its field has when it is pointed at."""
    _, box = pointed_at(film.frames(*film.said[Step.NOTE_SECRET]))
    form, masked = _looked_at(film, box)
    there = {*range(min(masked, default=0), max(masked, default=-1) + 1)}
    bare = [f"{number} is not masked at {box}" for number in sorted(there - masked)]
    return bare + _secrets(form, there, box) or _unless(masked)


def frames_with_a_secret(film: Film) -> list[str]:
    """Which frames show one near where the field is pointed at, and no mask at any height.

    Upstream's form slides in, and its field has a label and a line below it that the mask does not hide.
    """
    _, box = pointed_at(film.frames(*film.said[Step.NOTE_SECRET]))
    left, top, right, bottom = box
    form, masked = _looked_at(film, (left, 0, right, _LINE_OF_TEXT))
    return _secrets(form, masked, (left, top - _REACH, right, bottom + _REACH)) or _unless(masked)


def _looked_at(film: Film, box: Box) -> tuple[list[Image.Image], set[int]]:
    """The frames from + to Save, and which of them have a mask of that size."""
    form = list(film.frames(*film.span(Step.PRESS_ADD, Step.SAVE)))
    return form, {number for number, frame in enumerate(form) if has_mask(frame, box)}


def _secrets(form: list[Image.Image], but: set[int], box: Box) -> list[str]:
    """Of the frames but those, which show a secret there."""
    others = ((number, frame.crop(box)) for number, frame in enumerate(form) if number not in but)
    return [f"{number} shows a secret at {box}" for number, part in others if shows_a_secret(part)]


def _unless(masked: set[int]) -> list[str]:
    return [] if masked else ["no frame has a mask"]
