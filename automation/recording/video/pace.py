"""How fast a film goes: what takes longer while the flow works, and what is only shown longer."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in seconds.

    While the flow works: a `keystroke` (0 fills fields at once), the pointer's way to a control (`travel`), and how
    long a page must not change before a step counts as filmed (`still`).
    In the film alone: how long the end of a step stays (`rest`), the title, and a chapter's card (0: none).
    """

    keystroke: float
    travel: float
    still: float
    rest: float
    title: float
    card: float


class PaceName(StrEnum):
    """The paces there are."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


PACES = {
    PaceName.SLOW: Pace(keystroke=0.09, travel=0.9, still=0.3, rest=2.6, title=4.0, card=2.6),
    PaceName.NORMAL: Pace(keystroke=0.05, travel=0.5, still=0.2, rest=1.6, title=3.0, card=1.8),
    PaceName.FAST: Pace(keystroke=0.0, travel=0.06, still=0.05, rest=1.0, title=1.6, card=0.0),
}
