"""Three runs of one client side by side, killed at random moments: nothing lost, doubled or left over."""

from pathlib import Path

import pytest

from tests.support.killing import VERSIONS, play
from tests.support.sampling import cases


@pytest.mark.parametrize("version", cases(VERSIONS, always=["2.43.1"]))
def test_a_client_of_runs_that_were_killed_is_there_once_and_its_secret_is_delivered(
    version: str, tmp_path: Path
) -> None:
    tally = play(version, 1, seed=1, folder=tmp_path / "killing", longest=12)

    assert tally.is_good, tally
