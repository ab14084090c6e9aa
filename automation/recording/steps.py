"""How each step is shown in guides and films; a flow only says which step it is at, and which controls it is about."""

from dataclasses import dataclass
from enum import StrEnum

from automation.narrator import Step


class Act(StrEnum):
    """What a person does in a step.

    A button is shown before it is pressed, everything else when it is done. What is `told` has no picture of its own,
    what is `assumed` was done before the first picture, and what is `unseen` is not shown at all.
    """

    LOOK = "look"
    TYPE = "type"
    TICK = "tick"
    PRESS = "press"
    TOLD = "told"
    ASSUMED = "assumed"
    UNSEEN = "unseen"


class Chapter(StrEnum):
    """The parts of a film; their titles are words of a language."""

    OPEN = "OPEN"
    ROTATE = "ROTATE"
    FILL = "FILL"
    SECRET = "SECRET"  # noqa: S105 - a title
    SAVE = "SAVE"
    FINISH = "FINISH"
    CONSENT = "CONSENT"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a step is shown: what is done, in which chapter of a film (with none: guides alone), how much of the page."""

    act: Act
    chapter: Chapter | None = None
    is_whole: bool = False


_SHOWN = {
    Step.SIGN_IN: Shown(Act.ASSUMED, Chapter.OPEN),
    Step.OPEN_SECTION: Shown(Act.LOOK, Chapter.OPEN, is_whole=True),
    Step.FIND_CLIENT: Shown(Act.LOOK, Chapter.OPEN, is_whole=True),
    Step.OPEN_EDIT: Shown(Act.PRESS, Chapter.OPEN, is_whole=True),
    Step.ROTATE: Shown(Act.TOLD, Chapter.ROTATE),
    Step.PRESS_ADD: Shown(Act.PRESS, Chapter.FILL, is_whole=True),
    Step.ENTER_NAME: Shown(Act.TYPE, Chapter.FILL),
    Step.ENTER_CLIENT_ID: Shown(Act.TYPE, Chapter.FILL),
    Step.SET_GRANT_TYPES: Shown(Act.TICK, Chapter.FILL),
    Step.ENTER_REDIRECT_URIS: Shown(Act.TYPE, Chapter.FILL),
    Step.NOTE_SECRET: Shown(Act.LOOK, Chapter.SECRET),
    Step.SAVE: Shown(Act.PRESS, Chapter.SAVE),
    Step.SEE_IN_LIST: Shown(Act.LOOK, Chapter.SAVE, is_whole=True),
    Step.READ_BACK: Shown(Act.TOLD, Chapter.SAVE),
    Step.FINISH: Shown(Act.TOLD, Chapter.FINISH),
    Step.TICK_SCOPES: Shown(Act.TICK, Chapter.CONSENT),
    Step.CONSENT: Shown(Act.PRESS, Chapter.CONSENT),
    Step.PROVE: Shown(Act.UNSEEN),
    Step.READ_EXISTING: Shown(Act.UNSEEN),
    Step.READ_LIST: Shown(Act.UNSEEN),
    Step.AUDIT: Shown(Act.UNSEEN),
    Step.PUT_BACK: Shown(Act.UNSEEN),
    Step.DELETE: Shown(Act.PRESS, Chapter.DELETE, is_whole=True),
}


def shown(step: Step) -> Shown:
    """How a step is shown."""
    return _SHOWN[step]
