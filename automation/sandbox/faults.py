"""Ways in which the sandbox can misbehave, each as a real DHIS2 has been seen to."""

from enum import StrEnum


class Fault(StrEnum):
    """Fault switches; the text is what `sandbox --help` says."""

    LIST_REFUSED = "list-refused"
    LIST_NEVER = "list-never"
    SECTION_MISSING = "section-missing"
    NO_APP_ACCESS = "no-app-access"
    APP_MISSING = "app-missing"
    SAVE_CONFLICT = "save-conflict"
    SAVE_ERROR = "save-error"
    SAVE_NEVER = "save-never"
    SAVE_STORED_NEVER_ANSWERED = "save-stored-never-answered"
    SAVE_ALTERED = "save-altered"
    CHECK_NEVER = "check-never"
    NOT_DHIS2 = "not-dhis2"


DESCRIPTIONS: dict[Fault, str] = {
    Fault.LIST_REFUSED: "the list of clients answers 403 (the UI shows a spinner for ever)",
    Fault.LIST_NEVER: "the list of clients never answers",
    Fault.SECTION_MISSING: "the settings app has no OAuth2 Clients section",
    Fault.NO_APP_ACCESS: "the user may not open System Settings (403)",
    Fault.APP_MISSING: "System Settings is not installed (404)",
    Fault.SAVE_CONFLICT: "Save is answered 409 with an error report",
    Fault.SAVE_ERROR: "Save is answered 500",
    Fault.SAVE_NEVER: "Save is never answered and nothing is stored",
    Fault.SAVE_STORED_NEVER_ANSWERED: "Save stores the client but is never answered",
    Fault.SAVE_ALTERED: "Save stores another redirect URI than was entered",
    Fault.CHECK_NEVER: "the check of the client ID never answers",
    Fault.NOT_DHIS2: "every page is some other web server's",
}
