"""The list of OAuth2 clients."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Request, Response

from automation.dialects.ui import Dialect
from automation.errors import NotSaved
from automation.pages.actions import page_errors, press
from automation.pages.client_form import ClientForm
from automation.pages.request_log import asks_for_all_clients, request_log

_DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class ClientList:
    """The section's list; a client is found by the text of its first column, never by position.

    From 2.37 on the page may keep the row of a client that was changed or deleted, until it is loaded anew (quirk: the
    list keeps rows that are gone); where that is in the way, it is.
    """

    section: Locator
    dialect: Dialect

    @property
    def add_button(self) -> Locator:
        """The blue + (up to 2.36) or *Add OAuth2 client*."""
        return self.section.locator(self.dialect.add_button)

    def row(self, label: str) -> Locator:
        """The row whose first column reads exactly `label`, spaces at its ends and upper case included."""
        # A pattern, because text is compared with spaces squeezed and case ignored; `x` and `x ` are two clients.
        first_cell = self.section.page.locator(f"{self.dialect.cell}:first-child").filter(
            has_text=re.compile(f"^{re.escape(label)}$")
        )
        return self.section.locator(self.dialect.row).filter(has=first_cell)

    def has(self, label: str) -> bool:
        """Whether the list, as it was loaded, has a client of that label."""
        return self.row(label).count() > 0

    def add(self, by: Callable[[Locator], object] = press) -> ClientForm:
        """Press +, by a click or whatever else, and see the empty form.

        Raises:
            PageUnusable: no form appears.
        """
        with page_errors("pressing + in OAuth2 Clients", saw="no form appeared", code="no_form"):
            by(self.add_button)
            return self._form()

    def edit_button(self, label: str) -> Locator:
        """What opens a client for editing: its row's first column up to 2.36, a button in the row since."""
        return self.row(label).locator(self.dialect.edit)

    def edit(self, label: str) -> ClientForm:
        """Open a client for editing, as a person would to look at it.

        Raises:
            PageUnusable: no form appears.
        """
        with page_errors(f"opening the client {label!r} again", saw="no form appeared", code="no_form"):
            if self.row(label).count() > 1:
                self.load_anew()
            press(self.edit_button(label))
            return self._form()

    def delete_button(self, label: str) -> Locator:
        """What is pressed in the row to delete a client; up to 2.36 it opens a menu, in which Delete is."""
        return self.row(label).locator(self.dialect.delete)

    def delete(self, label: str) -> None:
        """Press Delete, which asks nobody, and see the client go.

        Raises:
            NotSaved: it is still there.
        """
        self.press_delete(label)
        with page_errors(f"deleting {label!r}", otherwise=NotSaved, saw="it is still in the list", code="not_deleted"):
            if self.has(label):
                self.load_anew()
            self.row(label).wait_for(state="detached")

    def press_delete(self, label: str) -> Response | None:
        """Press Delete and hear DHIS2's answer; after one that is good the page loads its list. None: none came.

        Raises:
            NotSaved: it is not in the list, or DHIS2 does not answer in time.
        """
        self.see(label)
        did, saw = f"deleting {label!r}", "DHIS2 did not answer in time"
        with page_errors(did, otherwise=NotSaved, saw=saw, code="delete_unanswered"):
            if self.row(label).count() > 1:
                self.load_anew()
            with request_log(self.section.page, _deletes_or_lists) as heard:
                press(self.delete_button(label))
                if self.dialect.delete_in_menu:
                    press(self._document.locator(self.dialect.delete_in_menu))
                answer = heard.first(that=lambda answer: answer.request.method == _DELETE)
                if answer and answer.ok:
                    heard.first()
        return answer

    def see(self, label: str) -> None:
        """Wait until the list shows the client.

        Raises:
            NotSaved: it does not.
        """
        with page_errors(
            f"looking for {label!r} in the list", otherwise=NotSaved, saw="it is not there", code="not_listed"
        ):
            self.row(label).first.wait_for()

    def load_anew(self) -> None:
        """Load the page again, which leads to the section again, and see the list.

        Raises:
            PageUnusable: it does not come.
        """
        page = self.section.page
        with page_errors("loading the list of OAuth2 clients anew", code="list_failed"):
            with page.expect_response(lambda answer: asks_for_all_clients(answer.request)):
                page.reload()
            self.add_button.wait_for()

    @property
    def _document(self) -> Locator:
        # Forms and menus hang beside the section, so they are looked for in the whole document.
        return self.section.locator("xpath=ancestor-or-self::html")

    def _form(self) -> ClientForm:
        form = ClientForm(self._document.locator(self.dialect.dialog), self.dialect)
        form.save_button.wait_for()
        return form


def _deletes_or_lists(request: Request) -> bool:
    is_delete = request.method == _DELETE and "/oAuth2Clients/" in urlsplit(request.url).path
    return is_delete or asks_for_all_clients(request)
