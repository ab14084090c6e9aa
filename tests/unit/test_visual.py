"""Pictures are compared pixel by pixel, and shown side by side."""

from pathlib import Path

from PIL import Image, ImageDraw

from automation.testing.visual import compare, read, side_by_side

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
