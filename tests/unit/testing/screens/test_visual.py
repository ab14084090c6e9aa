"""Pictures are compared pixel by pixel, and shown side by side."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw

from automation.recording.likeness import compare, side_by_side
from automation.testing.screens.visual import read

SIZE = (120, 80)
RED = (255, 0, 0)


def sheet(*boxes: tuple[int, int, int, int], size: tuple[int, int] = SIZE) -> Image.Image:
    image = Image.new("RGB", size, "white")
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill="navy")
    return image


def test_like_pictures_do_not_differ() -> None:
    assert compare(sheet((10, 10, 30, 20)), sheet((10, 10, 30, 20))) is None


def test_what_differs_is_counted_and_marked_where_it_is() -> None:
    expected, shown = sheet((10, 10, 29, 19)), sheet((10, 10, 29, 19), (60, 40, 69, 49))

    found = compare(expected, shown)

    assert found
    assert (found.pixels, found.of) == (100, 120 * 80)
    assert found.share == 100 / 9600
    marked = [
        (x, y)
        for x in range(found.side_by_side.width)
        for y in range(found.side_by_side.height)
        if found.side_by_side.getpixel((x, y)) == RED
    ]
    assert len(marked) == 100
    assert {x for x, _ in marked} <= set(range(2 * 120, 3 * 120 + 40))


def test_a_shade_that_nobody_sees_is_no_difference() -> None:
    assert compare(Image.new("RGB", SIZE, (250, 250, 250)), Image.new("RGB", SIZE, (251, 250, 250))) is None


def test_pictures_of_different_size_differ_by_what_one_has_more() -> None:
    found = compare(sheet(), sheet(size=(120, 90)))

    assert found
    assert found.pixels == 120 * 10
    assert found.side_by_side.height > 90


def test_side_by_side_shows_all_three_in_order() -> None:
    colours = ("red", "lime", "blue")
    red, green, blue = (Image.new("RGB", SIZE, colour) for colour in colours)

    row = side_by_side(red, green, blue)

    line = [row.getpixel((x, row.height // 2 + 12)) for x in range(row.width)]
    assert [line.count(Image.new("RGB", (1, 1), colour).getpixel((0, 0))) for colour in colours] == [120] * 3
    assert line.index((255, 0, 0)) < line.index((0, 255, 0)) < line.index((0, 0, 255))


def test_a_picture_from_a_file_is_the_picture(tmp_path: Path) -> None:
    sheet((1, 1, 5, 5)).save(tmp_path / "a.png")

    assert compare(sheet((1, 1, 5, 5)), read(tmp_path / "a.png")) is None


class TestTogether:
    """What makes a screen look otherwise is a region; the words are drawn with Pillow's own font, whatever is there."""

    @pytest.mark.parametrize("size", [11, 14, 24, 32])
    @pytest.mark.parametrize("colour", ["black", "#767676", "#bbbbbb"])
    def test_a_word_that_was_changed(self, size: int, colour: str) -> None:
        found = compare(page(text("Clients", size, colour)), page(text("Customers", size, colour)))

        assert found
        assert found.share < 0.001
        assert found.regions
        assert found.regions[0].width > size

    @pytest.mark.parametrize("shift", [(0.3, 0), (0, 0.4), (0.4, 0.4)])
    @pytest.mark.parametrize("size", [11, 14, 24])
    def test_what_anti_aliasing_does_to_a_line_is_none(self, size: int, shift: tuple[float, float]) -> None:
        line = "Create new OAuth2 Client for the registry"

        found = compare(page(text(line, size)), page(text(line, size, at=shift)))

        assert found is None or not found.regions

    def test_a_line_that_moved_by_a_pixel(self) -> None:
        found = compare(page(text("Clients", 14)), page(text("Clients", 14, at=(1, 0))))

        assert found
        assert found.regions

    @pytest.mark.parametrize("caret", [(60, 50, 60, 68), (60, 50, 61, 80)])
    def test_a_caret_is_none(self, caret: tuple[int, int, int, int]) -> None:
        found = compare(page(), page(box(caret)))

        assert found
        assert found.pixels
        assert not found.regions

    def test_pixels_here_and_there_are_none(self) -> None:
        noise = Random(13)  # noqa: S311 - no secret
        dots = [(noise.randrange(400), noise.randrange(300)) for _ in range(300)]

        found = compare(page(), page(*[box((x, y, x, y)) for x, y in dots]))

        assert found
        assert found.pixels > 250
        assert not found.regions

    @pytest.mark.parametrize(
        "drawn", [(50, 50, 90, 50), (50, 50, 50, 150), (50, 50, 57, 57)], ids=["underline", "border", "mark"]
    )
    def test_a_line_and_a_mark_that_are_new(self, drawn: tuple[int, int, int, int]) -> None:
        found = compare(page(), page(box(drawn)))

        assert found
        assert [(it.width, it.height) for it in found.regions] == [(drawn[2] - 49, drawn[3] - 49)]

    def test_each_place_is_told_the_largest_first(self) -> None:
        found = compare(page(), page(box((10, 10, 29, 29)), box((500, 400, 579, 431))))

        assert found
        assert [str(it) for it in found.regions] == ["5.0 by 2.0 lines of text", "1.2 by 1.2 lines of text"]

    def test_another_size_alone_is_a_region(self) -> None:
        found = compare(sheet(size=(8, 8)), sheet(size=(8, 9)))

        assert found
        assert found.regions

    def test_a_page_that_is_another_altogether(self) -> None:
        found = compare(Image.new("RGB", (320, 200), "white"), Image.new("RGB", (320, 200), "navy"))

        assert found
        assert [(it.width, it.height) for it in found.regions] == [(320, 200)]


def page(*drawn: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    image = Image.new("RGB", (1280, 900), "white")
    for draw in drawn:
        draw(ImageDraw.Draw(image))
    return image


def text(
    words: str, size: int, colour: str = "black", at: tuple[float, float] = (0, 0)
) -> Callable[[ImageDraw.ImageDraw], None]:
    return lambda draw: draw.text((40 + at[0], 60 + at[1]), words, fill=colour, font_size=size)


def box(place: tuple[int, int, int, int]) -> Callable[[ImageDraw.ImageDraw], None]:
    return lambda draw: draw.rectangle(place, fill="black")
