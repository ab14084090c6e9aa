"""How a client is to be created and proved; each option has a default that suits most."""

from dataclasses import dataclass
from enum import StrEnum

from automation.clients.preset import Preset
from automation.dialects.ui import DialectName
from automation.secrets.formats import Format
from automation.secrets.secret import Secret


class IfExists(StrEnum):
    """What is done where a client of that ID is there already: stop, keep it as it is, or make it as asked."""

    FAIL = "fail"
    KEEP = "keep"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOptions:
    """How a client is to be created.

    `if_exists` says what is done with a client of that ID that is there already, and `renames` that an
    update gives it the name as well. `form` names the generation of the
    form instead of letting the page decide. `preset` is the application that the client is for, and
    `accept_incompatible` goes on where it is known not to work. `file_format` is that of the file that the secret
    is going to. With `needs_server` nothing is entered where no OAuth2 server is there to take the client.
    From 2.42 on, where the form's secret is never stored, the client gets `secret` in its place.
    """

    if_exists: IfExists = IfExists.FAIL
    renames: bool = False
    form: DialectName | None = None
    preset: Preset | None = None
    accept_incompatible: bool = False
    file_format: Format = Format.DOTENV
    needs_server: bool = False
    secret: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionOptions(CreateOptions):
    """How the whole job is to be done.

    With `ui_only` nothing is done but what the page offers. `known_secret` is what an earlier run delivered, for a
    client that is kept and hides its secret.
    """

    ui_only: bool = False
    verify: bool = True
    known_secret: Secret | None = None
