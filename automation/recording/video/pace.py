"""How fast a film goes; the run itself is not slower for any of them."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long each takes, in seconds.

    `travel` is the way of view and pointer to a control, `fade` that of one picture into another, `letter` from one
    letter to the next (0: all at once), `rest` how long a step stays when it is done, `reading` what a hundred
    characters of a caption take, `title` the title, and `card` the card of a chapter (0: it has none).
    """

    travel: float
    fade: float
    letter: float
    rest: float
    reading: float
    title: float
    card: float


class PaceName(StrEnum):
    """The paces there are."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


PACES = {
    PaceName.SLOW: Pace(travel=1.2, fade=0.4, letter=0.09, rest=2.0, reading=7.5, title=6.0, card=4.0),
    PaceName.NORMAL: Pace(travel=0.8, fade=0.28, letter=0.05, rest=1.2, reading=5.0, title=4.5, card=2.4),
    PaceName.FAST: Pace(travel=0.24, fade=0.12, letter=0.0, rest=0.6, reading=1.0, title=1.6, card=0.0),
}
