"""Which part of a page a picture shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.recording.outline import joined
from automation.recording.recorded import Box
from automation.recording.view import part_around

PAGE, USUAL = (1280, 900), (853.0, 419.0)


def test_boxes_that_touch_are_one() -> None:
    rows = [Box(100, 224, 500, 24), Box(100, 200, 500, 24), Box(100, 300, 500, 24)]

    assert joined(rows) == [Box(100, 200, 500, 48), Box(100, 300, 500, 24)]


sides = st.tuples(st.integers(0, 1260), st.integers(0, 880), st.integers(20, 1280), st.integers(20, 900))


@given(sides, st.sampled_from([0.0, 0.2]))
def test_the_part_that_is_shown_has_the_control_in_it(side: tuple[int, int, int, int], share: float) -> None:
    x, y, width, height = side
    box = Box(x, y, min(width, 1280 - x, 1200), min(height, 900 - y, 580))

    part = part_around([box], PAGE, USUAL, share)

    # A control that is as large as the page may lose its edge, and nothing else.
    assert part.x <= box.x + 1e-6 or part.width > 1279
    assert part.y <= box.y + 1e-6
    assert part.x + part.width >= box.x + box.width - 1e-6
    assert part.y + part.height >= box.y + box.height - 1e-6
    assert -1e-6 <= part.x <= part.x + part.width <= PAGE[0] + 1e-6
    assert -1e-6 <= part.y <= part.y + part.height <= PAGE[1] + 1e-6
    assert part.width / part.height == pytest.approx(USUAL[0] / USUAL[1])


def test_a_page_is_seen_from_its_top_as_long_as_that_shows_the_control() -> None:
    assert part_around([Box(300, 100, 200, 40)], PAGE, USUAL).y == 0
    assert part_around([], PAGE, USUAL) == Box((1280 - 853) / 2, 0, *USUAL)
