"""From a guide to what a film shows, and how long."""

from dataclasses import replace
from itertools import pairwise

import pytest

from automation.narrator import Step
from automation.recording.recorded import Box
from automation.recording.steps import Chapter
from automation.recording.texts import texts_in
from automation.recording.video.pace import PACES, PaceName
from automation.recording.video.storyboard import (
    FRAMES_A_SECOND,
    Look,
    Shot,
    chapters,
    filmed,
    shots,
    spans,
)
from automation.recording.video.subtitles import captions, written
from tests.support.guides import FACTS, guide, seen

SIZE = (1000, 600)
FAST, NORMAL, SLOW = (Look(pace=PACES[name], size=SIZE) for name in (PaceName.FAST, PaceName.NORMAL, PaceName.SLOW))
GUIDE = guide(replace(FACTS, completed=(("scopes", "openid"),)), seen(completed=True))


def of(film: list[Shot], step: Step) -> list[Shot]:
    return [shot for shot in film if shot.caption and shot.caption.step is step and not shot.card]


def test_a_film_begins_with_its_title_and_ends_with_what_the_application_is_given() -> None:
    first, *_, last = shots(GUIDE, NORMAL)

    assert first.card
    assert last.card
    assert (first.card.is_end, first.caption, last.card.is_end, last.caption) == (False, None, True, None)


def test_a_card_opens_each_chapter_and_none_where_the_pace_has_no_time() -> None:
    carded = [shot.card.chapter for shot in shots(GUIDE, NORMAL) if shot.card and shot.card.chapter]

    assert carded == [Chapter.OPEN, Chapter.FILL, Chapter.SECRET, Chapter.SAVE, Chapter.FINISH]
    assert not any(shot.card and shot.card.chapter for shot in shots(GUIDE, FAST))


@pytest.mark.parametrize("look", [FAST, NORMAL, SLOW, replace(NORMAL, zooms=False), replace(NORMAL, glides=False)])
def test_every_step_of_the_guide_is_on_with_its_caption_in_order(look: Look) -> None:
    film = shots(GUIDE, look)
    said = list(spans(film))

    assert [span.step for span in said] == filmed(GUIDE) == list(GUIDE.steps)
    assert said[0].begin == film[0].frames / FRAMES_A_SECOND
    assert all(before.end == pytest.approx(after.begin) for before, after in pairwise(said))
    whole = sum(shot.frames for shot in film) / FRAMES_A_SECOND
    assert said[-1].end == pytest.approx(whole - film[-1].frames / FRAMES_A_SECOND)


def test_each_control_is_outlined_while_its_step_lasts() -> None:
    film = shots(GUIDE, NORMAL)

    for step in GUIDE.steps:
        if step.seen.picture:
            marked = sum(shot.length for shot in of(film, step.step) if shot.still and shot.still.is_outlined)
            assert marked >= sum(shot.length for shot in of(film, step.step)) / 2, step.step


def test_there_is_time_to_read_what_is_said() -> None:
    film = shots(GUIDE, NORMAL)

    for span in spans(film):
        # Subtitles are said to be read at some twenty characters a second.
        assert span.end - span.begin >= max(1.2, len(captions(GUIDE)[span.step.number]) / 21)


def test_save_is_seen_being_pressed() -> None:
    pressed = [shot for shot in of(shots(GUIDE, NORMAL), Step.SAVE) if shot.presses]

    assert len(pressed) == 1
    (shot,) = pressed
    assert shot.pointer
    assert shot.view
    x, y = shot.pointer[1]
    (box,) = shot.caption.seen.boxes if shot.caption else ()
    assert box.x < x < box.x + box.width
    assert box.y < y < box.y + box.height


def test_what_matters_is_in_sight_and_larger() -> None:
    film = shots(GUIDE, NORMAL)

    for shot in film:
        if shot.still and shot.view and shot.still.is_outlined:
            part = shot.view[1]
            for box in shot.still.boxes:
                assert part.x <= box.x
                assert box.x + box.width <= part.x + part.width
                assert part.y <= box.y
                assert box.y + box.height <= part.y + part.height
    (name, *_) = of(film, Step.ENTER_NAME)
    assert name.view
    assert name.view[1].width == pytest.approx(SIZE[0] / 1.5)


def test_a_film_without_zoom_shows_the_page_at_its_own_size() -> None:
    film = shots(GUIDE, replace(NORMAL, zooms=False))

    assert {shot.view[1].width for shot in film if shot.view} == {float(SIZE[0])}


def test_a_film_that_does_not_glide_has_nothing_but_pictures_that_stand_still() -> None:
    film = shots(GUIDE, replace(NORMAL, glides=False))

    assert not any(shot.types or shot.presses or shot.fade for shot in film)
    assert all(shot.view[0] == shot.view[1] for shot in film if shot.view and not shot.card)


def test_letters_come_one_by_one_unless_the_field_moved_or_the_language_runs_the_other_way() -> None:
    moved = [replace(one, boxes_before=(Box(0, 0, 9, 9),)) for one in seen()]

    assert [shot for shot in of(shots(GUIDE, NORMAL), Step.ENTER_NAME) if shot.types]
    assert not [shot for shot in shots(guide(steps=moved), NORMAL) if shot.types]
    assert not [shot for shot in shots(guide(words=texts_in("ar")), NORMAL) if shot.types]
    assert not [shot for shot in shots(GUIDE, FAST) if shot.types]


def test_a_film_of_consent_alone_is_a_film_too() -> None:
    consent = [replace(one, step=Step.CONSENT) for one in seen()[-3:-2]]
    told = guide(replace(FACTS, authorities=(), title="title_proof", to_do="to_do_proof"), consent)

    assert [span.step.number for span in spans(shots(told, NORMAL))] == [1]
    assert told.title == "Try the OAuth2 client Géo"
    assert ("Client secret", "the one that was noted when the client was created") in [
        (row.label, row.value[0].text) for row in told.given
    ]


def test_chapters_begin_where_their_cards_do() -> None:
    said = list(spans(shots(GUIDE, NORMAL)))
    begins = {chapter: begin for begin, chapter in chapters(said)}

    assert list(begins) == [Chapter.OPEN, Chapter.FILL, Chapter.SECRET, Chapter.SAVE, Chapter.FINISH]
    assert begins[Chapter.OPEN] == said[0].begin


def test_captions_are_written_as_players_read_them() -> None:
    said = list(spans(shots(GUIDE, FAST)))[:2]
    words = {1: "Sign in.", 2: "Choose <b> & {c}."}

    vtt, srt = (written(said, words, suffix).decode() for suffix in (".vtt", ".srt"))

    assert vtt.startswith("WEBVTT\n\n1\n00:00:01.600 --> ")
    assert "Choose <\N{WORD JOINER}b> & {c}." in srt
    assert "Choose &lt;b&gt; &amp; {c}." in vtt
    assert "\n00:00:01,600 --> " in srt
