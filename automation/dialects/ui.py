"""The generations of the OAuth2 Clients form, newest first, and how the one at hand is recognised.

No page object knows a version: what differs between generations is data here.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from automation.clients.client import GrantType
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH, ServerKind
from automation.errors import PageUnusable
from automation.versions import Dhis2Version, VersionRange


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
    where that opens a menu, `delete_in_menu` is the entry. `checks_before_save` says that Save does nothing
    while Client ID or Redirect URIs are empty; where it is False, Save sends whatever the form holds.
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
    server_kind: ServerKind

    def list_label(self, name: str, client_id: str) -> str:
        """What the first column of the list shows for a client: its name, or from 2.42 its client ID."""
        return name if self.has_name else client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the section shows before the form is open."""

    has_fab: bool
    columns: int


# A dialog is known by the checkbox that all generations name alike: titles and labels are translated.
_BOX = 'input[type="checkbox"][name="authorization_code"]'
_MODAL = '[data-test="dhis2-uicore-modal"]'

MODAL = Dialect(
    name=DialectName.MODAL,
    since=Dhis2Version(37),
    upstream="settings-app v37 src/oauth2-client-editor, from v100.6.0 src/oauth2-client-editor-41",
    # Buttons of rows and dialogs carry the same data-test; the one that adds is the wrapper's own.
    add_button=f'.content-area [data-test="dhis2-uicore-button"]:not(table *):not({_MODAL} *)',
    # Not by its role: the modal of 2.37 (@dhis2/ui 6) has none.
    dialog=f"{_MODAL}:has({_BOX})",
    row=".content-area tbody tr",
    cell="td",
    edit="td:last-child button:first-child",
    delete="td:last-child button:last-child",
    delete_in_menu=None,
    id_property="cid",
    has_name=True,
    grant_types=frozenset(GrantType),
    shows_stored_secret=True,
    checks_before_save=False,
    server_kind=SPRING_SECURITY_OAUTH,
)

AUTHSERVER = replace(
    MODAL,
    name=DialectName.AUTHSERVER,
    since=Dhis2Version(42),
    upstream="settings-app v100.6.0 src/oauth2-client-editor",
    id_property="clientId",
    has_name=False,
    grant_types=frozenset({GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN}),
    shows_stored_secret=False,
    checks_before_save=True,
    server_kind=AUTHORIZATION_SERVER,
)

FAB = replace(
    MODAL,
    name=DialectName.FAB,
    since=Dhis2Version(23),
    upstream="settings-app v23-v36 src/oauth2-client-editor/OAuth2ClientEditor.component.js",
    add_button=".fab button",
    # material-ui 0.x gives its dialog no role; it hangs below the body, beside the app.
    dialog=f"body > div:has({_BOX})",
    row=".data-table__rows__row",
    cell=".data-table__rows__row__column",
    edit=".data-table__rows__row__column:first-child",
    delete=".data-table__rows__row__column:last-child button",
    # Below the body, beside the app; Edit comes first in it.
    delete_in_menu=".data-table__context-menu > :last-child .data-table__context-menu__item",
)

DIALECTS: tuple[Dialect, ...] = (AUTHSERVER, MODAL, FAB)

ANY_ADD_BUTTON = f"{FAB.add_button}, {MODAL.add_button}"
COLUMN_HEADS = ".content-area thead th"

_SPLIT_SECTION = VersionRange(Dhis2Version(41, 4), Dhis2Version(42))
# Where the list that the app asks for is always refused (dhis2-core dc664b05416).
_NO_LIST = VersionRange(Dhis2Version(43), Dhis2Version(43, 1))
_EDIT_UNBOUND = VersionRange(Dhis2Version(32), Dhis2Version(32, 3))
_COLUMNS = {5: MODAL, 4: AUTHSERVER}


def routes(version: Dhis2Version | None) -> tuple[str, ...]:
    """Hash routes of the section, the likelier first (settings-app v100.6.0 settingsCategories.js)."""
    return ("#/oauth2_41", "#/oauth2") if version in _SPLIT_SECTION else ("#/oauth2", "#/oauth2_41")


def cannot_list(version: Dhis2Version | None) -> bool:
    """2.43.0 and 2.43.0.1 refuse the list that their own app asks for."""
    return version in _NO_LIST


def edit_is_broken(version: Dhis2Version | None) -> bool:
    """2.32.0-2.32.2 do not open a client for editing (settings-app 9ab6753)."""
    return version in _EDIT_UNBOUND


def by_name(name: DialectName) -> Dialect:
    """The dialect of that name."""
    return next(dialect for dialect in DIALECTS if dialect.name is name)


def resolve(
    *, override: DialectName | None, shown: Shown, version: Dhis2Version | None
) -> tuple[Dialect, DialectSource]:
    """The dialect and why: a flag beats the page, the page beats the version.

    An administrator can swap core apps from the App Hub, so the page knows better than the version.

    Raises:
        PageUnusable: nothing tells which form this is.
    """
    if override:
        return by_name(override), DialectSource.FLAG
    if shown.has_fab:
        return FAB, DialectSource.PAGE
    if shown.columns in _COLUMNS:
        return _COLUMNS[shown.columns], DialectSource.PAGE
    if version is None:
        # An empty list has no columns; the form, once open, has the last word.
        return MODAL, DialectSource.PAGE
    return _by_version(version), DialectSource.VERSION


def confirm(dialect: Dialect, source: DialectSource, *, has_password_box: bool) -> tuple[Dialect, DialectSource]:
    """The dialect once the form is open: only the 2.42+ form has no Password grant.

    Raises:
        PageUnusable: the form is not the one that `--form` names.
    """
    if dialect.name is DialectName.FAB or has_password_box == dialect.has_name:
        return dialect, DialectSource.PAGE if source is DialectSource.VERSION else source
    if source is DialectSource.FLAG:
        raise PageUnusable(
            f"opening the form as {dialect.name}",
            "the form on the page is of another generation",
            hint="leave --form out and let the page decide.",
            code="wrong_ui",
        )
    return (MODAL if has_password_box else AUTHSERVER), DialectSource.PAGE


def _by_version(version: Dhis2Version) -> Dialect:
    for dialect in DIALECTS:
        if version >= dialect.since:
            return dialect
    raise PageUnusable(
        "recognising the OAuth2 Clients section",
        f"DHIS2 {version} is older than any form this tool knows",
        hint=f"DHIS2 {DIALECTS[-1].since} and later are supported.",
        code="unknown_ui",
    )
