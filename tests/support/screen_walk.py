"""Go from screen to screen, for the tests that compare them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from automation.dialects.ui import Dialect, confirm
from automation.pages.client_form import ClientForm
from automation.testing.screens.comparison import Comparison, ComparisonOptions
from automation.testing.screens.screen import (
    NAME,
    OTHER_NAME,
    REDIRECT_URI,
    Screen,
    edit_screen,
    empty_screen,
    form_screens,
    list_screen,
    row_screen,
    sidebar_screen,
    taken_screen,
)
from automation.versions import Dhis2Version
from tests.support.harness import GEOPRISM, Person


@dataclass
class SectionSeen:
    """The dialect and version of the section."""

    dialect: Dialect
    version: Dhis2Version | None


class ScreenWalk:
    """Brings a person to each screen; `comparison` compares the one that was reached last."""

    def __init__(self, person: Person, options: ComparisonOptions) -> None:
        self._person = person
        self._section = person.open_section()
        self.seen = SectionSeen(self._section.server.dialect, self._section.server.version)
        self.comparison = Comparison(self.seen, self._section.server.language, options)

    def screens(self) -> Iterator[Screen]:
        """All of them; the form's in one go, those of the list after two clients are there."""
        yield sidebar_screen(self._section.clients)
        yield empty_screen(self._section.clients)
        form = self._add()
        yield from form_screens(form, NAME)
        form.cancel()
        self._fill_list()
        clients = self._section.clients
        yield list_screen(clients, {NAME: NAME, OTHER_NAME: OTHER_NAME})
        yield row_screen(clients, NAME)
        form = clients.edit(NAME)
        yield edit_screen(form, NAME, NAME)
        form.cancel()
        form = self._add()
        yield taken_screen(form, NAME)
        form.cancel()

    def _add(self) -> ClientForm:
        form = self._section.clients.add()
        dialect, _ = confirm(
            self._section.server.dialect, self._section.server.source, has_password_box=form.has_password_box
        )
        self.seen.dialect = dialect
        self._section = replace(self._section, clients=replace(self._section.clients, dialect=dialect))
        return replace(form, dialect=dialect)

    def _fill_list(self) -> None:
        grants = ["authorization_code", "refresh_token"]
        seed = self._person.sandbox.state.seed_client
        if self._person.sandbox.state.options.behaviour.is_authorization_server:
            seed(clientId=OTHER_NAME, authorizationGrantTypes=",".join(grants), redirectUris=REDIRECT_URI)
        else:
            seed(name=OTHER_NAME, cid=OTHER_NAME, secret="x", grantTypes=grants, redirectUris=[REDIRECT_URI])
        self._person.create(replace(GEOPRISM, redirect_uris=(REDIRECT_URI,)))
        self._section = self._person.open_section()
