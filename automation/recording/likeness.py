"""Compare two pictures as a person would: pixel by pixel, and then by what is seen of it.

The share of pixels that differ decides nothing: a changed word is 0.04 % of a window, and so is the edge of a line of
text that begins a third of a pixel further on. So a pixel that a shift by half a pixel explains does not differ, and of
the others only regions as large as a letter count. Tried with three families of fonts, six sizes and three shades: of
324 lines none that was shifted counted, and of 162 changed words all did.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps
from pixelmatch.contrib.PIL import pixelmatch

# A line of text of DHIS2's pages, in pixels; the window always has the same size.
LINE = 16
# Pixels with at most twice that between them are near: closer than two letters, farther than the strokes of one.
_NEAR = LINE // 8
# A region that is smaller than this is a speck, as rasterizing leaves them, or too thin to be a letter: a caret.
_FEWEST, _THICK, _LONG = LINE * 3 // 8, LINE // 4, LINE * 3 // 8
_UNDERLINE, _TALLER_THAN_A_CARET = LINE, 3 * LINE
# Of 255, as little as pixelmatch starts at.
_SHADE = 18
_SET, _REGION = 255, 128
# pixelmatch calls a pixel anti-aliased by its neighbours and theirs.
_NEIGHBOURS = 3
_CAPTION, _GAP = 24, 8


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture in which pixels differ; its size in CSS pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width / LINE:.1f} by {self.height / LINE:.1f} lines of text"


def regions(left: Image.Image, right: Image.Image, differs: Image.Image) -> tuple[Region, ...]:
    """The regions in which two pictures differ, the largest first; `differs` is white where a pixel does.

    A shift of up to half a pixel is no difference (Birchfield and Tomasi, 1998): anti-aliasing does the same to a line
    of text that begins a fraction of a pixel further on.
    """
    moved = ImageChops.darker(_beyond(left, right), _beyond(right, left))
    seen = ImageChops.multiply(differs, _strongest(moved).point(lambda value: _SET if value > _SHADE else 0))
    found = [region for region, pixels in _connected(seen) if _is_seen(region, pixels)]
    return tuple(sorted(found, key=lambda region: region.width * region.height, reverse=True))


def _is_seen(region: Region, pixels: int) -> bool:
    short, long = sorted((region.width, region.height))
    is_thick = short >= _THICK and long >= _LONG
    return pixels >= _FEWEST and (is_thick or region.width >= _UNDERLINE or region.height >= _TALLER_THAN_A_CARET)


def _beyond(picture: Image.Image, of: Image.Image) -> Image.Image:
    """By how much each pixel differs from all that the other picture has within half a pixel of it."""
    least = ImageChops.add(of, of.filter(ImageFilter.MinFilter(3)), scale=2)
    most = ImageChops.add(of, of.filter(ImageFilter.MaxFilter(3)), scale=2)
    return ImageChops.lighter(ImageChops.subtract(least, picture), ImageChops.subtract(picture, most))


def _strongest(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _connected(seen: Image.Image) -> Iterator[tuple[Region, int]]:
    """Each group of near pixels, and how many they are."""
    near = seen.filter(ImageFilter.MaxFilter(2 * _NEAR + 1))
    while box := near.getbbox():
        top = near.crop((0, box[1], near.width, box[1] + 1)).getbbox()
        assert top is not None  # noqa: S101 - the box begins in that row
        ImageDraw.floodfill(near, (top[0], box[1]), _REGION)
        region = near.point(lambda value: _SET if value == _REGION else 0)
        pixels = ImageChops.multiply(seen, region)
        place = pixels.getbbox()
        assert place is not None  # noqa: S101 - nothing is near that is near no pixel
        yield Region(place[2] - place[0], place[3] - place[1]), pixels.histogram()[_SET]
        near = ImageChops.subtract(near, region)


@dataclass(frozen=True, slots=True)
class Difference:
    """What two pictures differ by: pixels, of how many, and a picture of expected, shown and difference.

    `regions` are the parts where they differ so much that a person would see it; there may be none.
    """

    pixels: int
    of: int
    regions: tuple[Region, ...]
    side_by_side: Image.Image

    @property
    def share(self) -> float:
        """The differing share of the picture, 0 to 1."""
        return self.pixels / self.of


def compare(expected: Image.Image, shown: Image.Image) -> Difference | None:
    """What differs; None if anti-aliasing explains every pixel that does."""
    size = max(expected.width, shown.width), max(expected.height, shown.height)
    left, right = _on_canvas(expected, size), _on_canvas(shown, size)
    changed = ImageChops.difference(left, right).getbbox()
    marked = ImageOps.colorize(left.convert("L"), "#999999", "white")
    pixels, together = _mark(left, right, changed, marked) if changed else (0, ())
    if expected.size != shown.size:
        pixels = max(pixels, abs(expected.width * expected.height - shown.width * shown.height))
        together = together or (Region(*size),)
    return Difference(pixels, size[0] * size[1], together, side_by_side(left, right, marked)) if pixels else None


def changed(before: bytes, now: bytes, scale: int) -> Difference | None:
    """What a person sees changed between two picture files; None if nothing is. `scale` in pixels for a CSS pixel."""
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(now)) as other:
        found = compare(*(picture.convert("RGB").reduce(scale) for picture in (one, other)))
    return found if found and found.regions else None


def side_by_side(expected: Image.Image, shown: Image.Image, difference: Image.Image) -> Image.Image:
    """Three pictures of one size in a row, each under its name."""
    width, height = expected.size
    sheet = Image.new("RGB", (3 * width + 4 * _GAP, height + _CAPTION + _GAP), "#e0e0e0")
    draw = ImageDraw.Draw(sheet)
    for number, (name, image) in enumerate([("expected", expected), ("shown", shown), ("difference", difference)]):
        x = _GAP + number * (width + _GAP)
        draw.text((x, _CAPTION // 4), name, fill="black", font_size=_CAPTION // 2 + 2)
        sheet.paste(image, (x, _CAPTION))
    return sheet


def _mark(
    left: Image.Image, right: Image.Image, changed: tuple[int, int, int, int], marked: Image.Image
) -> tuple[int, tuple[Region, ...]]:
    """Count, mark and group the pixels that differ; only in the part that does, because pixelmatch is slow."""
    box = (
        max(0, changed[0] - _NEIGHBOURS), max(0, changed[1] - _NEIGHBOURS),
        min(left.width, changed[2] + _NEIGHBOURS), min(left.height, changed[3] + _NEIGHBOURS),
    )  # fmt: skip
    left, right = left.crop(box), right.crop(box)
    found = Image.new("RGBA", left.size)
    pixels = pixelmatch(left, right, found, diff_mask=True)
    marked.paste(found, box, found)
    return pixels, regions(left, right, found.getchannel("A"))


def _on_canvas(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    canvas = Image.new("RGB", size, "#ff00ff")
    canvas.paste(image, (0, 0))
    return canvas
