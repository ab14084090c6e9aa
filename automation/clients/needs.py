"""Settings that are missing: what each is, an example of it, and the error that names them all."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from automation.clients.client import ClientSpec, GrantType
from automation.clients.redirect_uri import check_redirect_uri
from automation.clients.rules import check_client
from automation.errors import ConfigError, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that is missing: how it is given, what it is in a few words, an example, and who checks it.

    `name` is the parameter's; a `prefix` goes before what is answered; `instead` is what could be given in its place.
    """

    name: str
    flag: str
    word: str
    example: str
    code: str
    check: Callable[[str], object] = str
    prefix: str = ""
    instead: str = ""

    @property
    def is_password(self) -> bool:
        """Whether it is a password, which no flag takes."""
        return not self.name

    @property
    def words(self) -> tuple[str, ...]:
        """It on a command line, with the example; nothing where no flag takes it."""
        value = self.prefix + self.example
        return (self.flag, value) if self.flag.startswith("-") else () if self.flag.startswith("DHIS2_") else (value,)


def check_text(flag: str, value: str) -> None:
    """What is typed into a field of the form must be what a person could type there.

    Raises:
        ConfigError: it is not.
    """
    if not value or value != value.strip() or not value.isprintable():
        raise ConfigError(f"reading {flag}", f"{value!r} is empty, has a space at an end, or cannot be printed",
                          hint="write it plainly.", code="bad_text")  # fmt: skip


def check_client_id(text: str) -> None:
    """What is to be a client ID must be one that some DHIS2 stores.

    Raises:
        ConfigError: it is not.
    """
    check_text("--client-id", text)
    usual = frozenset({GrantType.AUTHORIZATION_CODE})
    check_client(ClientSpec(name=text, client_id=text, grant_types=usual, redirect_uris=()))


_PRESET = "or --preset NAME, see `dhis2-oauth presets`"
_CALLBACK = "https://reports.example.org/oauth/callback"
PASSWORD = Need(name="", flag="DHIS2_PASSWORD", word="", example="", code="password_missing")
FROM_PASSWORD = Need(name="", flag="DHIS2_FROM_PASSWORD", word="", example="", code="password_missing")
CLIENT_ID = Need(name="client_id", flag="--client-id", word="Client ID", example="reports", code="client_id_missing",
                 check=check_client_id, instead=_PRESET)  # fmt: skip
REDIRECT_URI = Need(name="redirect_uris", flag="--redirect-uri", word="Redirect URI, as the application sends it",
                    example=_CALLBACK, code="no_redirect_uri", check=check_redirect_uri, instead=_PRESET)  # fmt: skip


def missing(needs: Sequence[Need], command: Sequence[str], variables: Sequence[str] = ()) -> ConfigError:
    """The error for all that is missing, with a whole command line that would do.

    `command` is what was typed, `variables` are those that may have what is missing.
    """
    named = [f"{need.flag} {need.prefix}…" if need.prefix else need.flag for need in needs]
    instead = "; ".join(dict.fromkeys(need.instead for need in needs if need.instead))
    saw = f"{listed(named)} {'is' if len(needs) == 1 else 'are'} missing" + (f" ({instead})" if instead else "")
    hint = f"`{shlex.join([*command, *(word for need in needs for word in need.words)])}`"
    passwords = [need.flag for need in needs if need.is_password]
    if passwords:
        hint += f" with {listed(passwords)} in the environment or in .env"
    if others := [variable for variable in variables if variable not in passwords]:
        hint += f", or set {listed(others)}"
    codes = {need.code for need in needs}
    return ConfigError("reading the command line", saw, hint=f"{hint}.",
                       code=codes.pop() if len(codes) == 1 else "settings_missing")  # fmt: skip
