"""The authorize URL in a browser: signing in if asked, the consent page, and the redirect that ends it."""

import base64
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page

from automation.account import Account
from automation.browser.api_calls import hide_form
from automation.browser.playwright_errors import browser_words
from automation.dialects.sign_in import ANY_USERNAME
from automation.errors import SignInRefused, Unreachable
from automation.oauth.answers import ServerError
from automation.pages.actions import page_errors
from automation.pages.sign_in.form import LoginPage

# Approval page of Spring Security OAuth (up to 2.41, confirm_access.vm) and consent page of Spring
# Authorization Server (2.42+, DefaultConsentPage); neither is translated, neither has better handles.
_APPROVE = '#authorizeForm button[type="submit"]'
_CONSENT = "#submit-consent"
_SCOPES = 'form[name="consent_form"] input[type="checkbox"][name="scope"]:not([disabled])'
# Spring Authorization Server OAuth2AuthorizationEndpointFilter, in the page that Tomcat makes of it.
_PARAMETER = re.compile(r"OAuth 2\.0 Parameter: (\w+)")
_CAUGHT = "data-dhis2-oauth-caught"
_LANDMARKS = f"{ANY_USERNAME}, {_APPROVE}, {_CONSENT}, [{_CAUGHT}]"
_PAGE = base64.b64encode(
    f"<!doctype html><title>Caught</title><p {_CAUGHT} style='font: 24px sans-serif; text-align: center; "
    f"margin-top: 30vh'>Back at the application.</p>".encode()
).decode()
_CAUGHT_PAGE = {
    "responseCode": 200,
    "body": _PAGE,
    "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
}
_WEB = {"http", "https"}


@dataclass(slots=True)
class Redirect:
    """Where the authorization server sent the browser, if it did."""

    url: str | None = None


@contextmanager
def caught(page: Page, redirect_uri: str, base_url: str) -> Iterator[Redirect]:
    """Catch what goes to the relying party, in the browser, so that the relying party hears nothing of it.

    Playwright's own `route` is not asked where a redirect leads to; Chromium's Fetch domain is. No browser loads what
    is of an application's own scheme (RFC 8252 §7.1): there DHIS2's answer is caught that leads to it.
    """
    seen, is_web = Redirect(), urlsplit(redirect_uri).scheme in _WEB
    with page_errors("watching for the redirect", otherwise=Unreachable):
        base = _written_by(page, base_url)
        written = _written_by(page, redirect_uri) if is_web else redirect_uri.partition("?")[0]
        session = page.context.new_cdp_session(page)

    def answer(event: dict[str, Any]) -> None:
        address = event["request"]["url"] if is_web else _location(event)
        is_ours = is_web or address.partition("?")[0] == written
        if seen.url is None and address.partition("?")[0] == written:
            seen.url = address
        known = {"requestId": event["requestId"]}
        # A request may be held when the page goes away; then nobody waits for it.
        with suppress(PlaywrightError):
            if is_ours:
                session.send("Fetch.fulfillRequest", known | _CAUGHT_PAGE)
            else:
                session.send("Fetch.continueRequest", known)

    session.on("Fetch.requestPaused", answer)
    answers = {"urlPattern": f"{base.rstrip('/')}/*", "requestStage": "Response", "resourceType": "Document"}
    session.send("Fetch.enable", {"patterns": [{"urlPattern": _pattern(written, base)} if is_web else answers]})
    try:
        yield seen
    finally:
        # A browser that is gone has detached itself.
        with suppress(PlaywrightError):
            session.detach()


