"""What Playwright's errors mean, by their texts, and how they are told."""

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Error

BROWSER_CLOSED = "the browser was closed"
# Without its driver Playwright raises a plain Exception with these words.
DRIVER_GONE = "Connection closed while reading from the driver"
# How the page begins that the driver shows where it speaks TLS in the browser's place, and fails.
_DRIVERS_PAGE = "Playwright client-certificate error: "
_LONGEST = 120


class Meaning(Enum):
    """What an error is about."""

    CLOSED = auto()
    CERTIFICATE = auto()
    TLS = auto()
    PROXY = auto()
    OTHER = auto()


# The most specific first. Playwright's words, Chromium's names (net/base/net_error_list.h), and OpenSSL's words as
# Node repeats them.
_MARKS = {
    Meaning.CLOSED: (
        BROWSER_CLOSED, "has been closed", "Target closed", "crashed", "Connection closed", "Browser closed",
        "disconnected", "context disposed",
    ),
    Meaning.CERTIFICATE: ("ERR_CERT", "certificate", "altnames", "self-signed", "issuer"),
    Meaning.TLS: ("ERR_SSL", "ERR_BAD_SSL", "ERR_TLS", "EPROTO", "SSL routines"),
    Meaning.PROXY: (
        "ERR_PROXY", "ERR_TUNNEL", "ERR_SOCKS", "ERR_UNEXPECTED_PROXY", "ERR_HTTPS_PROXY",
        "ERR_INVALID_AUTH_CREDENTIALS", "proxy connect", "proxy authentication", "407",
    ),
}  # fmt: skip


def meaning_of(text: str) -> Meaning:
    """What an error's text is about; of an error of Chromium's its name alone is read, for an address follows it."""
    said = chromium_name(text) or text
    return next((meaning for meaning, marks in _MARKS.items() if any(mark in said for mark in marks)), Meaning.OTHER)


def means_closed(text: str) -> bool:
    """Whether an error's text is about a browser, a page or a context that is gone."""
    return meaning_of(text) is Meaning.CLOSED


def is_playwright_error(error: Exception) -> bool:
    """Whether Playwright raised it."""
    from playwright.sync_api import Error  # noqa: PLC0415 - slow to load

    return isinstance(error, Error) or str(error) == DRIVER_GONE


def chromium_name(text: str) -> str:
    """Chromium's name for what went wrong, like `ERR_TIMED_OUT`; empty where it did not say."""
    return text.partition("\n")[0].partition("net::")[2].partition(" ")[0]


def tls_failure_on(page: str) -> str | None:
    """Why TLS failed, if a page's text is the driver's own about that; None if it is another page."""
    if not page.startswith(_DRIVERS_PAGE):
        return None
    return page.removeprefix(_DRIVERS_PAGE).splitlines()[0].partition(";")[0].partition(" <br>")[0][:_LONGEST]


def browser_words(error: "Error") -> str:
    """The browser's own reason, when it is one that quotes nothing from the page."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout  # noqa: PLC0415 - slow to load

    from automation.browser.api_calls import NoAnswer  # noqa: PLC0415 - it knows Playwright

    if isinstance(error, PlaywrightTimeout):
        return "no answer in time"
    if isinstance(error, NoAnswer):
        return error.message
    if name := chromium_name(error.message):
        return f"net::{name}"
    first = error.message.partition("\n")[0]
    return BROWSER_CLOSED if means_closed(first) else "the page did not allow it"
