"""What is written in films has room, in every language: captions, cards, the title and the end."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from automation.recording.brand import Brand
from automation.recording.guide.model import Guide
from automation.recording.texts import languages, texts_in
from automation.recording.video.cards import Studio
from automation.recording.video.film import SIZE, page_size
from automation.recording.video.storyboard import Card, filmed
from tests.support.guides import FACTS, ROTATION, guide, seen, seen_rotating
from tests.support.sampling import cases

# As long as they may reasonably be.
LONG = "https://georegistry.health.example.org/cgr/session/ologin"
NAME = "GeoPrism Registry of the Ministry of Health"
HEIGHTS = "[...document.querySelectorAll('.page, .chapter')].map((card) => [card.scrollHeight, card.clientHeight])"


def test_a_card_with_many_redirect_uris_is_seen_whole(page: Page) -> None:
    told = guide(replace(FACTS, redirect_uris=tuple(f"{LONG}/{number}" for number in range(14))))

    Studio(page, Brand(), SIZE[1]).cards(told, [Card(is_end=True)], page_height=628)

    lowest = page.locator("p").last.bounding_box()
    assert lowest
    assert lowest["y"] + lowest["height"] < SIZE[1]
    assert page.locator("h1").bounding_box()["y"] > 0  # type: ignore[index]


@pytest.mark.parametrize("language", cases(languages(), always=["ar", "en"]))
def test_all_that_is_written_is_seen_whole(page: Page, language: str) -> None:
    facts = replace(FACTS, name=NAME, redirect_uris=(LONG, LONG), completed=(("scopes", "openid,username"),))
    rotation = replace(facts, title=ROTATION.title, to_do="to_do_remake", kept=ROTATION.kept, then=ROTATION.then)
    studio = Studio(page, Brand(), SIZE[1])

    see_whole(page, studio, guide(facts, seen(completed=True), texts_in(language)))
    see_whole(page, studio, guide(rotation, seen_rotating(), texts_in(language)))


def see_whole(page: Page, studio: Studio, told: Guide) -> None:
    height = page_size(has_band=True)[1]
    lines = [step.instruction for step in told.steps]
    assert [line for line, is_whole in zip(lines, studio.whole_captions(lines, told.texts), strict=True)
            if not is_whole] == []  # fmt: skip
    wanted = [Card(), Card(is_end=True), *(Card(step.chapter) for step in filmed(told))]
    for card in wanted:
        studio.cards(told, [card], page_height=height)
        ((needed, there),) = page.evaluate(HEIGHTS)
        assert needed <= there, card


def test_a_caption_that_is_too_long_is_known_to_be(page: Page) -> None:
    """A look that finds nothing then is worth nothing."""
    told = guide(replace(FACTS, redirect_uris=(LONG,) * 6))
    studio = Studio(page, Brand(), SIZE[1])

    lines = [step.instruction for step in told.steps]
    assert not all(studio.whole_captions(lines, told.texts))


def test_bands_and_cards_are_as_large_as_the_film_and_have_its_colour(page: Page) -> None:
    told = guide()
    studio = Studio(page, Brand(accent="#ffcc00", title="Our own"), SIZE[1])

    bands = studio.bands(filmed(told), told.texts)
    cards = studio.cards(told, [Card()], page_height=600)

    assert set(bands) == {step.number for step in told.steps}
    assert {band.size for band in bands.values()} == {(1280, 92)}
    assert bands[2].getpixel((1270, 46)) == (0xFF, 0xCC, 0x00, 255)
    assert cards[Card()].size == SIZE
    assert page.get_by_text("Our own", exact=True).count() == 1
