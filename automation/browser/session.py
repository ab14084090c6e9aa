"""Start a browser and open its pages."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.browser import install
from automation.browser.driver import driver
from automation.browser.install import candidates, first_that_starts, first_that_works
from automation.browser.loss import BrowserGone, browser_errors, browser_process, close_quietly
from automation.browser.options import BrowserOptions, context_arguments, launch_arguments
from automation.browser.watchdog import watching
from automation.network.transport import Proxy, Transport

__all__ = [
    "BrowserGone", "BrowserOptions", "BrowserSession", "candidates", "describe", "find_or_install", "first_that_starts",
    "first_that_works", "fresh_page", "launch_arguments", "open_page",
]  # fmt: skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

State = dict[str, Any]


def find_or_install(tell: Callable[[str], None]) -> Path:
    """A browser that has started once: one that is there, else one that could be installed; `tell` hears of attempts.

    Raises:
        ConfigError: there is none and none could be had.
    """
    with driver(BrowserOptions()) as (playwright, _):
        return install.find_or_install(playwright, tell)


@contextmanager
def open_page(
    options: BrowserOptions, *, state: State | None = None, meanwhile: Callable[[], object] = tuple
) -> Iterator["Page"]:
    """A page in a fresh context of a fresh browser, closed with the block; `state` is Playwright's storage state.

    `meanwhile` is called in a thread of its own while the driver and the browser start, which takes as long as to load
    what a flow needs; it has ended when there is a page. What it raises is not heard: who needs it will meet it again.

    Raises:
        ConfigError: no browser, or it does not start.
        BrowserGone: the browser was closed or crashed in the block.
    """
    with _connect_proxy(options.transport) as proxy, ExitStack() as stack:
        with ThreadPoolExecutor(1) as other:
            other.submit(meanwhile)
            playwright, process = stack.enter_context(driver(options))
            browser = install.launched(playwright, options)
        with watching(browser_process(browser), process):
            try:
                with browser_errors(browser), _context(browser, options, proxy, state) as context:
                    yield _page(context, options)
            finally:
                close_quietly(browser.close)


@contextmanager
def fresh_page(page: "Page", options: BrowserOptions, *, state: State | None = None) -> Iterator["Page"]:
    """A page of a context that knows nothing of the given page's session, in the same browser."""
    browser = page.context.browser
    assert browser is not None  # noqa: S101 - only persistent contexts have none, and we make none
    with _connect_proxy(options.transport) as proxy, _context(browser, options, proxy, state) as context:
        yield _page(context, options)


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """An open browser: the page where an administrator is at work, and the options that it was started with."""

    page: "Page"
    options: BrowserOptions

    @contextmanager
    def fresh_page(self, *, keeps_session: bool) -> Iterator["Page"]:
        """A page of a context of its own, where the same user is signed in or nobody."""
        state = dict(self.page.context.storage_state()) if keeps_session else None
        with fresh_page(self.page, self.options, state=state) as page:
            yield page


def describe(page: "Page") -> str:
    """The browser's name and version."""
    browser = page.context.browser
    return f"{browser.browser_type.name} {browser.version}" if browser else "a browser"


def _page(context: "BrowserContext", options: BrowserOptions) -> "Page":
    from automation.browser.api_calls import Connection, new_page  # noqa: PLC0415 - Playwright is slow to load

    return new_page(context, Connection(transport=options.transport, redactor=options.redactor))


@contextmanager
def _connect_proxy(transport: Transport) -> Iterator[Proxy | None]:
    """The proxy before the browser, when the driver has to speak TLS in its place."""
    if not transport.needs_connect_proxy:
        yield None
        return
    from automation.network.connect_proxy import open_connect_proxy  # noqa: PLC0415 - slow to load, and seldom needed

    with open_connect_proxy(transport) as proxy:
        yield proxy


@contextmanager
def _context(
    browser: "Browser", options: BrowserOptions, proxy: Proxy | None, state: State | None
) -> Iterator["BrowserContext"]:
    context = browser.new_context(**context_arguments(options, proxy, state))
    context.set_default_timeout(options.timeout * 1000)
    context.set_default_navigation_timeout(options.timeout * 1000)
    if options.script:
        context.add_init_script(options.script)
    try:
        yield context
    finally:
        close_quietly(context.close)
