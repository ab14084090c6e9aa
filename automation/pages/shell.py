"""Getting to the OAuth2 Clients section: System Settings alone, or inside the 2.42+ shell."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, Response

from automation.asking import ask
from automation.dialects import ANY_ADD_BUTTON, COLUMN_HEADS, FAB, Shown, routes
from automation.errors import PageUnusable, Unreachable
from automation.lost import BROWSER_CLOSED
from automation.pages.acting import acting, browser_words
from automation.pages.answers import is_error, is_server_error, read_answer
from automation.shapes import Misshapen
from automation.versions import Dhis2Version

Outcome = Literal["ready", "refused", "elsewhere", "denied", "stumbled"]

# Where we stand, asked of the page itself: the shell has exactly one iframe, and it is of the same origin.
# The list call tells a section that is loading from one whose spinner will never end.
_WHERE = """
([route, add, isPatient]) => {
  const frame = document.querySelector("iframe");
  const view = frame ? frame.contentWindow : window;
  const page = view.document;
  const ours = view.performance.getEntriesByType("resource").filter(
    (call) => call.name.includes("/api/") && call.responseEnd > 0);
  const calls = ours.filter((call) => call.name.includes("/oAuth2Clients?") && !call.name.includes("filter="));
  const failed = ours.some((call) => call.responseStatus >= 500 || call.responseStatus === 0);
  if (failed && !isPatient) return "stumbled";
  if (calls.some((call) => call.responseStatus >= 400)) return "refused";
  if (calls.length && page.querySelector(add)) return "ready";
  if (view.location.hash && view.location.hash !== route) return "elsewhere";
  const bare = page.readyState !== "loading" && page.body && page.body.childElementCount === 0;
  return bare && page.body.innerText.trim() ? "denied" : null;
}
"""
ENGLISH = "en"
# settings-app v30-master settingsCategories: a material icon, written as its ligature.
_MENU_ITEM, _ICON = ".left-bar span[tabindex]", "vpn_lock"
# Icons are ligatures, and the same in every language; this one is Access, which every generation has.
_ANOTHER_CATEGORY = '.left-bar span[tabindex]:has-text("lock_open")'
_AUTHORITY = "the user needs the authority F_OAUTH2_CLIENT_MANAGE (or ALL)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Info:
    """Of `/api/system/info`."""

    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """Of `/api/userSettings`."""

    keyUiLocale: str | None = None  # noqa: N815 - DHIS2's own name


@dataclass(slots=True)
class SettingsShell:
    """System Settings in the browser of a signed-in user."""

    page: Page
    base_url: str
    _lists: list[Response] = field(default_factory=list)

    @property
    def section(self) -> Locator:
        """The document that holds the section: the shell's only iframe, or the page itself."""
        if self.page.locator("iframe").count():
            return self.page.frame_locator("iframe").locator("body")
        return self.page.locator("body")

    def menu_items(self) -> list[Locator]:
        """*OAuth2 Clients* in the menu at the side, known by its icon's name, which is not translated; none without."""
        with acting("looking for OAuth2 Clients in the menu"):
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
        with acting("asking DHIS2 for its version", otherwise=Unreachable):
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
        self.page.on("response", lambda response: self._note_list(response))  # noqa: PLW0108
        outcome = self._opened(version, is_patient=False)
        if outcome == "stumbled":
            self._opened(version, is_patient=True)

    def _opened(self, version: Dhis2Version | None, *, is_patient: bool) -> Outcome:
        """Try the section's routes; a call that failed on the way ends an impatient try at once."""
        for route in routes(version):
            outcome = self._open(route, is_patient=is_patient)
            if outcome == "ready":
                self._insist_on_a_list()
            if outcome in {"ready", "stumbled"}:
                return outcome
            if outcome == "refused":
                raise self._refused()
            if outcome == "denied":
                raise _unusable(
                    "DHIS2 says that access is denied", f"{_AUTHORITY} and F_SYSTEM_SETTING.", "no_authority"
                )
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

    def _open(self, route: str, *, is_patient: bool) -> Outcome:
        did = "opening System Settings"
        try:
            self.page.goto("about:blank")  # an address that differs in its hash only would load nothing anew
            answer = self.page.goto(
                f"{self.base_url}/dhis-web-settings/index.html{route}", wait_until="domcontentloaded"
            )
        except PlaywrightError as error:
            raise Unreachable(did, browser_words(error), hint="try again.") from None
        if answer and is_server_error(answer.status):
            if not is_patient:
                return "stumbled"
            raise Unreachable(
                did, f"DHIS2 answered {answer.status}", hint="is DHIS2 starting or down? Try again later."
            )
        if answer and is_error(answer.status):
            raise _app_refused(answer.status)
        return self._where(route, is_patient=is_patient)

    def _where(self, route: str, *, is_patient: bool) -> Outcome:
        try:
            outcome: Outcome = self.page.wait_for_function(_WHERE, arg=[route, ANY_ADD_BUTTON, is_patient]).json_value()
        except PlaywrightError:
            raise _unusable(
                f"the section did not appear in time ({self._what_is_there()})",
                f"raise --timeout on a slow line; look at it with --headed; {_AUTHORITY}.",
                "section_not_loaded",
            ) from None
        return outcome

    def _note_list(self, response: Response) -> None:
        address = urlsplit(response.url)
        if address.path.endswith("/oAuth2Clients") and "filter" not in parse_qs(address.query):
            self._lists.append(response)

    def _insist_on_a_list(self) -> None:
        """Up to 2.36 a page in place of the list looks like an empty list."""
        if self._lists and "json" not in self._lists[-1].headers.get("content-type", ""):
            raise _unusable(
                "what should be the list of OAuth2 clients is a page",
                "something between here and DHIS2 answers in its place, a proxy's sign-in perhaps; try again.",
                "list_failed",
            )

    def _refused(self) -> PageUnusable:
        status = next((answer.status for answer in reversed(self._lists) if is_error(answer.status)), 0)
        if status in {401, 403}:
            return _unusable(f"DHIS2 refuses the list of OAuth2 clients ({status})", f"{_AUTHORITY}.", "no_authority")
        return _unusable(
            f"DHIS2 cannot list its OAuth2 clients ({status or 'no answer'})",
            "2.43.0 and 2.43.0.1 never can: upgrade to 2.43.1. Otherwise see DHIS2's log.",
            "list_failed",
        )

    def _what_is_there(self) -> str:
        try:
            return f"the browser shows “{self.page.title()}” at {urlsplit(self.page.url).path}"
        except PlaywrightError:
            return BROWSER_CLOSED


def _unusable(saw: str, hint: str, code: str) -> PageUnusable:
    return PageUnusable("opening OAuth2 Clients in System Settings", saw, hint=hint, code=code)


def _app_refused(status: int) -> PageUnusable:
    if status in {401, 403}:
        return _unusable(
            f"DHIS2 does not open System Settings for this user ({status})",
            "the user needs the authority M_dhis-web-settings (or ALL).",
            "no_authority",
        )
    return _unusable(f"there is no System Settings app ({status})", "install it in App Management.", "app_missing")
