"""Get in to DHIS2: by a kept session, by signing in, or by a person's hand; and sign out."""

from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.playwright_errors import BROWSER_CLOSED, means_closed
from automation.dialects.sign_in import SIGN_OUT_PATH
from automation.errors import ConfigError, SignInRefused, Unreachable
from automation.narrator import Narrator, Step, narrated
from automation.network import address
from automation.pages.actions import page_errors
from automation.pages.sign_in.entry import leads_to_session, open_sign_in_page, why_not_reached
from automation.pages.sign_in.form import LoginPage
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

_UNVERIFIED = (
    "This DHIS2 insists on a verified e-mail address, and this user's is not: whoever signs in to an application "
    "through DHIS2 like that ends on their DHIS2 profile."
)


def ensure_signed_in(page: Page, instance: Instance, narrator: Narrator, redactor: Redactor) -> Instance:
    """Get in, by the session that the browser holds or by signing in; the instance by its own address.

    Raises:
        SignInRefused: DHIS2 did not let the user in.
        Unreachable: DHIS2 does not answer, or it is none.
    """
    if is_signed_in(page, instance):
        return replace(instance, account=replace(instance.account, came_by_session=True))
    with narrated(narrator, Step.SIGN_IN, f"{instance.base_url} as {instance.username}"):
        instance = sign_in(page, open_sign_in_page(page, instance), redactor)
    if LoginPage(page, instance.base_url).wants_verified_email:
        narrator.note(_UNVERIFIED)
    return instance


def is_signed_in(page: Page, instance: Instance) -> bool:
    """Whether the browser's session is the user's, of the instance that was asked for, and DHIS2 still knows it.

    Raises:
        SignInRefused: it is not, and there is no password to sign in with.
        Unreachable: DHIS2 does not answer.
    """
    leads = not page.context.cookies() or leads_to_session(page, instance)
    if page.context.cookies() and leads and LoginPage(page, instance.base_url).who_is_in() == instance.username:
        return True
    if instance.account.password is None:
        saw, code = (
            ("DHIS2 has ended it", "session_ended")
            if leads
            else (f"it is of {instance.base_url}, where {instance.asked_url} does not lead", "session_elsewhere")
        )
        raise SignInRefused(f"using the kept session of {instance.username}", saw,
                            hint="`dhis2-oauth login` again, or set DHIS2_PASSWORD.", code=code)  # fmt: skip
    return False


def sign_in(page: Page, instance: Instance, redactor: Redactor) -> Instance:
    """Sign in on the form that is open; the session is never shown anywhere.

    Raises:
        SignInRefused: DHIS2 did not let the user in.
        Unreachable: DHIS2 does not answer.
    """
    account = LoginPage(page, instance.base_url).sign_in(instance.account)
    for cookie in page.context.cookies():
        if cookie.get("httpOnly") and cookie.get("value"):
            redactor.register(Secret(str(cookie["value"])))
    return replace(instance, account=account)


def sign_in_by_hand(page: Page, instance: Instance, *, wait: float) -> Instance:
    """Let a person sign in, however they do it; the instance with the user whom DHIS2 then knows. `wait` in seconds.

    Raises:
        SignInRefused: nobody signed in, or somebody else than was named.
        Unreachable: DHIS2 does not answer.
    """
    did = f"waiting for somebody to sign in to {instance.base_url}"
    arrivals = [page]
    page.on("load", lambda loaded: arrivals.append(loaded))  # noqa: PLW0108 - Playwright marks its handlers
    try:
        page.goto(f"{instance.base_url}/", wait_until="domcontentloaded")
    except PlaywrightError as error:
        raise why_not_reached(page, f"{instance.base_url}/", did, error) from None
    found, username = _somebody(page, instance.base_url, arrivals, did, wait)
    if instance.username and username != instance.username:
        raise SignInRefused(
            did, f"{username} signed in, not {instance.username}", hint="name the one who signs in with --username.",
            code="other_user",
        )  # fmt: skip
    return replace(instance, base_url=found, account=replace(instance.account, username=username))


def sign_out(page: Page, base_url: str) -> None:
    """End the browser's session in DHIS2.

    Raises:
        Unreachable: DHIS2 does not answer.
    """
    with page_errors(f"signing out of {base_url}", otherwise=Unreachable, saw="DHIS2 did not answer"):
        page.goto(f"{base_url}{SIGN_OUT_PATH}", wait_until="domcontentloaded")


def _somebody(page: Page, asked: str, arrivals: list[Page], did: str, wait: float) -> tuple[str, str]:
    """DHIS2's own address and the user: asked for each time the browser has arrived somewhere on its host."""
    while True:
        while arrivals:
            arrivals.clear()
            for place in _places(page.url, asked):
                if username := _who_is_in(page, place, did):
                    return place, username
        # What happened meanwhile would not be waited for, but waited out.
        if page.is_closed():
            raise _nobody(did, BROWSER_CLOSED)
        try:
            page.wait_for_event("load", timeout=wait * 1000)
        except PlaywrightError as error:
            saw = BROWSER_CLOSED if means_closed(error.message) else f"nobody did within {wait:.0f} s"
            raise _nobody(did, saw) from None


def _who_is_in(page: Page, place: str, did: str) -> str | None:
    try:
        return LoginPage(page, place).who_is_in()
    except Unreachable as error:
        if error.saw == BROWSER_CLOSED:
            raise _nobody(did, error.saw) from None
        raise


def _nobody(did: str, saw: str) -> SignInRefused:
    return SignInRefused(did, saw, hint="try again.", code="nobody_signed_in")


def _places(url: str, asked: str) -> list[str]:
    """Where DHIS2 may be when the browser is at `url`: as asked, or where that has led on the same host."""
    place = urlsplit(url)._replace(query="", fragment="")
    if place.hostname != urlsplit(asked).hostname:
        return []
    try:
        found = address.base_url(place.geturl())
    except ConfigError:
        found = asked
    return list(dict.fromkeys([asked, found])) if url.startswith(f"{asked}/") else [found]
