"""Find, install and start a browser; the only place that starts Playwright."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.browser_context import (
    BrowserOptions,
    context_arguments,
    driver_environment,
    is_root,
    launch_arguments,
)
from automation.browser_gone import BrowserGone, browser_process, driver_process, gone_if_lost, quietly
from automation.child_environment import Purpose, environment
from automation.errors import ConfigError
from automation.gate import open_gate
from automation.transport import Proxy, Transport
from automation.watchdog import watching

__all__ = [
    "BrowserGone", "BrowserOptions", "describe", "find", "find_or_install", "first_that_works", "fresh_page",
    "launch_arguments", "open_page",
]  # fmt: skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

# In the order in which they are tried; the names and places Playwright's own channels use.
_ON_PATH = (
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chromium",
    "chromium-browser",
)
# Debian's Chromium without windows, as Playwright's own headless one is: a page costs half of what it costs otherwise.
_WINDOWLESS = ("chromium-headless-shell",)
_ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"%PROGRAMFILES%\Google\Chrome\Application\chrome.exe",
    r"%PROGRAMFILES(X86)%\Google\Chrome\Application\chrome.exe",
    r"%LOCALAPPDATA%\Google\Chrome\Application\chrome.exe",
    r"%PROGRAMFILES(X86)%\Microsoft\Edge\Application\msedge.exe",
    r"%PROGRAMFILES%\Microsoft\Edge\Application\msedge.exe",
)
# What X11's and Wayland's clients say, and Playwright's advice.
_NO_DISPLAY = ("Missing X server", "$DISPLAY", "XServer", "ozone_platform")
# What Chromium says where the kernel forbids it.
_NO_SANDBOX = "No usable sandbox"
Attempt = tuple[str, Sequence[Sequence[str]]]
State = dict[str, Any]

_INSTALL_HINT = (
    "run `dhis2-oauth install-browser`, or install Chrome, Edge or Chromium, or name one with --browser-path."
)


def find(playwright: "Playwright", path: Path | None = None, *, headed: bool = False) -> Path:
    """The browser to use: the one named, Playwright's own, else Chrome, Edge or Chromium of the system.

    One without windows comes first among the system's, unless it is to be seen (`headed`).

    Raises:
        ConfigError: the named one is not there, or none is found.
    """
    if path:
        if not path.is_file():
            raise ConfigError(f"looking for the browser {path}", "there is no such file", hint="check --browser-path.",
                              code="browser_missing")  # fmt: skip
        return path
    own = Path(playwright.chromium.executable_path)
    found = own if own.is_file() else _of_the_system(headed=headed)
    if found is None:
        raise ConfigError(
            "looking for a browser",
            "there is neither Playwright's Chromium nor Chrome, Edge or Chromium on this machine",
            hint=_INSTALL_HINT,
            code="browser_missing",
        )
    return found


def find_or_install(tell: Callable[[str], None]) -> Path:
    """The browser that is there, else Playwright's download, else Debian's `chromium` where apt and root allow.

    `tell` hears of each attempt: a download takes minutes on a slow line.

    Raises:
        ConfigError: there is none and none could be had.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to load; not every command needs it

    with ExitStack() as stack:
        with driver_environment(BrowserOptions()):
            playwright = stack.enter_context(sync_playwright())
        return first_that_works(lambda: find(playwright), _installers(), tell)


def first_that_works(look: Callable[[], Path], attempts: Iterable[Attempt], tell: Callable[[str], None]) -> Path:
    """Look for a browser, and after each attempt to install one look again.

    Raises:
        ConfigError: there is none and none could be had.
    """
    failed = []
    for name, commands in (("", ()), *attempts):
        if name:
            tell(f"No browser yet; trying {name}. This may take minutes.")
        if not all(_succeeds(command) for command in commands):
            failed.append(f"{name} failed")
            continue
        try:
            return look()
        except ConfigError:
            continue
    raise ConfigError(
        "installing a browser",
        "; ".join(failed) or "there is no way to do it here",
        hint="install Chrome, Edge or Chromium by hand, or name one with --browser-path.",
        code="browser_missing",
    )


