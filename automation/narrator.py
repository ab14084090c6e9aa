"""What a flow tells those who watch it: the steps a person would name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Step(StrEnum):
    """The steps of the flows, in the words of a manual; one list for progress, captions and guides."""

    SIGN_IN = "Sign in to DHIS2"
    OPEN_SECTION = "Open System Settings, OAuth2 Clients"
    FIND_CLIENT = "Find the client in the list"
    OPEN_EDIT = "Open the client for editing"
    DELETE = "Delete the client"
    ROTATE = "Give the client a new secret"
    PRESS_ADD = "Press + to add a client"
    ENTER_NAME = "Enter the name"
    ENTER_CLIENT_ID = "Enter the client ID and let DHIS2 check it"
    SET_GRANT_TYPES = "Tick the grant types"
    ENTER_REDIRECT_URIS = "Enter the redirect URIs"
    NOTE_SECRET = "Note the client secret before saving"  # noqa: S105 - a caption
    SAVE = "Save"
    SEE_IN_LIST = "See the client in the list"
    READ_BACK = "Open the client again and compare"
    FINISH = "Complete what the form of this DHIS2 leaves out"
    TICK_SCOPES = "Tick what the application may do"
    CONSENT = "Give consent, as the users of the application will"
    PROVE = "Prove the client with a real OAuth2 flow"
    READ_EXISTING = "Open the client that is already there"
    READ_LIST = "Read the list of clients"
    AUDIT = "Judge the clients by the rules"
    PUT_BACK = "Put the old secret back"


class Place(Protocol):
    """A control on the page, as Playwright's locators are."""

    def bounding_box(self) -> Any:
        """Where it is, in CSS pixels of the page; None where it is not seen."""

    def aria_snapshot(self) -> str:
        """Its role and its name, as the page words them."""

    def scroll_into_view_if_needed(self) -> None:
        """Bring it to where it can be seen."""


class Narrator(Protocol):
    """Somebody who listens to a flow."""

    def begin(self, step: Step, detail: str, at: Sequence[Place]) -> None:
        """A step starts; `at` are the controls it is about, where it is about some.

        Those of a page that the step opens are added while it lasts.
        """

    def done(self, step: Step, detail: str) -> None:
        """The step succeeded."""

    def failed(self, step: Step) -> None:
        """The step did not succeed; the error that says why follows."""

    def note(self, text: str) -> None:
        """Something worth saying that is not a step."""


class Silent:
    """A narrator who says nothing."""

    def begin(self, step: Step, detail: str, at: Sequence[Place]) -> None: ...
    def done(self, step: Step, detail: str) -> None: ...
    def failed(self, step: Step) -> None: ...
    def note(self, text: str) -> None: ...


class Together:
    """Several narrators as one."""

    def __init__(self, narrators: Sequence[Narrator]) -> None:
        self._narrators = narrators

    def begin(self, step: Step, detail: str, at: Sequence[Place]) -> None:
        for narrator in self._narrators:
            narrator.begin(step, detail, at)

    def done(self, step: Step, detail: str) -> None:
        for narrator in self._narrators:
            narrator.done(step, detail)

    def failed(self, step: Step) -> None:
        for narrator in self._narrators:
            narrator.failed(step)

    def note(self, text: str) -> None:
        for narrator in self._narrators:
            narrator.note(text)


@dataclass(slots=True)
class Running:
    """A step that is under way; what has failed is told as failed, also where no error ends it."""

    has_failed: bool = False


@contextmanager
def narrated(narrator: Narrator, step: Step, detail: str = "", at: Sequence[Place] = ()) -> Iterator[Running]:
    """Tell the narrator that the step begins, and how it ended."""
    narrator.begin(step, detail, at)
    running = Running()
    try:
        yield running
    except BaseException:
        narrator.failed(step)
        raise
    if running.has_failed:
        narrator.failed(step)
    else:
        narrator.done(step, detail)
