"""An error of Playwright's is told by its text: what it is about, and in which words it may be passed on."""

import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from automation.browser.api_calls import NoAnswer
from automation.browser.playwright_errors import (
    BROWSER_CLOSED,
    DRIVER_GONE,
    Meaning,
    browser_words,
    chromium_name,
    is_playwright_error,
    meaning_of,
    means_closed,
    tls_failure_on,
)


@pytest.mark.parametrize(
    ("text", "meaning", "name"),
    [
        ("Page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://x/?secret=1", Meaning.CERTIFICATE,
         "ERR_CERT_AUTHORITY_INVALID"),
        ("Page.goto: net::ERR_SSL_PROTOCOL_ERROR at https://x/", Meaning.TLS, "ERR_SSL_PROTOCOL_ERROR"),
        ("APIRequestContext.get: certificate has expired\nCall log:\n", Meaning.CERTIFICATE, ""),
        ("APIRequestContext.fetch: self-signed certificate", Meaning.CERTIFICATE, ""),
        ("APIRequestContext.fetch: write EPROTO 40:error:0A00010B:SSL routines", Meaning.TLS, ""),
        ("Page.goto: net::ERR_CONNECTION_REFUSED at https://x/", Meaning.OTHER, "ERR_CONNECTION_REFUSED"),
        ("Page.goto: net::ERR_PROXY_CONNECTION_FAILED at https://x/", Meaning.PROXY, "ERR_PROXY_CONNECTION_FAILED"),
        ("Page.goto: net::ERR_PROXY_CERTIFICATE_INVALID at https://x/", Meaning.PROXY, "ERR_PROXY_CERTIFICATE_INVALID"),
        ("Page.goto: net::ERR_TIMED_OUT at https://x/", Meaning.OTHER, "ERR_TIMED_OUT"),
        ("Page.goto: Target page, context or browser has been closed\nCall log:\n  - net::ERR", Meaning.CLOSED, ""),
        ("Page.click: Page crashed", Meaning.CLOSED, ""),
        (DRIVER_GONE, Meaning.CLOSED, ""),
        ("Locator.click: Timeout 100ms exceeded.", Meaning.OTHER, ""),
    ],
)  # fmt: skip
def test_what_an_error_is_about(text: str, meaning: Meaning, name: str) -> None:
    assert (meaning_of(text), chromium_name(text)) == (meaning, name)
    assert means_closed(text) is (meaning is Meaning.CLOSED)


@pytest.mark.parametrize(
    "where", ["https://certificate.example.org/", "https://x:8407/", "https://crashed.example.org"]
)
def test_the_address_that_chromium_names_does_not_count(where: str) -> None:
    assert meaning_of(f"Page.goto: net::ERR_CONNECTION_REFUSED at {where}") is Meaning.OTHER


def test_the_drivers_own_error_page_is_recognised() -> None:
    page = "Playwright client-certificate error: unable to verify the first certificate; if the root CA …"

    assert tls_failure_on(page) == "unable to verify the first certificate"
    assert tls_failure_on("<h1>Our certificate is being renewed</h1>") is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PlaywrightTimeout("Page.goto: Timeout 100ms exceeded."), "no answer in time"),
        (NoAnswer("no connection"), "no connection"),
        (Error("Page.goto: net::ERR_ABORTED at https://x/?code=1"), "net::ERR_ABORTED"),
        (Error("Page.goto: Target page, context or browser has been closed"), BROWSER_CLOSED),
        (Error("Locator.fill: Error: Element is not an <input> s3cret"), "the page did not allow it"),
        (Error(""), "the page did not allow it"),
    ],
)
def test_only_words_that_quote_nothing_are_passed_on(error: Error, words: str) -> None:
    assert browser_words(error) == words


def test_without_its_driver_playwright_raises_a_plain_exception() -> None:
    assert is_playwright_error(Error("x"))
    assert is_playwright_error(Exception(DRIVER_GONE))
    assert not is_playwright_error(Exception("x"))
