"""System Settings, alone or inside the shell of 2.42 and later: the way to the OAuth2 Clients section."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, Response

from automation.browser.answers import in_its_stead, is_error, is_server_error, read_answer
from automation.browser.api_calls import ask
from automation.browser.playwright_errors import BROWSER_CLOSED, browser_words
from automation.clients.stored_client import StoredClient, read_stored_client
from automation.dialects.ui import ANY_ADD_BUTTON, COLUMN_HEADS, FAB, Shown, cannot_list, routes
from automation.errors import PageUnusable, Unreachable
from automation.pages import authorities
from automation.pages.actions import page_errors
from automation.pages.request_log import asks_for_all_clients
from automation.pages.settings_arrival import Arrival, Part, TookTooLong, Waiting, wait_for_section
from automation.shapes import Misshapen
from automation.versions import Dhis2Version

ENGLISH = "en"
# settings-app v30-master settingsCategories: a material icon, written as its ligature.
_MENU_ITEM, _ICON = ".left-bar span[tabindex]", "vpn_lock"
# Icons are ligatures, and the same in every language; this one is Access, which every generation has.
_ANOTHER_CATEGORY = '.left-bar span[tabindex]:has-text("lock_open")'
_NOTICE = '[data-test="dhis2-uicore-noticebox-content"]'
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Info:
    """Of `/api/system/info`."""

    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clients:
    """Of `/api/oAuth2Clients`."""

    oAuth2Clients: list[dict[str, Any]]  # noqa: N815 - DHIS2's own name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """Of `/api/userSettings`."""

    keyUiLocale: str | None = None  # noqa: N815 - DHIS2's own name


@dataclass(slots=True)
class SettingsShell:
    """System Settings in the browser of a signed-in user."""

    page: Page
    base_url: str
    tell: Callable[[str], None] = lambda _text: None
    _answers: list[Response] = field(default_factory=list)

    @property
    def section(self) -> Locator:
        """The document that holds the section: the shell's only iframe, or the page itself."""
        if self.page.locator("iframe").count():
            return self.page.frame_locator("iframe").locator("body")
        return self.page.locator("body")

    def menu_items(self) -> list[Locator]:
        """*OAuth2 Clients* in the menu at the side, known by its icon's name, which is not translated; none without."""
        with page_errors("looking for OAuth2 Clients in the menu"):
            return self.section.locator(_MENU_ITEM).filter(has_text=_ICON).all()

    @property
    def another_category(self) -> Locator:
        """A category at the side that is not OAuth2 Clients."""
        return self.section.locator(_ANOTHER_CATEGORY)

    def read_version(self) -> tuple[Dhis2Version | None, str]:
        """The server's version as it states it, parsed where it is one; a hint, not a verdict.

        Raises:
            Unreachable: DHIS2 does not answer any more.
        """
        with page_errors("asking DHIS2 for its version", otherwise=Unreachable):
            answer = ask(self.page, f"{self.base_url}/api/system/info")
        try:
            text = read_answer(answer, _Info, asked="a version").version or ""
        except Misshapen:
            return None, ""
        try:
            return Dhis2Version.parse(text), text
        except ValueError:
            return None, text

    def read_language(self) -> str:
        """The language of the user's DHIS2 as DHIS2 writes it, like `fr` or `pt_BR`; English where it does not say."""
        try:
            answer = ask(self.page, f"{self.base_url}/api/userSettings")
            return read_answer(answer, _Settings, asked="a user's settings").keyUiLocale or ENGLISH
        except (PlaywrightError, Misshapen):
            return ENGLISH

    def open_oauth2_clients(self, version: Dhis2Version | None) -> None:
        """Open the section and wait until it can be used.

        Raises:
            PageUnusable: no authority, no such section, or a page of unknown shape.
        """
        # Playwright marks the handler it is given, which a method of a slotted class does not allow.
        self.page.on("response", lambda response: self._note_answer(response))  # noqa: PLW0108
        outcome = self._opened(version, is_patient=False)
        if outcome is Arrival.STUMBLED:
            self._opened(version, is_patient=True)

    def stored_clients(self) -> list[StoredClient]:
        """All clients, in the order of the list, as DHIS2 last told them to the page: it knows more than it shows.

        Raises:
            PageUnusable: what the page was told cannot be read.
        """
        try:
            found = read_answer(self._lists[-1], _Clients, asked="a list of clients").oAuth2Clients
            return [read_stored_client(client) for client in found]
        except (Misshapen, IndexError) as error:
            saw = str(error) if isinstance(error, Misshapen) else "the page asked for none"
            raise PageUnusable(
                "reading the list of OAuth2 clients", saw, hint="try again.", code="list_failed"
            ) from None

    def _opened(self, version: Dhis2Version | None, *, is_patient: bool) -> Arrival:
        """Try the section's routes; a call that failed on the way ends an impatient try at once."""
        for route in routes(version):
            outcome = self._open(route, is_patient=is_patient)
            if outcome is Arrival.READY:
                self._insist_on_a_list()
            if outcome in {Arrival.READY, Arrival.STUMBLED}:
                return outcome
            if outcome is Arrival.REFUSED:
                raise self._list_refused(version)
            if outcome is Arrival.DENIED:
                raise self._denied()
            if outcome is Arrival.NO_APP:
                raise self._no_app()
        raise _unusable(
            "System Settings has no OAuth2 Clients section",
            "the installed Settings app has none (App Hub versions 29.15.5-29.16.1 and, on 2.42+, "
            "100.2.0-100.5.0): update it in App Management.",
            "section_missing",
        )

    def shown(self) -> Shown:
        """What the section shows that tells generations apart."""
        section = self.section
        return Shown(
            has_fab=section.locator(FAB.add_button).count() > 0,
            columns=section.locator(COLUMN_HEADS).count(),
        )

    def _open(self, route: str, *, is_patient: bool) -> Arrival:
        did = "opening System Settings"
        try:
            address = f"{self.base_url}/dhis-web-settings/index.html"
            if self.page.url.partition("#")[0] == address:
                self.page.goto("about:blank")  # an address that differs in its hash only would load nothing anew
            answer = self.page.goto(f"{address}{route}", wait_until="domcontentloaded")
        except PlaywrightError as error:
            raise Unreachable(did, browser_words(error), hint="try again.") from None
        if answer and is_server_error(answer.status):
            if not is_patient:
                return Arrival.STUMBLED
            found = in_its_stead(answer.status)
            raise Unreachable(did, found.saw, hint=found.hint)
        if answer and is_error(answer.status):
            raise self._app_refused(answer.status)
        try:
            shell = urlsplit(f"{self.base_url}/apps/").path
            waiting = Waiting(shell=shell, is_patient=is_patient, tell=self.tell)
            return wait_for_section(self.page, route, ANY_ADD_BUTTON, waiting)
        except TookTooLong as error:
            raise self._too_long(error.part) from None

    def _note_answer(self, response: Response) -> None:
        is_failed_call = is_error(response.status) and "/api/" in urlsplit(response.url).path
        if is_failed_call or asks_for_all_clients(response.request):
            self._answers.append(response)

    @property
    def _lists(self) -> list[Response]:
        return [answer for answer in self._answers if asks_for_all_clients(answer.request)]

    def _insist_on_a_list(self) -> None:
        """Up to 2.36 a page in place of the list looks like an empty list."""
        if self._lists and "json" not in self._lists[-1].headers.get("content-type", ""):
            raise _unusable(
                "what should be the list of OAuth2 clients is a page",
                "something between here and DHIS2 answers in its place, a proxy's sign-in perhaps; try again.",
                "list_failed",
            )

    def _list_refused(self, version: Dhis2Version | None) -> PageUnusable:
        status = next((answer.status for answer in reversed(self._lists) if is_error(answer.status)), 0)
        if status in {_UNAUTHORIZED, _FORBIDDEN}:
            return self._forbidden(f"DHIS2 refuses the list of OAuth2 clients ({status})", authorities.CLIENTS, status)
        if cannot_list(version):
            return _unusable(f"DHIS2 {version} cannot list its OAuth2 clients ({status})", "upgrade to 2.43.1.",
                             "list_failed")  # fmt: skip
        found = in_its_stead(status) if status else None
        saw = f"the list of OAuth2 clients did not come: {found.saw if found else 'no answer'}"
        return _unusable(saw, found.hint if found else "try again.", "list_failed")

    def _app_refused(self, status: int) -> PageUnusable:
        did_not = f"DHIS2 does not open System Settings for this user ({status})"
        if status in {_UNAUTHORIZED, _FORBIDDEN}:
            return self._forbidden(did_not, authorities.SETTINGS_APP, status)
        if status == _NOT_FOUND:
            return _unusable(f"there is no System Settings app ({status})", "install it in App Management.",
                             "app_missing")  # fmt: skip
        found = in_its_stead(status)
        return _unusable(f"System Settings did not come: {found.saw}", found.hint, found.code)

    def _denied(self) -> PageUnusable:
        """The old app writes that access is denied over its own page."""
        return self._forbidden(f"the page says “{_line(self.section)}”", authorities.CLIENTS, _FORBIDDEN)

    def _no_app(self) -> PageUnusable:
        """The shell of 2.42+ knows only the apps that the user may open."""
        saw = f"the page says “{_line(self.page.locator(_NOTICE))}”"
        if authorities.lacking(self.page, self.base_url, authorities.SETTINGS_APP):
            return _without_authority(saw, authorities.SETTINGS_APP)
        return _unusable(f"{saw}; DHIS2 offers this user no System Settings", "install it in App Management.",
                         "app_missing")  # fmt: skip

    def _forbidden(self, saw: str, authority: str, status: int) -> PageUnusable:
        """Why it is forbidden, as far as it can be seen: DHIS2 says what the user may do."""
        missing = authorities.lacking(self.page, self.base_url, authority)
        if missing:
            return _without_authority(saw, authority)
        if missing is None:
            return _unusable(saw, f"does the user have the authority {authority} (or ALL)?", "no_authority")
        return _unusable(f"{saw}, though the user has the authority {authority} or ALL", in_its_stead(status).hint,
                         "no_authority")  # fmt: skip

    def _too_long(self, part: Part) -> PageUnusable:
        saw = f"{part} did not come in time ({self._what_is_there()})"
        if failed := next((answer for answer in reversed(self._answers) if is_error(answer.status)), None):
            found = in_its_stead(failed.status)
            return _unusable(f"{saw}; to {urlsplit(failed.url).path} {found.saw}", found.hint, "section_not_loaded")
        missing = authorities.lacking(self.page, self.base_url, authorities.CLIENTS, authorities.SETTINGS)
        if missing:
            return _without_authority(saw, *missing)
        return _unusable(saw, "raise --timeout on a slow line; look at it with --headed.", "section_not_loaded")

    def _what_is_there(self) -> str:
        try:
            return f"the browser shows “{self.page.title()}” at {urlsplit(self.page.url).path}"
        except PlaywrightError:
            return BROWSER_CLOSED


def _line(shown: Locator) -> str:
    """What is shown there, in a line."""
    try:
        lines = " ".join(shown.all_inner_texts()).splitlines()
        return ". ".join(" ".join(line.split()).rstrip(".") for line in lines if line.strip())[:_LONGEST]
    except PlaywrightError:
        return ""


def _unusable(saw: str, hint: str, code: str) -> PageUnusable:
    return PageUnusable("opening OAuth2 Clients in System Settings", saw, hint=hint, code=code)


def _without_authority(saw: str, *missing: str) -> PageUnusable:
    saw = f"{saw}; the user has not the authority {' nor '.join(missing)}"
    return _unusable(saw, "give a role of the user what is missing.", "no_authority")
