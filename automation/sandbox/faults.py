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
    SSO_ONLY = "sso-only"
    OAUTH_OFF = "oauth-off"
    ANY_SECRET = "any-secret"  # noqa: S105 - the name of a fault
    ANY_REDIRECT = "any-redirect"
    STATE_LOST = "state-lost"
    PROFILE_REFUSED = "profile-refused"
    PROFILE_OF_ANOTHER = "profile-of-another"
    REFRESH_REFUSED = "refresh-refused"
    UPDATE_REFUSED = "update-refused"
    CLOCK_SKEW = "clock-skew"


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
    Fault.SSO_ONLY: "whoever is not signed in is sent to an identity provider, never to DHIS2's own page",
    Fault.OAUTH_OFF: "the OAuth2 server is switched off in dhis.conf",
    Fault.ANY_SECRET: "the token endpoint takes any client secret",
    Fault.ANY_REDIRECT: "the authorize endpoint redirects to any URI",
    Fault.STATE_LOST: "the state comes back changed",
    Fault.PROFILE_REFUSED: "/api refuses every access token",
    Fault.PROFILE_OF_ANOTHER: "/api/me answers for another user than the one who signed in",
    Fault.REFRESH_REFUSED: "refresh tokens are refused",
    Fault.UPDATE_REFUSED: "changing a stored client is answered 409",
    Fault.CLOCK_SKEW: "the server's clock is ten minutes ahead",
}
