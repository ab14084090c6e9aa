"""What is one's own in films and guides."""

from dataclasses import replace
from pathlib import Path

import pytest

from automation.recording.brand import Brand, is_colour, logo_of
from automation.recording.guide.html import card_page, guide_page
from tests.support.guides import guide


@pytest.mark.parametrize(("text", "is_one"), [("#14506b", True), ("#FFcc00", True), ("#fff", False), ("red", False),
                                             ("#14506b;}", False), ("", False)])  # fmt: skip
def test_a_colour_is_six_digits(text: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    assert is_colour(text) == is_one


@pytest.mark.parametrize(("accent", "ink"), [("#14506b", "#ffffff"), ("#ffcc00", "#12222b"), ("#000000", "#ffffff"),
                                            ("#ffffff", "#12222b")])  # fmt: skip
def test_what_is_written_on_it_can_be_read(accent: str, ink: str) -> None:
    assert Brand(accent=accent).ink == ink


def test_a_guide_has_ones_own_logo_and_colour(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    branded = replace(guide(), brand=Brand(logo=logo_of(logo), accent="#7b1fa2"))

    for page in (guide_page(branded), card_page(branded)):
        assert 'src="data:image/svg+xml;base64,' in page
        assert "--deep: #7b1fa2" in page


def test_a_light_colour_is_darkened_where_it_is_the_colour_of_words() -> None:
    assert "--deep: #ffcc00" not in guide_page(replace(guide(), brand=Brand(accent="#ffcc00")))