def _location(event: dict[str, Any]) -> str:
    headers = {each["name"].lower(): str(each["value"]) for each in event.get("responseHeaders", ())}
    return headers.get("location", "")


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """The authorization server, seen by the person whose consent is asked."""

    page: Page
    base_url: str

    @property
    def approve_button(self) -> Locator:
        """*Authorize* (up to 2.41) or *Submit Consent*."""
        return self.page.locator(f"{_APPROVE}, {_CONSENT}")

    def arrive(self, url: str, redirect: Redirect, account: Account) -> ServerError | None:
        """Open the authorize URL and sign in if asked; what is left to do, without a redirect, is to consent.

        Raises:
            SignInRefused: DHIS2 did not let the user in.
            Unreachable: no page and no redirect came in time.
        """
        refused = self._open(url)
        if refused or redirect.url:
            return refused
        if self.page.locator(ANY_USERNAME).count():
            if account.password is None:
                raise SignInRefused("proving the client", "DHIS2 has ended the kept session meanwhile",
                                    hint="`dhis2-oauth login` again.", code="session_ended")  # fmt: skip
            LoginPage(self.page, self.base_url).sign_in(account)
            return self._back_to(url, redirect)
        return None

    def scope_boxes(self) -> list[Locator]:
        """The boxes of what the application may do, where the user has a choice (from 2.42 on)."""
        with page_errors("reading the consent page", otherwise=Unreachable):
            return self.page.locator(_SCOPES).all()

    def scopes(self) -> list[str]:
        """What those boxes stand for."""
        with page_errors("reading the consent page", otherwise=Unreachable):
            names: list[str] = self.page.locator(_SCOPES).evaluate_all("boxes => boxes.map((box) => box.value)")
            return names

    def tick(self, boxes: Sequence[Locator]) -> None:
        """Allow all of it.

        Raises:
            Unreachable: a box does not take it.
        """
        with page_errors("ticking what the application may do", otherwise=Unreachable):
            hide_form(self.page)
            for box in boxes:
                box.check()

    def give_consent(self) -> None:
        """Consent, and end at the redirect.

        Raises:
            Unreachable: none followed.
        """
        with page_errors("giving consent", otherwise=Unreachable, saw="no redirect followed", code="no_redirect"):
            hide_form(self.page)
            self._consent()
            self.page.locator(f"[{_CAUGHT}]").wait_for()

    def _open(self, url: str) -> ServerError | None:
        did = "opening the authorize URL"
        try:
            answer = self.page.goto(url, wait_until="domcontentloaded")
        except PlaywrightError as error:
            raise Unreachable(did, browser_words(error), hint="try again.") from None
        if answer and answer.status >= 400:  # noqa: PLR2004 - HTTP error
            return self._complaint(answer.status)
        with page_errors(
            did, otherwise=Unreachable, saw="neither a consent page nor a redirect", code="no_consent_page"
        ):
            self.page.locator(_LANDMARKS).first.wait_for()
        return None

    def _complaint(self, status: int) -> ServerError:
        with page_errors("reading the authorization server's page", otherwise=Unreachable):
            named = _PARAMETER.search(self.page.locator("body").inner_text())
        return ServerError(status, named[1] if named else "")

    def _back_to(self, url: str, redirect: Redirect) -> ServerError | None:
        """Sign-in leads back to where one came from, unless DHIS2 was told not to remember that."""
        with page_errors("coming back from sign-in", otherwise=Unreachable):
            self.page.wait_for_load_state("domcontentloaded")
        if redirect.url or self.approve_button.count():
            return None
        return self._open(url)

    def _consent(self) -> None:
        if self.page.locator(_APPROVE).count():
            self.page.locator(_APPROVE).click()
        elif self.page.locator(_CONSENT).count():
            self.page.locator(_CONSENT).click()


def _written_by(page: Page, uri: str) -> str:
    """The URI as this browser writes it (URL Standard): host in lower case, no dots in the path, UTF-8 percent-encoded.

    Without its query: an answer has a query of its own.
    """
    written: str = page.evaluate("uri => { const url = new URL(uri); return url.origin + url.pathname; }", uri)
    return written


def _pattern(written: str, base_url: str) -> str:
    """The whole origin of the relying party, or its redirect URI alone where it lives on DHIS2's."""
    target = urlsplit(written)
    if (target.scheme, target.netloc) == urlsplit(base_url)[:2]:
        return written.replace("*", r"\*") + "*"
    return f"{target.scheme}://{target.netloc}/*"
