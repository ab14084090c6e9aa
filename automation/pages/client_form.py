"""The form *Create new OAuth2 Client* / *Edit OAuth2 Client*."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Response

from automation.client import FormContent, GrantType
from automation.dialects import Dialect
from automation.errors import NotSaved, PageUnusable
from automation.pages.acting import acting, commit
from automation.secret import Secret

# Hard-coded English in every language: d2-ui 25.0.6-29.0.35 FormBuilder.
_CHECKING = re.compile(r"^Validating")


@dataclass(frozen=True, slots=True)
class ClientForm:
    """The open dialog. Labels are translated and ids random, so fields are found by their kind and order."""

    dialog: Locator
    dialect: Dialect

    @property
    def name(self) -> Locator:
        """Name: the first enabled text field where the form has one."""
        return self._texts.first

    @property
    def client_id(self) -> Locator:
        """Client ID: the last enabled text field."""
        return self._texts.last

    @property
    def secret(self) -> Locator:
        """Client Secret: the only disabled text field."""
        return self.dialog.locator('input[type="text"][disabled]')

    @property
    def redirect_uris(self) -> Locator:
        """Redirect URIs; the readonly twin only measures the height."""
        return self.dialog.locator("textarea:not([readonly])")

    @property
    def save_button(self) -> Locator:
        """Save: the first of the form's own buttons."""
        return self._buttons.first

    @property
    def cancel_button(self) -> Locator:
        """Cancel: the last of the form's own buttons."""
        return self._buttons.last

    @property
    def field_errors(self) -> Locator:
        """The lines under fields; material-ui puts them right after the field's underline."""
        return self.dialog.locator("div:has(> hr) + div")

    @property
    def has_password_box(self) -> bool:
        """Whether the form offers the Password grant (up to 2.41)."""
        return self.grant_box(GrantType.PASSWORD).count() > 0

    def grant_box(self, grant: GrantType) -> Locator:
        """The checkbox of a grant type."""
        return self.dialog.locator(f'input[type="checkbox"][name="{grant.value}"]')

    def enter_name(self, name: str) -> None:
        """Fill Name and leave it."""
        with acting("entering the name", code="field_unusable"):
            commit(self.name, name)

    def enter_client_id(self, client_id: str) -> list[dict[str, Any]]:
        """Fill Client ID, leave it, wait for DHIS2's check; the clients that already have this ID.

        Raises:
            PageUnusable: the check did not finish.
        """
        did = f"letting DHIS2 check the client ID {client_id!r}"
        with acting(did, saw="the check did not finish", hint="try again; raise --timeout.", code="check_failed"):
            with self.dialog.page.expect_response(lambda r: self._is_check(r, client_id)) as checked:
                commit(self.client_id, client_id)
            answer = checked.value
            found = answer.json().get("oAuth2Clients", []) if answer.ok else None
        if found is None:
            raise PageUnusable(did, f"DHIS2 answered {answer.status}", hint="see DHIS2's log.", code="check_failed")
        self._see_check_finished(did)
        return [client for client in found if isinstance(client, dict)]

    def set_grant_types(self, wanted: Iterable[GrantType]) -> None:
        """Tick what is wanted, untick what is not, and see it so."""
        wanted = set(wanted)
        with acting("ticking the grant types", saw="a box did not change", code="field_unusable"):
            for grant in sorted(self.dialect.grant_types):
                self.grant_box(grant).set_checked(grant in wanted)

    def enter_redirect_uris(self, uris: Iterable[str]) -> None:
        """Fill Redirect URIs, one a line, and leave the field."""
        with acting("entering the redirect URIs", code="field_unusable"):
            commit(self.redirect_uris, "\n".join(uris))

    def read(self) -> FormContent:
        """What the form holds now, the secret included."""
        with acting("reading the form", code="field_unusable"):
            return FormContent(
                name=self.name.input_value() if self.dialect.has_name else None,
                client_id=self.client_id.input_value(),
                secret=Secret(self.secret.input_value()),
                grant_types=frozenset(
                    grant for grant in self.dialect.grant_types if self.grant_box(grant).is_checked()
                ),
                redirect_uris=tuple(filter(None, map(str.strip, self.redirect_uris.input_value().splitlines()))),
            )

    def complaints(self) -> list[str]:
        """What the form says under its fields, in the UI's language."""
        return [text.strip() for text in self.field_errors.all_inner_texts() if text.strip()]

    def save(self) -> Response:
        """Press Save and hear DHIS2's answer, whatever it is.

        Raises:
            NotSaved: DHIS2 did not answer in time; whether it stored the client is unknown.
        """
        with acting("pressing Save", otherwise=NotSaved, saw="DHIS2 did not answer in time", code="save_unanswered"):
            with self.dialog.page.expect_response(_is_save) as answered:
                self.save_button.click()
            return answered.value

    def see_closed(self) -> None:
        """Wait until the form is gone.

        Raises:
            NotSaved: it stays.
        """
        with acting("saving", otherwise=NotSaved, saw="the form stayed open", code="form_stayed"):
            self.dialog.wait_for(state="detached")

    def cancel(self) -> None:
        """Press Cancel and see the form go."""
        with acting("closing the form", code="form_stayed"):
            self.cancel_button.click()
            self.dialog.wait_for(state="detached")

    def _see_check_finished(self, did: str) -> None:
        """The line that says so vanishes; only then does the layout under it stay where it is."""
        with acting(did, saw="the check did not finish", hint="try again; raise --timeout.", code="check_failed"):
            self.field_errors.filter(has_text=_CHECKING).wait_for(state="detached")

    @property
    def _texts(self) -> Locator:
        return self.dialog.locator('input[type="text"]:not([disabled])')

    @property
    def _buttons(self) -> Locator:
        # The 2.42+ modal has a close button of its own, which is not the form's.
        return self.dialog.locator('button:not([data-test="dhis2-modal-close-button"])')

    def _is_check(self, response: Response, client_id: str) -> bool:
        address = urlsplit(response.url)
        asked = parse_qs(address.query).get("filter", [])
        return address.path.endswith("/oAuth2Clients") and asked == [f"{self.dialect.id_property}:eq:{client_id}"]


def _is_save(response: Response) -> bool:
    """The answer that ends a Save: the stored client, or a dry run that was refused before it."""
    path = urlsplit(response.url).path
    if response.request.method not in {"POST", "PUT"}:
        return False
    refused_dry_run = path.endswith("/schemas/oAuth2Client") and response.status >= 400  # noqa: PLR2004 - HTTP error
    return refused_dry_run or ("/oAuth2Clients" in path)
