"""Paint the frames of a film: parts of stills, the pointer, cards, and the band with the caption."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from automation.recording.outline import COLOUR, outlined
from automation.recording.recorded import Box
from automation.recording.video.storyboard import FRAMES_A_SECOND, Card, Point, Shot, Still
from automation.recording.video.typing import half_typed

# The pointer, in CSS pixels of the film: an arrow whose tip is at the origin.
_ARROW = ((0, 0), (0, 21), (5, 16.5), (8.5, 24.5), (12, 23), (8.5, 15.2), (15, 15.2))
_RING = 26
_FINER = 3

# A frame, and for how many frames of the film it stays.
Frames = Iterator[tuple[Image.Image, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a browser has drawn: cards, and captions by the number of their step; in pixels of the film."""

    cards: Mapping[Card, Image.Image]
    bands: Mapping[int, Image.Image]


class Painter:
    """Paints frames of `size`, in pixels; `page` is the part of it that shows the page, in CSS pixels and `scale`."""

    def __init__(self, drawn: Drawn, *, size: tuple[int, int], page: tuple[int, int], scale: float) -> None:
        self._drawn = drawn
        self._size = size
        self._page = (round(page[0] * scale), round(page[1] * scale))
        self._scale = scale
        self._pointer = _arrow(scale)
        self._of_still = lru_cache(maxsize=4)(_of_still)

    def frames(self, film: Sequence[Shot]) -> Frames:
        """Every frame in turn."""
        last: Image.Image | None = None
        for shot in film:
            before = last
            fading = min(round(shot.fade * FRAMES_A_SECOND), shot.frames - 1) if before else 0
            painted = self._moving(shot) if self._moves(shot) else iter([(self._at(shot, 1.0), shot.frames)])
            number = 0
            for frame, count in painted:
                last, left = frame, count
                while number < fading and left and before:
                    yield Image.blend(before, frame, (number + 1) / (fading + 1)), 1
                    number, left = number + 1, left - 1
                if left:
                    yield frame, left
                number += left

    def poster(self, shot: Shot) -> Image.Image:
        """The frame that a shot ends with."""
        return self._at(shot, 1.0)

    def _moves(self, shot: Shot) -> bool:
        glides = shot.view and shot.view[0] != shot.view[1]
        return bool(glides or shot.types or shot.presses or (shot.pointer and shot.pointer[0] != shot.pointer[1]))

    def _moving(self, shot: Shot) -> Frames:
        return ((self._at(shot, (number + 1) / shot.frames), 1) for number in range(shot.frames))

    def _at(self, shot: Shot, moment: float) -> Image.Image:
        """The frame at a moment of the shot, from 0 to 1."""
        frame = Image.new("RGB", self._size, "black")
        if shot.still and shot.view:
            eased = _eased(moment)
            view = _between(shot.view[0], shot.view[1], eased)
            page = self._seen(shot.still, view, moment if shot.types else None)
            if shot.pointer:
                self._point(page, view, _on_the_way(shot.pointer, eased), moment if shot.presses else None)
            if shot.card:
                page = ImageEnhance.Brightness(page.filter(ImageFilter.GaussianBlur(7 * self._scale))).enhance(0.7)
            frame.paste(page, (0, 0))
        if shot.card:
            card = self._drawn.cards[shot.card]
            frame.paste(card, (0, 0), card)
        if shot.caption and shot.caption.number in self._drawn.bands:
            frame.paste(self._drawn.bands[shot.caption.number], (0, self._page[1]))
        return frame

    def _seen(self, still: Still, view: Box, typed: float | None) -> Image.Image:
        """The part of a still that is in view, its field filled up to a share, if one is being filled."""
        picture, scale = self._of_still(still)
        if typed is not None:
            picture = half_typed(picture, still.boxes[0], scale, typed)
        return self._cut(picture, scale, view)

    def _cut(self, picture: Image.Image, scale: float, view: Box) -> Image.Image:
        part = (view.x * scale, view.y * scale, (view.x + view.width) * scale, (view.y + view.height) * scale)
        box = (max(part[0], 0), max(part[1], 0), min(part[2], picture.width), min(part[3], picture.height))
        return picture.resize(self._page, Image.Resampling.BICUBIC, box=box)

    def _point(self, page: Image.Image, view: Box, at: Point, pressed: float | None) -> None:
        zoom = self._page[0] / view.width
        x, y = (at[0] - view.x) * zoom, (at[1] - view.y) * zoom
        if pressed is not None:
            ring = _ring(self._scale, round(pressed, 2))
            page.paste(COLOUR, (round(x - ring.width / 2), round(y - ring.height / 2)), ring)
        page.paste(self._pointer, (round(x), round(y)), self._pointer)


def _of_still(still: Still) -> tuple[Image.Image, float]:
    """The picture, and how many of its pixels are a CSS pixel."""
    with Image.open(io.BytesIO(still.picture)) as taken:
        picture = taken.convert("RGB")
    scale = picture.width / still.step.seen.size[0]
    if still.is_outlined:
        picture = outlined(picture, still.boxes, still.step.number, scale)
    return picture, scale


def _eased(moment: float) -> float:
    """Slow at both ends."""
    return moment * moment * (3 - 2 * moment)


def _between(one: Box, other: Box, share: float) -> Box:
    return Box(*(
        getattr(one, side) + (getattr(other, side) - getattr(one, side)) * share
        for side in ("x", "y", "width", "height")
    ))  # fmt: skip


def _on_the_way(way: tuple[Point, Point], share: float) -> Point:
    (x, y), (to_x, to_y) = way
    return x + (to_x - x) * share, y + (to_y - y) * share


def _arrow(scale: float) -> Image.Image:
    """The pointer, black with a white edge and a soft shadow."""
    fine = scale * 1.3 * _FINER
    side = round(30 * fine)
    large = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    points = [(round((x + 2) * fine), round((y + 2) * fine)) for x, y in _ARROW]
    drawing = ImageDraw.Draw(large)
    drawing.polygon([(x + fine, y + 1.5 * fine) for x, y in points], fill=(0, 0, 0, 90))
    large = large.filter(ImageFilter.GaussianBlur(fine))
    drawing = ImageDraw.Draw(large)
    drawing.polygon(points, fill=(20, 20, 20, 255))
    drawing.line([*points, points[0], points[1]], fill=(255, 255, 255, 255), width=round(1.6 * fine), joint="curve")
    return large.resize((side // _FINER, side // _FINER), Image.Resampling.LANCZOS)


def _ring(scale: float, moment: float) -> Image.Image:
    """What a press looks like: a ring that grows and fades."""
    side = round(2 * _RING * scale * _FINER)
    shape = Image.new("L", (side, side))
    radius = side / 2 * (0.3 + 0.7 * moment)
    middle = side / 2
    edge = (middle - radius, middle - radius, middle + radius - 1, middle + radius - 1)
    ImageDraw.Draw(shape).ellipse(edge, fill=round(130 * (1 - moment)))
    return shape.resize((side // _FINER, side // _FINER), Image.Resampling.BOX)