@contextmanager
def open_page(options: BrowserOptions, *, state: State | None = None) -> Iterator["Page"]:
    """A page in a fresh context of a fresh browser, closed with the block; `state` is Playwright's storage state.

    Raises:
        ConfigError: no browser, or it does not start.
        BrowserGone: the browser was closed or crashed in the block.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to load; not every command needs it

    manager = sync_playwright()
    with ExitStack() as stack:
        gate = stack.enter_context(_way_out(options.transport))
        with driver_environment(options):
            playwright = stack.enter_context(manager)
        browser = _launched(playwright, options)
        with watching(browser_process(browser), driver_process(manager)):
            try:
                with gone_if_lost(browser), _context(browser, options, gate, state) as context:
                    yield _page(context, options)
            finally:
                quietly(browser.close)


@contextmanager
def fresh_page(page: "Page", options: BrowserOptions, *, state: State | None = None) -> Iterator["Page"]:
    """A page of a context that knows nothing of the given page's session, in the same browser."""
    browser = page.context.browser
    assert browser is not None  # noqa: S101 - only persistent contexts have none, and we make none
    with _way_out(options.transport) as gate, _context(browser, options, gate, state) as context:
        yield _page(context, options)


def describe(page: "Page") -> str:
    """The browser's name and version."""
    browser = page.context.browser
    return f"{browser.browser_type.name} {browser.version}" if browser else "a browser"


def _launched(playwright: "Playwright", options: BrowserOptions) -> "Browser":
    from playwright.sync_api import Error  # noqa: PLC0415 - slow to load

    executable = find(playwright, options.path, headed=options.headed)
    try:
        return playwright.chromium.launch(executable_path=executable, **launch_arguments(options))
    except Error as error:
        raise _not_started(executable, error.message, headed=options.headed) from None


def _not_started(executable: Path, said: str, *, headed: bool) -> ConfigError:
    """Why the browser did not start, in our words; Playwright's fill a screen."""
    did = f"starting the browser {executable}"
    if headed and any(mark in said for mark in _NO_DISPLAY):
        return ConfigError(did, "--headed needs a display, and this machine has none", code="no_display",
                           hint="leave --headed out, or run it under xvfb-run.")  # fmt: skip
    if _NO_SANDBOX in said:
        return ConfigError(did, "this system does not let Chromium use its sandbox, which keeps pages from the machine",
                           hint="allow unprivileged user namespaces (on Ubuntu: sysctl "
                                "kernel.apparmor_restrict_unprivileged_userns=0), or go without: --no-browser-sandbox.",
                           code="no_browser_sandbox")  # fmt: skip
    return ConfigError(did, said.splitlines()[0], code="browser_broken",
                       hint="does it start by hand? Name another with --browser-path.")  # fmt: skip


def _page(context: "BrowserContext", options: BrowserOptions) -> "Page":
    from automation.asking import Way, new_page  # noqa: PLC0415 - Playwright is slow to load

    return new_page(context, Way(transport=options.transport, redactor=options.redactor))


@contextmanager
def _way_out(transport: Transport) -> Iterator[Proxy | None]:
    """The gate, when the driver has to speak TLS in the browser's place."""
    if not transport.needs_gate:
        yield None
        return
    with open_gate(transport) as gate:
        yield gate


@contextmanager
def _context(
    browser: "Browser", options: BrowserOptions, gate: Proxy | None, state: State | None
) -> Iterator["BrowserContext"]:
    context = browser.new_context(**context_arguments(options, gate, state))
    context.set_default_timeout(options.timeout * 1000)
    context.set_default_navigation_timeout(options.timeout * 1000)
    if options.script:
        context.add_init_script(options.script)
    try:
        yield context
    finally:
        quietly(context.close)


def _of_the_system(*, headed: bool) -> Path | None:
    named = (shutil.which(name) for name in (*(() if headed else _WINDOWLESS), *_ON_PATH))
    placed = (path for path in map(os.path.expandvars, _ELSEWHERE) if Path(path).is_file())
    found = next((path for path in named if path), None) or next(placed, None)
    return Path(found) if found else None


def _installers() -> Iterator[Attempt]:
    yield "Playwright's Chromium", [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and is_root():
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        yield "Debian's chromium", [["apt-get", "update"], [*install, *_WINDOWLESS]]
        yield "Debian's chromium alone", [install]


def _succeeds(command: Sequence[str]) -> bool:
    done = subprocess.run(  # noqa: S603 - our own commands
        command, env=environment(Purpose.DOWNLOAD), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
