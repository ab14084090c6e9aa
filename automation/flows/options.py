"""How a client is to be created and proved; each option has a default that suits most."""

from dataclasses import dataclass

from automation.clients.presets import Preset
from automation.dialects.ui import DialectName
from automation.secrets.formats import Format
from automation.secrets.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOptions:
    """How a client is to be created.

    `keep_existing`: a client of that ID that is there already is kept as it is. `form` names the generation of the
    form instead of letting the page decide. `preset` is the application that the client is for, and
    `accept_incompatible` goes on where it is known not to work. `file_format` is that of the file that the secret
    is going to. With `needs_server` nothing is entered where no OAuth2 server is there to take the client.
    """

    keep_existing: bool = False
    form: DialectName | None = None
    preset: Preset | None = None
    accept_incompatible: bool = False
    file_format: Format = Format.DOTENV
    needs_server: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionOptions(CreateOptions):
    """How the whole job is to be done.

    With `ui_only` nothing is done but what the page offers. `known_secret` is what an earlier run delivered, for a
    client that is kept and hides its secret.
    """

    ui_only: bool = False
    verify: bool = True
    known_secret: Secret | None = None
