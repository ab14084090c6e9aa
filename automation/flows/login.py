"""Sign in by hand, where only a person can, and sign out."""

from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.account import Instance
from automation.dialects.sign_in import SIGN_OUT_PATH
from automation.errors import SignInRefused, Unreachable
from automation.pages.acting import acting
from automation.pages.front_door import not_reached
from automation.pages.login import LoginPage


def by_hand(page: Page, instance: Instance, *, wait: float) -> Instance:
    """Let a person sign in, however they do it; the instance with the user whom DHIS2 then knows. `wait` in seconds.

    Raises:
        SignInRefused: nobody signed in, or somebody else than was named.
        Unreachable: DHIS2 does not answer.
    """
    did = f"waiting for somebody to sign in to {instance.base_url}"
    try:
        page.goto(f"{instance.base_url}/", wait_until="domcontentloaded")
    except PlaywrightError as error:
        raise not_reached(did, error) from None
    username = _somebody(page, instance, did, wait)
    if instance.username and username != instance.username:
        raise SignInRefused(
            did, f"{username} signed in, not {instance.username}", hint="name the one who signs in with --username.",
            code="other_user",
        )  # fmt: skip
    return replace(instance, account=replace(instance.account, username=username))


def sign_out(page: Page, instance: Instance) -> None:
    """End the browser's session in DHIS2.

    Raises:
        Unreachable: DHIS2 does not answer.
    """
    with acting(f"signing out of {instance.base_url}", otherwise=Unreachable, saw="DHIS2 did not answer"):
        page.goto(f"{instance.base_url}{SIGN_OUT_PATH}", wait_until="domcontentloaded")


def _somebody(page: Page, instance: Instance, did: str, wait: float) -> str:
    """Ask who is in each time the browser has arrived somewhere on DHIS2."""
    door = LoginPage(page, instance.base_url)
    host = urlsplit(instance.base_url).hostname
    while True:
        if urlsplit(page.url).hostname == host and (username := door.who_is_in()):
            return username
        try:
            page.wait_for_event("load", timeout=wait * 1000)
        except PlaywrightError as error:
            saw = "the browser was closed" if "closed" in error.message else f"nobody did within {wait:.0f} s"
            raise SignInRefused(did, saw, hint="try again.", code="nobody_signed_in") from None
