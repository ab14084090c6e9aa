"""The look at a film finds a field that is painted over, and nothing else, to be so."""

import pytest
from PIL import Image, ImageDraw

from tests.scenarios.films import Box, has_mask, shows_a_secret
from tests.support.leaks import MASK

FIELD: Box = (380, 290, 930, 324)
# What is inside the line around it.
INSIDE: Box = (385, 295, 925, 319)
SECRET = "0f8e3a51c-7d2b-4e69-9b0a-5c6d7e8f9a0b"


def form(field: str | tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (1280, 720), "white")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle(FIELD, fill=field)
    return image, drawing


@pytest.mark.parametrize("at", [(382, 296), (640, 300), (910, 306)])
def test_a_pointer_may_cross_the_mask(at: tuple[int, int]) -> None:
    image, drawing = form(MASK)
    drawing.ellipse((*at, at[0] + 16, at[1] + 26), fill="black", outline="white")

    assert has_mask(image, INSIDE)


@pytest.mark.parametrize("colour", [(0, 0, 0), (90, 90, 90)])
def test_a_secret_on_the_mask_is_seen(colour: tuple[int, int, int]) -> None:
    image, drawing = form(MASK)
    drawing.text((390, 297), SECRET, fill=colour, font_size=16)

    assert not has_mask(image, INSIDE)


def test_a_field_without_the_mask_is_seen() -> None:
    image, drawing = form("white")
    drawing.text((390, 297), SECRET, fill="black", font_size=16)

    assert not has_mask(image, INSIDE)


def test_a_dotted_line_is_no_secret() -> None:
    image, drawing = form("white")
    for x in range(FIELD[0], FIELD[2], 4):
        drawing.line((x, 310, x + 1, 310), fill="black", width=2)

    assert not shows_a_secret(image.crop(INSIDE))


def test_a_line_of_text_as_long_as_a_secret_is_one() -> None:
    image, drawing = form("white")
    drawing.text((390, 297), SECRET, fill="black", font_size=16)

    assert shows_a_secret(image.crop(INSIDE))
