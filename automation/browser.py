"""Find, install and start a browser; the only place that starts Playwright."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.errors import ConfigError

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
Attempt = tuple[str, Sequence[Sequence[str]]]

_INSTALL_HINT = (
    "run `dhis2-oauth install-browser`, or install Chrome, Edge or Chromium, or name one with --browser-path."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserOptions:
    """How the browser is started; `timeout` and `slow_mo` in seconds."""

    path: Path | None = None
    headed: bool = False
    slow_mo: float = 0.0
    timeout: float = 30.0


def find(playwright: "Playwright", path: Path | None = None) -> Path:
    """The browser to use: the one named, Playwright's own, else Chrome, Edge or Chromium of the system.

    Raises:
        ConfigError: the named one is not there, or none is found.
    """
    if path:
        if not path.is_file():
            raise ConfigError(f"looking for the browser {path}", "there is no such file", hint="check --browser-path.",
                              code="browser_missing")  # fmt: skip
        return path
    own = Path(playwright.chromium.executable_path)
    found = own if own.is_file() else _of_the_system()
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

    with sync_playwright() as playwright:
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
def open_page(options: BrowserOptions, *, state: Any = None) -> Iterator["Page"]:
    """A page in a fresh context of a fresh browser, closed with the block.

    Raises:
        ConfigError: no browser, or it does not start.
    """
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - slow to load; not every command needs it

    with sync_playwright() as playwright:
        executable = find(playwright, options.path)
        try:
            browser = playwright.chromium.launch(executable_path=executable, **launch_arguments(options))
        except Error as error:
            raise ConfigError(
                f"starting the browser {executable}",
                error.message.splitlines()[0],
                hint="does it start by hand? Name another with --browser-path.",
                code="browser_broken",
            ) from None
        try:
            yield _context(browser, options, state).new_page()
        finally:
            browser.close()


@contextmanager
def fresh_page(page: "Page", options: BrowserOptions, *, state: Any = None) -> Iterator["Page"]:
    """A page of a context that knows nothing of the given page's session, in the same browser."""
    browser = page.context.browser
    assert browser is not None  # noqa: S101 - only persistent contexts have none, and we make none
    context = _context(browser, options, state)
    try:
        yield context.new_page()
    finally:
        context.close()


def describe(page: "Page") -> str:
    """The browser's name and version."""
    browser = page.context.browser
    return f"{browser.browser_type.name} {browser.version}" if browser else "a browser"


def launch_arguments(options: BrowserOptions) -> dict[str, Any]:
    """Arguments for Playwright's launch; Chromium refuses its sandbox to root, and to nobody else."""
    return {
        "headless": not options.headed,
        "slow_mo": options.slow_mo * 1000,
        "args": ["--no-sandbox"] if _is_root() else [],
        # Ctrl-C is ours to handle: the browser has to outlive it for as long as it takes to say what happened.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }


def _context(browser: "Browser", options: BrowserOptions, state: Any) -> "BrowserContext":
    context = browser.new_context(service_workers="block", accept_downloads=False, storage_state=state)
    context.set_default_timeout(options.timeout * 1000)
    context.set_default_navigation_timeout(options.timeout * 1000)
    return context


def _of_the_system() -> Path | None:
    named = (shutil.which(name) for name in _ON_PATH)
    placed = (path for path in map(os.path.expandvars, _ELSEWHERE) if Path(path).is_file())
    found = next((path for path in named if path), None) or next(placed, None)
    return Path(found) if found else None


def _installers() -> Iterator[Attempt]:
    yield "Playwright's Chromium", [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and _is_root():
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        yield "Debian's chromium", [["apt-get", "update"], install]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _succeeds(command: Sequence[str]) -> bool:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - our own commands
    return done.returncode == 0
