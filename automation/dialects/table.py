"""The UI generations, newest first."""

from dataclasses import replace

from automation.clients.client import GrantType
from automation.dialects.model import Dialect, DialectName
from automation.versions import Dhis2Version

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
    authorize_path="/uaa/oauth/authorize",
    token_path="/uaa/oauth/token",  # noqa: S106 - a path
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
    authorize_path="/oauth2/authorize",
    token_path="/oauth2/token",  # noqa: S106 - a path
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

_SPLIT_SECTION = (Dhis2Version(41, 4), Dhis2Version(42))
# Where the list that the app asks for is always refused (dhis2-core dc664b05416).
_NO_LIST = (Dhis2Version(43), Dhis2Version(43, 1))
_EDIT_UNBOUND = (Dhis2Version(32, 0), Dhis2Version(32, 3))


def routes(version: Dhis2Version | None) -> tuple[str, ...]:
    """Hash routes of the section, the likelier first (settings-app v100.6.0 settingsCategories.js)."""
    if version and _SPLIT_SECTION[0] <= version < _SPLIT_SECTION[1]:
        return ("#/oauth2_41", "#/oauth2")
    return ("#/oauth2", "#/oauth2_41")


def cannot_list(version: Dhis2Version | None) -> bool:
    """2.43.0 and 2.43.0.1 refuse the list that their own app asks for."""
    return version is not None and _NO_LIST[0] <= version < _NO_LIST[1]


def edit_is_broken(version: Dhis2Version | None) -> bool:
    """2.32.0-2.32.2 do not open a client for editing (settings-app 9ab6753)."""
    return version is not None and _EDIT_UNBOUND[0] <= version < _EDIT_UNBOUND[1]
