"""What the signed-in user may do, told by DHIS2 itself."""

from dataclasses import dataclass, field

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.browser.answers import read_answer
from automation.browser.api_calls import ask
from automation.shapes import Misshapen

ALL = "ALL"
CLIENTS = "F_OAUTH2_CLIENT_MANAGE"
SETTINGS_APP, SETTINGS = "M_dhis-web-settings", "F_SYSTEM_SETTING"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Me:
    """Of `/api/me`."""

    authorities: list[str] = field(default_factory=list)


def authorities(page: Page, base_url: str) -> frozenset[str]:
    """The authorities that the user has.

    Raises:
        Misshapen: DHIS2 does not say.
    """
    try:
        answer = ask(page, f"{base_url}/api/me?fields=authorities")
    except PlaywrightError:
        raise Misshapen("a user's authorities", "no answer came") from None
    return frozenset(read_answer(answer, _Me, asked="a user's authorities").authorities)


def lacking(page: Page, base_url: str, *wanted: str) -> list[str] | None:
    """Which of the authorities the user has not, nor ALL in their place; None where DHIS2 does not say."""
    try:
        held = authorities(page, base_url)
    except Misshapen:
        return None
    return [] if ALL in held else [each for each in wanted if each not in held]
