"""The screens that are compared, and how to get to each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from playwright.sync_api import Locator

from automation.clients.client import GrantType
from automation.pages.actions import commit, press
from automation.pages.client_form import ClientForm
from automation.pages.client_list import ClientList

# What the goldens call a client that has another name in each run.
NAME, OTHER_NAME = "georegistry", "reports"
REDIRECT_URI = "https://gpr.example.org/api/session/ologin"
_NO_URI = "nonsense"
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its name, its place on the page, and the words in its golden for what is new in each run (`instead`).

    `volatile` are places that pictures cover; `sheet` is pictured instead of a target that has no size of its own.
    """

    name: str
    target: Locator
    instead: Mapping[str, str] = field(default_factory=dict)
    volatile: tuple[Locator, ...] = ()
    sheet: Locator | None = None


def empty_screen(clients: ClientList) -> Screen:
    """The list without a client."""
    return Screen("empty", _area(clients))


def sidebar_screen(clients: ClientList) -> Screen:
    """The categories of System Settings, OAuth2 Clients among them."""
    return Screen("sidebar", clients.section.locator(".left-bar"))


def form_screens(form: ClientForm, name: str) -> Iterator[Screen]:
    """The form as it opens, filled, and with complaints; nothing is saved, and no client may have that name or ID."""
    yield _form_screen("new", form)
    if form.dialect.has_name:
        form.enter_name(name)
    form.enter_client_id(name)
    form.set_grant_types({GrantType.AUTHORIZATION_CODE})
    form.enter_redirect_uris([REDIRECT_URI])
    yield _form_screen("filled", form, {name: NAME}, _identifying(form))
    _spoil(form)
    yield _form_screen("invalid", form)


def list_screen(clients: ClientList, labels: Mapping[str, str]) -> Screen:
    """The list with two clients; `labels` has what the goldens call each, by what the list calls it."""
    cells = tuple(clients.row(label).locator(clients.dialect.cell).first for label in labels)
    return Screen("list", _area(clients), labels, cells)


def row_screen(clients: ClientList, label: str) -> Screen:
    """One client's row of the list."""
    row = clients.row(label)
    return Screen("row", row, {label: NAME}, (row.locator(clients.dialect.cell).first,))


def taken_screen(form: ClientForm, client_id: str) -> Screen:
    """The form with a client ID that a client has already."""
    form.enter_client_id(client_id)
    return _form_screen("taken", form, {client_id: NAME}, (form.client_id,))


def edit_screen(form: ClientForm, name: str, client_id: str) -> Screen:
    """A client that was opened."""
    return _form_screen("edit", form, {name: NAME, client_id: NAME}, _identifying(form))


def _identifying(form: ClientForm) -> tuple[Locator, ...]:
    return (form.name, form.client_id) if form.dialect.has_name else (form.client_id,)


def _form_screen(
    name: str, form: ClientForm, instead: Mapping[str, str] = _NOTHING, volatile: tuple[Locator, ...] = ()
) -> Screen:
    # material-ui's dialog (up to 2.36) is a box without size around fixed ones; its sheet is where the title stands.
    sheet = form.dialog.locator("xpath=descendant-or-self::aside | .//*[h2]")
    return Screen(name, form.dialog, instead, volatile, sheet)


def _spoil(form: ClientForm) -> None:
    """Make the form complain: up to 2.41 by leaving fields, from 2.42 on by pressing Save, which stores nothing."""
    if not form.dialect.has_name:
        commit(form.client_id, "")
        commit(form.redirect_uris, "")
        press(form.save_button)
        form.field_errors.first.wait_for()
        return
    commit(form.name, "")
    commit(form.client_id, "")
    commit(form.redirect_uris, _NO_URI)


def _area(clients: ClientList) -> Locator:
    # Upstream's form around it has the same class.
    return clients.section.locator("div.content-area")
