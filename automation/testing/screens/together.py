"""Where two pictures differ together: regions of near pixels, with their size in lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

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


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, as large as the pixels that differ in it, in pixels of the page."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width / LINE:.1f} by {self.height / LINE:.1f} lines of text"


def regions(left: Image.Image, right: Image.Image, differs: Image.Image) -> tuple[Region, ...]:
    """The regions in which two pictures differ, the largest first; `differs` is white where a pixel does.

    What moves nothing by half a pixel is no difference (Birchfield and Tomasi, 1998): anti-aliasing does as much to
    the edges of a whole line of text that begins a part of a pixel further on.
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
    """By how much each pixel is beyond what the same place of the other picture has within half a pixel."""
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
