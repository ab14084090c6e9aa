"""From what was seen to what a film shows, and how long."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from automation.narrator import Step
from automation.recording.texts import texts_in
from automation.recording.video.pace import PACES, PaceName
from automation.recording.video.subtitles import written
from automation.recording.video.timeline import CHAPTERS, FRAMES_A_SECOND, Frame, Scene, Take, shots, spans

FAST, NORMAL = PACES[PaceName.FAST], PACES[PaceName.NORMAL]


def frame(at: float) -> Frame:
    return Frame(at, Path(f"{at}.jpg"))


def test_a_scene_begins_with_what_was_there_before() -> None:
    seen = [frame(1.0), frame(2.0), frame(3.0), frame(4.0)]

    assert Take(Step.SAVE, 2.5, 3.5, seen).scene().frames == (frame(2.0), frame(3.0))


def test_a_scene_in_which_nothing_moved_has_what_was_there() -> None:
    assert Take(Step.SAVE, 5.0, 6.0, [frame(1.0), frame(2.0)]).scene().frames == (frame(2.0),)


def test_a_card_opens_each_chapter_and_none_where_the_pace_has_no_time() -> None:
    scenes = [Scene(step, 0.0, 1.0, (frame(0.0),)) for step in (Step.OPEN_SECTION, Step.PRESS_ADD, Step.ENTER_NAME)]

    assert [shot.card for shot in shots(scenes, NORMAL) if shot.card] == ["chapter_open", "chapter_fill"]
    assert not any(shot.card for shot in shots(scenes, FAST))


def test_nobody_waits_for_a_slow_line_twice() -> None:
    slow = Scene(Step.SAVE, 0.0, 60.0, (frame(0.0),))

    assert sum(shot.length for shot in shots([slow], FAST)) < 5


steps = st.sampled_from(sorted(CHAPTERS))
lengths = st.floats(min_value=0.0, max_value=30.0)


@given(st.lists(st.tuples(steps, st.lists(lengths, min_size=2, max_size=6)), min_size=1, max_size=8),
       st.sampled_from([FAST, NORMAL]))  # fmt: skip
def test_all_of_a_film_is_whole_frames_and_has_a_caption(told: list[tuple[Step, list[float]]], pace: object) -> None:
    scenes, at = [], 0.0
    for step, parts in told:
        ends = [at + sum(parts[: number + 1]) for number in range(len(parts))]
        scenes.append(Scene(step, at, ends[-1], tuple(frame(moment) for moment in [at, *ends[:-1]])))
        at = ends[-1]

    film = shots(scenes, pace)  # type: ignore[arg-type]
    said = list(spans(film, 2.0))

    assert all(abs(shot.length * FRAMES_A_SECOND - round(shot.length * FRAMES_A_SECOND)) < 1e-6 for shot in film)
    assert said[0].begin == 2.0
    assert all(before.end == after.begin for before, after in pairwise(said))
    assert abs(said[-1].end - 2.0 - sum(shot.length for shot in film)) < 1e-6


def test_captions_are_written_as_players_read_them() -> None:
    said = list(spans(shots([Scene(Step.SAVE, 0.0, 1.0, (frame(0.0),))], FAST), 1.6))

    assert written(said, texts_in("en"), ".vtt").decode() == "WEBVTT\n\n1\n00:00:01.600 --> 00:00:03.600\nSave\n\n"
    assert "00:00:01,600 --> 00:00:03,600\nSave" in written(said, texts_in("en"), ".srt").decode()
