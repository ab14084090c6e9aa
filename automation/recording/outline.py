"""Draw a line around the controls in a picture, and the number of the step beside it."""

from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from automation.recording.recorded import Box
from automation.recording.view import around_all

COLOUR = "#c8390b"
# All in CSS pixels. A button gets some air; a field has others close to it.
_AIR, _BUTTON = 4, 200
_LINE, _DISC, _ROUND, _DIGITS = 3, 28, 6, 16
# Lines are drawn larger and made smaller, so that they are smooth.
_FINER = 3


def outlined(picture: Image.Image, boxes: Sequence[Box], number: int, scale: float) -> Image.Image:
    """The picture with its controls outlined and the number beside the first; `scale` in pixels for a CSS pixel."""
    drawn = picture.copy()
    whole = Box(0, 0, drawn.width / scale, drawn.height / scale)
    lines = [_within(_around(box), whole) for box in joined(boxes)]
    for line in lines:
        _rectangle(drawn, line, scale)
    if lines:
        _disc(drawn, _beside(lines[0], (drawn.width / scale, drawn.height / scale)), number, scale)
    return drawn


def joined(boxes: Sequence[Box]) -> list[Box]:
    """The boxes from top to bottom; boxes that touch become one."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda one: one.y):
        if found and box.y - (found[-1].y + found[-1].height) < 2 * _LINE:
            found[-1] = around_all([found[-1], box])
        else:
            found.append(box)
    return found


def _around(box: Box) -> Box:
    away = _LINE + (_AIR if box.width < _BUTTON else 0)
    return Box(box.x - away, box.y - away, box.width + 2 * away, box.height + 2 * away)


def _within(line: Box, whole: Box) -> Box:
    """The line without what is far outside of the picture: a control may be much longer than the page."""
    left, top = max(line.x, -_DISC), max(line.y, -_DISC)
    right = min(line.x + line.width, whole.width + _DISC)
    bottom = min(line.y + line.height, whole.height + _DISC)
    return Box(left, top, max(right - left, 1), max(bottom - top, 1))


def _beside(line: Box, page: tuple[float, float]) -> Box:
    """On the line, at the side where there is room, so that the control stays visible."""
    left = line.x - _DISC + _LINE
    if left < 0:
        left = min(line.x + line.width - _LINE, page[0] - _DISC)
    top = min(max(line.y + line.height / 2 - _DISC / 2, 0), page[1] - _DISC)
    return Box(left, top, _DISC, _DISC)


def _rectangle(picture: Image.Image, line: Box, scale: float) -> None:
    # White on both sides of the line, so that it is seen on every colour.
    for colour, beyond, width in (("white", 1, _LINE + 2), (COLOUR, 0, _LINE)):
        away = beyond + 1
        size = (line.width + 2 * away, line.height + 2 * away)
        shape = Image.new("L", _pixels(size, scale * _FINER))
        corner = [(away - beyond) * scale * _FINER] * 2
        other = [(size[0] - away + beyond) * scale * _FINER, (size[1] - away + beyond) * scale * _FINER]
        ImageDraw.Draw(shape).rounded_rectangle(
            (*corner, *other), radius=(_ROUND + beyond) * scale * _FINER, outline=255,
            width=round(width * scale * _FINER),
        )  # fmt: skip
        _stamp(picture, colour, shape, (line.x - away, line.y - away), scale)


def _disc(picture: Image.Image, place: Box, number: int, scale: float) -> None:
    side = _pixels((_DISC, _DISC), scale * _FINER)
    for colour, inside in (("white", 0), (COLOUR, 2)):
        shape = Image.new("L", side)
        edge = inside * scale * _FINER
        ImageDraw.Draw(shape).ellipse((edge, edge, side[0] - 1 - edge, side[1] - 1 - edge), fill=255)
        _stamp(picture, colour, shape, (place.x, place.y), scale)
    shape = Image.new("L", side)
    middle = (side[0] / 2, side[1] / 2)
    ImageDraw.Draw(shape).text(middle, str(number), fill=255, font=_font(_DIGITS * scale * _FINER), anchor="mm")
    _stamp(picture, "white", shape, (place.x, place.y), scale)


def _stamp(picture: Image.Image, colour: str, shape: Image.Image, at: tuple[float, float], scale: float) -> None:
    small = shape.resize((max(shape.width // _FINER, 1), max(shape.height // _FINER, 1)), Image.Resampling.BOX)
    picture.paste(colour, (round(at[0] * scale), round(at[1] * scale)), small)


@cache
def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    # Pillow brings it along, so numbers look alike on every machine.
    return ImageFont.load_default(size)


def _pixels(size: tuple[float, float], scale: float) -> tuple[int, int]:
    return round(size[0] * scale), round(size[1] * scale)
