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
    SLOW = "slow"
    BOOT_RESET = "boot-reset"
    BOOT_BAD_GATEWAY = "boot-bad-gateway"
    BOOT_NEVER_RECOVERS = "boot-never-recovers"
    INFO_NOT_JSON = "info-not-json"
    LIST_NOT_JSON = "list-not-json"
    SECTION_SLOW_LIST = "section-slow-list"
    FORM_CLOSES = "form-closes"
    CHECK_RESET = "check-reset"
    CHECK_BAD_GATEWAY = "check-bad-gateway"
    CHECK_NOT_JSON = "check-not-json"
    SESSION_ENDS_BEFORE_SAVE = "session-ends-before-save"
    DRY_RUN_REFUSED = "dry-run-refused"
    TAKEN_MEANWHILE = "taken-meanwhile"
    NAME_TAKEN = "name-taken"
    SAVE_ECHOES_SECRET = "save-echoes-secret"  # noqa: S105 - the name of a fault
    SAVE_RESET = "save-reset"
    SAVE_BAD_GATEWAY = "save-bad-gateway"
    SAVE_STORED_RESET = "save-stored-reset"
    SAVE_STORED_BAD_GATEWAY = "save-stored-bad-gateway"
    SAVE_STORED_ERROR_QUOTES = "save-stored-error-quotes"
    SAVE_STORED_SIGNED_OUT_QUOTES = "save-stored-signed-out-quotes"
    SAVE_LATE = "save-late"
    SAVE_LOST_THEN_STORED_LATE = "save-lost-then-stored-late"
    ECHO = "echo"
    TOKEN_DRIPS = "token-drips"  # noqa: S105 - the name of a fault
    TOKEN_ENDLESS = "token-endless"  # noqa: S105 - the name of a fault
    API_DRIPS = "api-drips"
    API_ENDLESS = "api-endless"


DESCRIPTIONS: dict[Fault, str] = {
    Fault.LIST_REFUSED: "the list of clients answers 403 (the UI shows a spinner for ever)",
    Fault.LIST_NEVER: "the list of clients never answers",
    Fault.SECTION_MISSING: "the settings app has no OAuth2 Clients section",
    Fault.NO_APP_ACCESS: "the user may not open System Settings (403; from 2.42 on the shell has no such app for them)",
    Fault.APP_MISSING: "System Settings is not installed (404; from 2.42 on the shell has no such app)",
    Fault.SAVE_CONFLICT: "Save is answered 409 with an error report",
    Fault.SAVE_ERROR: "Save is answered 500",
    Fault.SAVE_NEVER: "Save is never answered and nothing is stored",
    Fault.SAVE_STORED_NEVER_ANSWERED: "Save stores the client but is never answered",
    Fault.SAVE_ALTERED: "Save stores another redirect URI for a new client than was entered",
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
    Fault.SLOW: "every page and API call takes 3 s",
    Fault.BOOT_RESET: "the connection is reset once while System Settings starts",
    Fault.BOOT_BAD_GATEWAY: "a proxy answers 502 once while System Settings starts",
    Fault.BOOT_NEVER_RECOVERS: "a proxy answers 502 whenever System Settings starts",
    Fault.INFO_NOT_JSON: "/api/system/info and /api/me answer HTML that calls itself JSON",
    Fault.LIST_NOT_JSON: "the list of clients answers 200 with a proxy's sign-in page",
    Fault.SECTION_SLOW_LIST: "the list of clients answers after 3 s",
    Fault.FORM_CLOSES: "the open form closes by itself once, after the check of the client ID (stand-in UI only)",
    Fault.CHECK_RESET: "the connection is reset once at the check of the client ID",
    Fault.CHECK_BAD_GATEWAY: "a proxy answers 502 once to the check of the client ID",
    Fault.CHECK_NOT_JSON: "the check of the client ID answers 200 with a proxy's sign-in page",
    Fault.SESSION_ENDS_BEFORE_SAVE: "all sessions end once, when the client ID has been checked",
    Fault.DRY_RUN_REFUSED: "the validation before Save finds the client invalid, so Save is never sent",
    Fault.TAKEN_MEANWHILE: "somebody else takes the client ID once, just before Save",
    Fault.NAME_TAKEN: "Save is answered 409 because the name is taken (up to 2.41)",
    Fault.SAVE_ECHOES_SECRET: "Save is answered 409 in words that quote the secret (2.42 and later: the client ID)",
    Fault.SAVE_RESET: "the connection is reset once at Save, and nothing is stored",
    Fault.SAVE_BAD_GATEWAY: "a proxy answers 502 once to Save, and nothing is stored",
    Fault.SAVE_STORED_RESET: "Save stores the client, then the connection is reset once",
    Fault.SAVE_STORED_BAD_GATEWAY: "Save stores the client, then a proxy answers 502 once",
    Fault.SAVE_STORED_ERROR_QUOTES: "Save stores the client, then answers 500 once in words that quote the row",
    Fault.SAVE_STORED_SIGNED_OUT_QUOTES: "Save stores the client, then answers 401 once in words that quote the row",
    Fault.SAVE_LATE: "Save stores the client and is answered once only after 8 s",
    Fault.SAVE_LOST_THEN_STORED_LATE: "Save hangs once, and the client is stored only after 8 s",
    Fault.ECHO: "every error quotes all secrets that were ever sent or given out; each answer has new cookies",
    Fault.TOKEN_DRIPS: "the token endpoint answers a byte at a time, for ever",
    Fault.TOKEN_ENDLESS: "the token endpoint answers without end",
    Fault.API_DRIPS: "/api/system/info answers a byte at a time, for ever",
    Fault.API_ENDLESS: "/api/system/info answers without end",
}

# Transient trouble: these strike the first time they can, and are gone.
ONE_SHOT = frozenset(
    {
        Fault.BOOT_RESET,
        Fault.BOOT_BAD_GATEWAY,
        Fault.FORM_CLOSES,
        Fault.CHECK_RESET,
        Fault.CHECK_BAD_GATEWAY,
        Fault.SESSION_ENDS_BEFORE_SAVE,
        Fault.TAKEN_MEANWHILE,
        Fault.SAVE_RESET,
        Fault.SAVE_BAD_GATEWAY,
        Fault.SAVE_STORED_RESET,
        Fault.SAVE_STORED_BAD_GATEWAY,
        Fault.SAVE_STORED_ERROR_QUOTES,
        Fault.SAVE_STORED_SIGNED_OUT_QUOTES,
        Fault.SAVE_LATE,
        Fault.SAVE_LOST_THEN_STORED_LATE,
    }
)
