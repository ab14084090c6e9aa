"""The list of what the sandbox shows otherwise may only shrink."""

from pathlib import Path

import pytest

from tests.support.gaps import Gaps

LIST = """
[[gap]]
dialect = "fab"
screen = "new"
reason = "seen in v36"
lines = ["-- img"]
"""


@pytest.fixture
def gaps(tmp_path: Path) -> Gaps:
    path = tmp_path / "gaps.toml"
    path.write_text(LIST)
    return Gaps(path)


def test_a_gap_that_is_in_the_list_and_no_gap_at_all_are_fine(gaps: Gaps) -> None:
    assert gaps.judge("fab", "new", ["-- img"]) == ""
    assert gaps.judge("modal", "new", []) == ""


def test_a_gap_that_is_not_in_the_list_is_not(gaps: Gaps) -> None:
    assert gaps.judge("modal", "new", ["-- img"]).endswith("in a way that is not known:\n-- img")


def test_a_gap_that_is_gone_has_to_leave_the_list(gaps: Gaps) -> None:
    assert "remove the gap from the list" in gaps.judge("fab", "new", [])


def test_a_gap_that_became_another_is_told(gaps: Gaps) -> None:
    assert "differs otherwise than the list says" in gaps.judge("fab", "new", ["-- img", "+- text: x"])
