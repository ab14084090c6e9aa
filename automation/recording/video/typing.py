"""A field as it was while it was filled, drawn from the picture of it filled."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from PIL import Image, ImageChops

from automation.recording.recorded import Box

# How far a pixel must be from the empty field's, of 255.
_INK = 24
# In CSS pixels: less is no line of text, and less between two is one line.
_LEAST, _GAP = 5, 3
# The label of a field stands over its text, and is smaller.
_SMALLER = 0.85


def half_typed(filled: Image.Image, field: Box, scale: float, moment: float) -> Image.Image:
    """The picture, with the text of the field there up to a share of it, from 0 to 1; `scale` in pixels a CSS pixel."""
    left, top = round(field.x * scale), round(field.y * scale)
    inside = (left, top, left + round(field.width * scale), top + round(field.height * scale))
    region = filled.crop(inside)
    # At its right end a field is empty.
    empty = region.crop((region.width - 4, 0, region.width - 3, region.height)).resize(region.size)
    ink = ImageChops.difference(region, empty).convert("L").point(lambda level: 255 * (level > _INK))
    lines = list(_written(ink, scale))
    done = moment * sum(right - start for start, _, right, _ in lines)
    for start, upper, right, lower in lines:
        typed = min(max(done, 0), right - start)
        done -= right - start
        rest = (round(start + typed), upper, right, lower)
        if rest[0] < right:
            region.paste(empty.crop(rest), rest[:2])
    drawn = filled.copy()
    drawn.paste(region, inside[:2])
    return drawn


def _written(ink: Image.Image, scale: float) -> Iterator[tuple[int, int, int, int]]:
    """The lines of text, from left to right and top to bottom; not the field's own label."""
    found = [run for run in _runs(ink, round(_GAP * scale)) if run[1] - run[0] >= _LEAST * scale]
    if len(found) > 1 and found[0][1] - found[0][0] < _SMALLER * (found[-1][1] - found[-1][0]):
        found = found[1:]
    for upper, lower in found:
        if box := ink.crop((0, upper, ink.width, lower)).getbbox():
            yield box[0], upper, box[2], lower


def _runs(ink: Image.Image, gap: int) -> list[tuple[int, int]]:
    """From which row to which, exclusive, there is ink, without gaps that are smaller."""
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    runs: list[tuple[int, int]] = []
    for is_ink, group in groupby(enumerate(rows), key=lambda row: row[1] > 0):
        places = list(map(itemgetter(0), group))
        if is_ink and runs and places[0] - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], places[-1] + 1)
        elif is_ink:
            runs.append((places[0], places[-1] + 1))
    return runs
