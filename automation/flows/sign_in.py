"""Sign in by hand, where only a person can, and sign out."""

from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.playwright_errors import BROWSER_CLOSED, means_closed
from automation.dialects.sign_in import SIGN_OUT_PATH
from automation.errors import ConfigError, SignInRefused, Unreachable
from automation.network import address
from automation.pages.actions import page_errors
from automation.pages.sign_in.entry import not_reached
from automation.pages.sign_in.form import LoginPage


def by_hand(page: Page, instance: Instance, *, wait: float) -> Instance:
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
        raise not_reached(page, f"{instance.base_url}/", did, error) from None
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
