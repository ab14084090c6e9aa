"""What can go wrong, one class for each next thing the user does.

AutomationError
├── ConfigError        2  usage or configuration
├── Unreachable        3  DHIS2 not reached
├── SignInRefused      4  sign-in refused
├── PageUnusable       5  section missing, no authority, unknown UI
├── AlreadyTaken       6  client ID or name in use
├── NotSaved           7  DHIS2 did not save
├── SecretUnusable     8  the secret is not usable, or would not be
├── NotRecorded        9  all is done, but its video or guide could not be made
├── NewFailures       10  tests failed that are not known to
└── KnownNoMore       11  known failures that do not fail any more

Exit code 0 is done, 1 is a bug of ours, 130 is an interruption by the user.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The process's exit codes; stable, documented in the README."""

    DONE = 0
    BUG = 1
    USAGE = 2
    UNREACHABLE = 3
    SIGN_IN_REFUSED = 4
    PAGE_UNUSABLE = 5
    ALREADY_TAKEN = 6
    NOT_SAVED = 7
    SECRET_UNUSABLE = 8
    NOT_RECORDED = 9
    NEW_FAILURES = 10
    KNOWN_NO_MORE = 11
    INTERRUPTED = 130


class AutomationError(Exception):
    """Something the user can act on: what we did, what we saw, what to try."""

    exit_code: ExitCode = ExitCode.BUG
    default_code: ClassVar[str] = "error"

    def __init__(self, did: str, saw: str, *, hint: str = "", code: str = "") -> None:
        super().__init__(f"{did}: {saw}")
        self.did = did
        self.saw = saw
        self.hint = hint
        self.code = code or self.default_code

    @property
    def message(self) -> str:
        """The sentence for people: what we did and what we saw."""
        return f"{self.did}: {self.saw}"

    def with_hint(self, more: str) -> "AutomationError":
        """The same error with one more thing to try."""
        self.hint = f"{self.hint} {more}".strip()
        return self


class ConfigError(AutomationError):
    """The command line, the environment or a file is not as needed; nothing was started."""

    exit_code = ExitCode.USAGE
    default_code = "usage"


class Unreachable(AutomationError):
    """DHIS2 did not answer, or what answered is not a DHIS2."""

    exit_code = ExitCode.UNREACHABLE
    default_code = "unreachable"


class SignInRefused(AutomationError):
    """DHIS2 did not let the user in."""

    exit_code = ExitCode.SIGN_IN_REFUSED
    default_code = "sign_in_refused"


class PageUnusable(AutomationError):
    """The OAuth2 Clients section is missing, forbidden, broken or of an unknown shape."""

    exit_code = ExitCode.PAGE_UNUSABLE
    default_code = "page_unusable"


class PageStumbled(PageUnusable):
    """The page failed in passing, before anything was saved: trying once more does no harm and may help."""

    default_code = "page_stumbled"


class AlreadyTaken(AutomationError):
    """Another client has this client ID or name."""

    exit_code = ExitCode.ALREADY_TAKEN
    default_code = "client_id_taken"


class NotSaved(AutomationError):
    """DHIS2 did not store the client, or did not store what was entered."""

    exit_code = ExitCode.NOT_SAVED
    default_code = "not_saved"


class SecretUnusable(AutomationError):
    """The secret does not work, was not seen to work, or could not work here."""

    exit_code = ExitCode.SECRET_UNUSABLE
    default_code = "secret_not_stored"


class NotRecorded(AutomationError):
    """The job is done; its video or guide could not be made."""

    exit_code = ExitCode.NOT_RECORDED
    default_code = "not_recorded"


class NewFailures(AutomationError):
    """Tests failed that are not known to."""

    exit_code = ExitCode.NEW_FAILURES
    default_code = "new_failures"


class KnownNoMore(AutomationError):
    """Nothing failed anew, but what is said to be known does not fail any more."""

    exit_code = ExitCode.KNOWN_NO_MORE
    default_code = "known_no_more"
