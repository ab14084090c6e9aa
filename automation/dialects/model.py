"""What a UI generation is, as data."""

from dataclasses import dataclass
from enum import StrEnum

from automation.clients.client import GrantType
from automation.versions import Dhis2Version


class DialectName(StrEnum):
    """The three forms of the OAuth2 Clients section that are in use."""

    FAB = "fab"
    MODAL = "modal"
    AUTHSERVER = "authserver"


class DialectSource(StrEnum):
    """Why a dialect was chosen."""

    FLAG = "flag"
    PAGE = "page"
    VERSION = "version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One UI generation: where things are and what the form has.

    Selectors are CSS. `id_property` is the client ID's name in the API the form talks to. `delete` is in the row;
    where that opens a menu, `delete_in_menu` is the entry. `checks_before_save` says that Save looks first whether
    Client ID and Redirect URIs are filled, and otherwise no field keeps anybody from saving.
    """

    name: DialectName
    since: Dhis2Version
    upstream: str
    add_button: str
    dialog: str
    row: str
    cell: str
    edit: str
    delete: str
    delete_in_menu: str | None
    id_property: str
    has_name: bool
    grant_types: frozenset[GrantType]
    shows_stored_secret: bool
    checks_before_save: bool
    authorize_path: str
    token_path: str

    def list_label(self, name: str, client_id: str) -> str:
        """What the first column of the list shows for a client: its name, or from 2.42 its client ID."""
        return name if self.has_name else client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the section shows before the form is open."""

    has_fab: bool
    columns: int
