"""All errors, one class for each thing that the user does next.

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
├── StaleKnown        11  known failures that do not fail any more
├── Different         12  what was to be checked is not as it should be
└── ClientNotFound    13  there is no client of that ID

Exit code 0 is done, 1 is a bug of ours, 130 is an interruption by the user.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import ClassVar, Self

# Not within a command.
_PIECE_ENDS = re.compile(r"(?<=[.;])\s+(?=[^`]*(?:`[^`]*`[^`]*)*$)")
_COMMAND = re.compile(r"`[^`]*`")
_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
_TO_LEAVE_OUT = re.compile(r"(?:leave|without) (--[a-z][a-z0-9-]*)")


class ExitCode(IntEnum):
    """The process's exit codes; stable. `meaning` is what the documents say of each."""

    _value_: int
    meaning: str

    def __new__(cls, value: int, meaning: str = "") -> Self:
        """A number that knows what it means; who looks one up gives the number alone."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    DONE = 0, "done"
    BUG = 1, "a bug in dhis2-oauth"
    USAGE = 2, "a flag, a variable or a file is not as needed, or the application is known not to work here"
    UNREACHABLE = 3, "DHIS2 was not reached, or what answers is not a DHIS2"
    SIGN_IN_REFUSED = 4, "DHIS2 did not let the user in"
    PAGE_UNUSABLE = 5, "the OAuth2 Clients section is missing, forbidden, broken or of an unknown shape"
    ALREADY_TAKEN = 6, "the client ID or the name is taken"
    NOT_SAVED = 7, "DHIS2 did not save, or did not save what was entered"
    SECRET_UNUSABLE = 8, "the client is of no use: no secret stored, the proof failed, or no OAuth2 server there"
    NOT_RECORDED = 9, "all is done, but its film or guide could not be made"
    NEW_FAILURES = 10, "a scenario of `test` failed, or one of `matrix` that is not known to fail"
    KNOWN_NO_MORE = 11, "nothing else failed, but a known failure does not fail any more (`matrix --strict-known`)"
    DIFFERENT = 12, "what was checked is not as it should be (`guide --check`, `create --strict`, `audit --fail-on`)"
    CLIENT_NOT_FOUND = 13, "DHIS2 has no client of that ID"
    INTERRUPTED = 130, "interrupted"


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


class ExtraMissing(ConfigError):
    """A package is not installed that only one of the extras brings."""

    default_code = "extra_missing"

    def __init__(self, did: str, *lacking: str, extra: str) -> None:
        hint = f"`pip install 'dhis2-oauth[{extra}]'`, or in a checkout `pip install '.[{extra}]'`."
        super().__init__(did, f"{listed(lacking)} {'is' if len(lacking) == 1 else 'are'} not installed", hint=hint)


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


class Different(AutomationError):
    """What was looked at is not as it was kept, or as it should be."""

    exit_code = ExitCode.DIFFERENT
    default_code = "different"


class ClientNotFound(AutomationError):
    """DHIS2 has no client of that ID."""

    exit_code = ExitCode.CLIENT_NOT_FOUND
    default_code = "client_not_found"


class NewFailures(AutomationError):
    """Tests failed that are not known to."""

    exit_code = ExitCode.NEW_FAILURES
    default_code = "new_failures"


class StaleKnown(AutomationError):
    """Nothing failed anew, but what is said to be known does not fail any more."""

    exit_code = ExitCode.KNOWN_NO_MORE
    default_code = "known_no_more"


class Interrupted(AutomationError):
    """The user, or the system, asked us to stop."""

    exit_code = ExitCode.INTERRUPTED
    default_code = "interrupted"

    def __init__(self, did: str, saw: str = "interrupted; nothing was changed in DHIS2", hint: str = "") -> None:
        super().__init__(did, saw, hint=hint)


def fitting_hint(hint: str, called: Callable[[str, bool], str], applies: Callable[[str], bool]) -> str:
    """The hint without the pieces that do not apply; pieces end with a semicolon or a full stop.

    `called` says what a flag is called here, and "" for one that is of no use; its second argument says that the
    piece is about leaving it out. `applies` is asked about commands, which stand in backticks.
    """
    kept = [piece for piece in map(str.strip, _PIECE_ENDS.split(hint)) if piece]
    kept = [_renamed(piece, called) for piece in kept if _fits(piece, called, applies)]
    text = " ".join(kept).removeprefix("or ")
    return f"{text[:-1]}." if text.endswith(";") else text


def flags_in(text: str) -> Iterator[str]:
    """The flags that a text names, but for those of whole commands."""
    yield from _FLAG.findall(_COMMAND.sub("", text))


def commands_in(text: str) -> Iterator[str]:
    """The whole commands in a text."""
    yield from (command.strip("`") for command in _COMMAND.findall(text))


def _fits(piece: str, called: Callable[[str, bool], str], applies: Callable[[str], bool]) -> bool:
    left_out = set(_TO_LEAVE_OUT.findall(piece))
    return all(called(flag, flag in left_out) for flag in flags_in(piece)) and all(map(applies, commands_in(piece)))


def _renamed(piece: str, called: Callable[[str, bool], str]) -> str:
    left_out = set(_TO_LEAVE_OUT.findall(piece))
    commands = iter(_COMMAND.findall(piece))
    parts = (_FLAG.sub(lambda flag: called(flag[0], flag[0] in left_out), part) for part in _COMMAND.split(piece))
    return "".join(part + next(commands, "") for part in parts)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words with commas, and with `joint` before the last."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
