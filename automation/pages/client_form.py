"""The form *Create new OAuth2 Client* / *Edit OAuth2 Client*."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Request, Response

from automation.browser.answers import read_answer, status_in
from automation.clients.client import GrantType
from automation.dialects.ui import Dialect
from automation.errors import NotSaved, PageStumbled
from automation.pages.actions import commit, open_spot, page_errors, press, whole
from automation.pages.request_log import request_log
from automation.secrets.credentials import Client
from automation.secrets.secret import Secret
from automation.shapes import Misshapen

# Hard-coded English in every language: d2-ui 25.0.6-29.0.35 FormBuilder.
_CHECKING = re.compile(r"^Validating")
# All that the form around its secret holds, in one call: each costs milliseconds.
_HELD = """
(secret, [dialog, grants]) => {
  const all = (selector) => [...secret.closest(dialog).querySelectorAll(selector)];
  const only = (selector) => {
    const [found, another] = all(selector);
    if (!found || another) throw new Error(selector);
    return found;
  };
  const texts = all('input[type="text"]:not([disabled])');
  return {
    name: texts.at(0).value,
    clientId: texts.at(-1).value,
    secret: secret.value,
    grants: grants.filter((grant) => only(`input[type="checkbox"][name="${grant}"]`).checked),
    redirectUris: only("textarea:not([readonly])").value,
  };
}
"""
_BOXES = 'input[type="checkbox"]'
_TICKED = "boxes => Object.fromEntries(boxes.map((box) => [box.name, box.checked]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """A client that has the ID already; from 2.42 on it has no name, and its ID is called otherwise."""

    name: str | None = None
    cid: str | None = None
    clientId: str | None = None  # noqa: N815 - DHIS2's own name

    @property
    def client_id(self) -> str:
        """The ID, whatever DHIS2 calls it."""
        return self.cid or self.clientId or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """DHIS2's answer to the check of a client ID."""

    oAuth2Clients: list[Namesake]  # noqa: N815 - DHIS2's own name


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
        return self.dialog.locator(f'{_BOXES}[name="{grant.value}"]')

    def grant_row(self, grant: GrantType) -> Locator:
        """The checkbox of a grant type and the label beside it; the box alone has no name."""
        return self.dialog.locator(f'div:has(> input[type="checkbox"][name="{grant.value}"])')

    def enter_name(self, name: str) -> None:
        """Fill Name and leave it."""
        with page_errors("entering the name", otherwise=PageStumbled, code="field_unusable"):
            commit(self.name, name)

    def enter_client_id(self, client_id: str) -> list[Namesake]:
        """Fill Client ID, leave it, wait for DHIS2's check; the clients that already have this ID.

        Raises:
            PageUnusable: the check did not finish.
        """
        did = f"letting DHIS2 check the client ID {client_id!r}"
        page = self.dialog.page
        with (
            page_errors(did, saw="the check did not finish", hint="try again; raise --timeout.", code="check_failed"),
            request_log(page, lambda request: self._is_check(request, client_id)) as heard,
        ):
            commit(self.client_id, client_id)
            answer = heard.first()
        found = _namesakes(did, answer)
        self._see_check_finished(did)
        return found

    def set_grant_types(self, wanted: Iterable[GrantType]) -> None:
        """Tick what is wanted, untick what is not, and see it so."""
        wanted = set(wanted)
        with page_errors(
            "ticking the grant types", otherwise=PageStumbled, saw="a box did not change", code="field_unusable"
        ):
            ticked = self.dialog.locator(_BOXES).evaluate_all(_TICKED)
            for grant in sorted(self.dialect.grant_types):
                if ticked.get(grant.value) != (grant in wanted):
                    box = self.grant_box(grant)
                    box.set_checked(grant in wanted, position=open_spot(box))

    def enter_redirect_uris(self, uris: Iterable[str]) -> None:
        """Fill Redirect URIs, one a line, and leave the field."""
        with page_errors("entering the redirect URIs", otherwise=PageStumbled, code="field_unusable"):
            commit(self.redirect_uris, "\n".join(uris))

    def read(self) -> Client:
        """What the form holds now, the secret included."""
        with page_errors("reading the form", otherwise=PageStumbled, code="field_unusable"):
            grants = sorted(grant.value for grant in self.dialect.grant_types)
            held = self.secret.evaluate(_HELD, [self.dialect.dialog, grants])
            return Client(
                name=whole(held["name"]) if self.dialect.has_name else None,
                client_id=whole(held["clientId"]),
                secret=Secret(whole(held["secret"])),
                grant_types=frozenset(map(GrantType, held["grants"])),
                redirect_uris=tuple(filter(None, map(str.strip, whole(held["redirectUris"]).splitlines()))),
            )

    def complaints(self) -> list[str]:
        """What the form says under its fields, in the UI's language."""
        with page_errors("reading the form", otherwise=PageStumbled, code="field_unusable"):
            return [text.strip() for text in self.field_errors.all_inner_texts() if text.strip()]

    def save(self) -> Response:
        """Press Save and hear DHIS2's answer, whatever it is.

        Raises:
            NotSaved: DHIS2 did not answer in time; whether it stored the client is unknown.
        """
        did, saw = "pressing Save", "DHIS2 did not answer in time"
        with (
            page_errors(did, otherwise=NotSaved, saw=saw, code="save_unanswered"),
            request_log(self.dialog.page, _saves) as heard,
        ):
            press(self.save_button)
            answer = heard.first(that=_ends_save)
        if answer is None:
            raise NotSaved(did, _how_it_ended(answer), code="save_unanswered")
        return answer

    def see_closed(self) -> None:
        """Wait until the form is gone.

        Raises:
            NotSaved: it stays.
        """
        with page_errors("saving", otherwise=NotSaved, saw="the form stayed open", code="form_stayed"):
            self.dialog.wait_for(state="detached")

    def cancel(self) -> None:
        """Press Cancel and see the form go."""
        with page_errors("closing the form", code="form_stayed"):
            press(self.cancel_button)
            self.dialog.wait_for(state="detached")

    def _see_check_finished(self, did: str) -> None:
        """The line that says so vanishes; only then does the layout under it stay where it is."""
        saw, hint = "the check did not finish", "try again; raise --timeout."
        with page_errors(did, otherwise=PageStumbled, saw=saw, hint=hint, code="check_failed"):
            self.field_errors.filter(has_text=_CHECKING).wait_for(state="detached")

    @property
    def _texts(self) -> Locator:
        return self.dialog.locator('input[type="text"]:not([disabled])')

    @property
    def _buttons(self) -> Locator:
        # The 2.42+ modal has a close button of its own, which is not the form's.
        return self.dialog.locator('button:not([data-test="dhis2-modal-close-button"])')

    def _is_check(self, request: Request, client_id: str) -> bool:
        address = urlsplit(request.url)
        asked = parse_qs(address.query).get("filter", [])
        return address.path.endswith("/oAuth2Clients") and asked == [f"{self.dialect.id_property}:eq:{client_id}"]


def _namesakes(did: str, answer: Response | None) -> list[Namesake]:
    saw = _how_it_ended(answer)
    if answer and answer.ok:
        try:
            return read_answer(answer, _Check, asked="a list of clients").oAuth2Clients
        except Misshapen as error:
            saw = f"DHIS2 answered {answer.status}: {error}"
    raise PageStumbled(did, saw, hint="nothing was saved; try again.", code="check_failed")


def _saves(request: Request) -> bool:
    """Save is a dry run against the schema, and then the client itself."""
    path = urlsplit(request.url).path
    return request.method in {"POST", "PUT"} and (_is_dry_run(path) or "/oAuth2Clients" in path)


def _ends_save(answer: Response) -> bool:
    """After a dry run that DHIS2 did not like nothing follows (settings-app oauth2Client.actions.js)."""
    return not _is_dry_run(urlsplit(answer.url).path) or status_in(answer) != "OK"


def _is_dry_run(path: str) -> bool:
    return path.endswith("/schemas/oAuth2Client")


def _how_it_ended(answer: Response | None) -> str:
    if answer is None:
        return "the connection was broken off"
    return f"DHIS2 answered {answer.status}"
