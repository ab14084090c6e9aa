"""Notice that the browser was closed, crashed or was killed, and say so."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from automation.browser.playwright_errors import BROWSER_CLOSED, DRIVER_GONE, is_playwright_error, means_closed
from automation.browser.watchdog import end
from automation.errors import NotSaved, PageUnusable, SecretUnusable, SignInRefused, Unreachable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Where Playwright keeps its driver's process has no public name, and has moved before.
_PATHS_TO_THE_DRIVER = (("_client", "_transport", "_proc"), ("_connection", "_transport", "_proc"))


class BrowserGone(PageUnusable):
    """The browser was closed or crashed, or failed in a way that no page expects."""

    default_code = "browser_gone"

    def __init__(self, said: str) -> None:
        # Playwright's texts quote what was typed, so none is passed on.
        saw = (
            "the browser was closed or crashed" if means_closed(said) else "the browser failed in a way we do not know"
        )
        super().__init__("working in the browser", saw, hint="run it again.")


@contextmanager
def browser_errors(browser: "Browser") -> Iterator[None]:
    """Playwright's raw errors in the block become `BrowserGone`, and so does what a page made of a lost browser.

    Raises:
        BrowserGone: the browser was closed or crashed, or failed in a way that no page expects.
    """
    try:
        yield
    except (Unreachable, SignInRefused, PageUnusable, NotSaved, SecretUnusable):
        if _answers(browser):
            raise
        _silence_asyncio()
        raise BrowserGone(BROWSER_CLOSED) from None
    except Exception as error:
        if not is_playwright_error(error):
            raise
        _silence_asyncio()
        raise BrowserGone(str(error)) from None


def _answers(browser: "Browser") -> bool:
    """Whether the browser is there; that it has gone may be known to a page before it is known to Playwright."""
    try:
        browser.new_browser_cdp_session().detach()
    except Exception as error:
        if not is_playwright_error(error):
            raise
        return False
    return True


def close_quietly(close: Callable[[], None]) -> None:
    """Close what may be gone already."""
    try:
        close()
    except Exception as error:
        if not is_playwright_error(error):
            raise
        _silence_asyncio()


def browser_process(browser: "Browser") -> int | None:
    """The process id of the browser itself; None if it does not say."""
    from playwright.sync_api import Error  # noqa: PLC0415 - slow to load

    try:
        session = browser.new_browser_cdp_session()
        told = session.send("SystemInfo.getProcessInfo").get("processInfo", [])
        session.detach()
    except Error:
        return None
    return next((int(one["id"]) for one in told if one.get("type") == "browser"), None)


def driver_process(manager: Any) -> int | None:
    """The process id of the driver that Playwright's context manager has started, while it runs."""
    return getattr(_driver(manager), "pid", None)


def end_driver(manager: Any) -> None:
    """End the driver of Playwright's context manager, if it is there."""
    if process := driver_process(manager):
        end(process)


def silence_driver(manager: Any, error: Exception) -> None:
    """Let asyncio say nothing more of a driver that did not start: it has been ended, and the error is told."""
    told = f"that handles pid {driver_process(manager)} is closed"
    logging.getLogger("asyncio").addFilter(
        lambda record: told not in record.getMessage() and not (record.exc_info and record.exc_info[1] is error)
    )
    with suppress(AttributeError, RuntimeError):
        _driver(manager)._transport.close()  # noqa: SLF001 - it has no public name


def _driver(manager: Any) -> Any:
    for path in _PATHS_TO_THE_DRIVER:
        found = manager
        for name in path:
            found = getattr(found, name, None)
        if found is not None:
            return found
    return None


def _silence_asyncio() -> None:
    """Asyncio reports the driver's end once more for each call that nobody waits for; it has been said."""
    logging.getLogger("asyncio").addFilter(lambda record: DRIVER_GONE not in str(record.exc_info))
