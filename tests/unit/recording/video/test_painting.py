"""Frames are painted of pictures: the part in view, the line, the band, and letters that come one by one."""

from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageDraw

from automation.narrator import Step
from automation.recording.outline import COLOUR, outlined
from automation.recording.recorded import Box
from automation.recording.video.pace import PACES, PaceName
from automation.recording.video.painting import Drawn, Painter
from automation.recording.video.storyboard import Look, Shot, Still, shots
from automation.recording.video.typing import half_typed
from tests.support.guides import guide

PAGE = (1000, 600)


@pytest.fixture(scope="module")
def film() -> list[Shot]:
    return shots(guide(), Look(pace=PACES[PaceName.FAST], size=PAGE))


def painter(film: list[Shot]) -> Painter:
    card = Image.new("RGBA", (500, 350), "#102030")
    bands = {number: Image.new("RGBA", (500, 50), (0, 0, number)) for number in range(1, 20)}
    drawn = Drawn(cards={shot.card: card for shot in film if shot.card}, bands=bands)
    return Painter(drawn, size=(500, 350), page=PAGE, scale=0.5)


def has(image: Image.Image, colour: str) -> bool:
    differs = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    near = ImageChops.lighter(ImageChops.lighter(differs[0], differs[1]), differs[2])
    return near.getextrema()[0] < 24  # type: ignore[operator]


def test_there_are_as_many_frames_as_the_shots_say(film: list[Shot]) -> None:
    frames = list(painter(film).frames(film))

    assert sum(count for _, count in frames) == sum(shot.frames for shot in film)
    assert {frame.size for frame, _ in frames} == {(500, 350)}


def test_a_step_has_its_line_and_its_caption(film: list[Shot]) -> None:
    (shot, *_) = [shot for shot in film if shot.caption and shot.caption.step is Step.SAVE
                  and shot.still and shot.still.is_outlined]  # fmt: skip

    frame = painter(film).poster(shot)

    assert shot.caption
    assert frame.getpixel((250, 340)) == (0, 0, shot.caption.number)
    assert has(frame.crop((0, 0, 500, 300)), COLOUR)
    assert shot.still
    plain = replace(shot, still=replace(shot.still, is_outlined=False))
    assert not has(painter(film).poster(replace(plain, pointer=None)).crop((0, 0, 500, 300)), COLOUR)


def test_a_line_is_around_the_control_and_not_over_it() -> None:
    white = Image.new("RGB", (400, 300), "white")

    drawn = outlined(white, [Box(100, 50, 80, 20)], 7, 2.0)

    assert drawn.crop((200, 100, 360, 140)).getextrema() == ((255, 255),) * 3
    assert has(drawn, COLOUR)
    assert white.getextrema() == ((255, 255),) * 3


def test_letters_come_from_the_left_and_the_label_stays() -> None:
    field = Box(10, 10, 300, 60)
    filled = Image.new("RGB", (400, 100), "white")
    pen = ImageDraw.Draw(filled)
    pen.rectangle((14, 14, 40, 21), fill="grey")
    pen.rectangle((14, 36, 213, 51), fill="black")
    pen.line((10, 60, 310, 60), fill="blue")

    begun, half, done = (half_typed(filled, field, 1.0, moment) for moment in (0.0, 0.5, 1.0))

    assert ImageChops.difference(done, filled).getbbox() is None
    assert begun.getpixel((20, 17)) == half.getpixel((20, 17)) == (128, 128, 128)
    assert [half.getpixel((x, 44)) for x in (20, 110, 116, 210)] == [(0, 0, 0)] * 2 + [(255, 255, 255)] * 2
    assert begun.getpixel((20, 44)) == (255, 255, 255)
    assert half.getpixel((250, 60)) == (0, 0, 255)


def test_stills_are_pictures_from_before_a_step_and_after() -> None:
    step = guide().steps[3]

    assert Still(step).picture != Still(step, is_before=True).picture
