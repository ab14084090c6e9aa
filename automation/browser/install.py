"""Which browsers there are, which of them starts, and how one is got."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from automation.browser.driver import error_lines
from automation.browser.options import BrowserOptions, is_root, launch_arguments
from automation.errors import ConfigError
from automation.secrets.child_environment import Purpose, environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

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
# How Playwright reports a line of the browser's own.
_ITS_LINE = re.compile(r"\[pid=\d+\]\[(?:err|out)\] *(.*)")
NO_SANDBOX = "no_browser_sandbox"
_NO_DISPLAY_CODE = "no_display"
Attempt = tuple[str, Sequence[Sequence[str]]]
Start = Callable[[Path], "Browser"]

_INSTALL_HINT = "run `dhis2-oauth install-browser`; install Chrome, Edge or Chromium; or name one with --browser-path."


def candidates(playwright: "Playwright", path: Path | None = None, *, headed: bool = False) -> list[Path]:
    """The browsers to try: the one named, else Playwright's own and then Chrome, Edge and Chromium of the system.

    One without windows comes first among the system's, unless it is to be seen (`headed`).

    Raises:
        ConfigError: the named one is not there, or none is found.
    """
    if path:
        if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises where it may not look
            raise ConfigError(f"looking for the browser {path}", "there is no such file", hint="check --browser-path.",
                              code="browser_missing")  # fmt: skip
        return [path]
    own = Path(playwright.chromium.executable_path)
    found = [path for path in (own, *_of_the_system(headed=headed)) if os.path.isfile(path)]  # noqa: PTH113
    if not found:
        raise ConfigError(
            "looking for a browser",
            "there is neither Playwright's Chromium nor Chrome, Edge or Chromium on this machine",
            hint=_INSTALL_HINT,
            code="browser_missing",
        )
    # Several names may lead to one.
    return list({path.resolve(): path for path in reversed(found)}.values())[::-1]


def launched(playwright: "Playwright", options: BrowserOptions) -> "Browser":
    """The first browser that starts, started.

    Raises:
        ConfigError: there is none, or none starts.
    """
    found = candidates(playwright, options.path, headed=options.headed)
    return first_that_starts(found, _start(playwright, options), headed=options.headed)[1]


def first_that_starts(found: Sequence[Path], start: Start, *, headed: bool) -> "tuple[Path, Browser]":
    """The first of them that starts, started; Ubuntu's `chromium-browser` only says what to install, for example.

    Raises:
        ConfigError: none does; each has its own words.
    """
    from playwright.sync_api import Error  # noqa: PLC0415 - slow to load

    errors = []
    for path in found:
        try:
            return path, start(path)
        except Error as error:
            errors.append(_not_started(path, error.message, headed=headed))
    raise _none_started(errors, found)


def find_or_install(playwright: "Playwright", tell: Callable[[str], None]) -> Path:
    """The browser that starts, else Playwright's download, else Debian's `chromium` where apt and root allow.

    `tell` hears of each attempt: a download takes minutes on a slow line.

    Raises:
        ConfigError: there is none and none could be had.
    """
    return first_that_works(lambda: _started_once(playwright, tell), _installers(), tell)


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
        except ConfigError as error:
            if error.code != "browser_missing" and error.message not in failed:
                failed.append(error.message)
    raise ConfigError(
        "installing a browser",
        "; ".join(failed) or "there is no way to do it here",
        hint="install Chrome, Edge or Chromium by hand; or name one with --browser-path.",
        code="browser_missing",
    )


def _start(playwright: "Playwright", options: BrowserOptions) -> Start:
    return lambda path: playwright.chromium.launch(executable_path=path, **launch_arguments(options))


def _started_once(playwright: "Playwright", tell: Callable[[str], None]) -> Path:
    """The first browser that starts; without its sandbox where the system does not allow it one, which is told."""
    found = candidates(playwright)
    try:
        path, browser = first_that_starts(found, _start(playwright, BrowserOptions()), headed=False)
    except ConfigError as error:
        if error.code != NO_SANDBOX:
            raise
        tell(f"! {error.message}; until it does, the other commands need --no-browser-sandbox.")
        options = BrowserOptions(has_sandbox=False)
        path, browser = first_that_starts(found, _start(playwright, options), headed=False)
    browser.close()
    return path


def _not_started(executable: Path, said: str, *, headed: bool) -> ConfigError:
    """Why the browser did not start, in its own words; Playwright's fill a screen."""
    did = f"starting the browser {executable}"
    if headed and any(mark in said for mark in _NO_DISPLAY):
        return ConfigError(did, "--headed needs a display, and this machine has none", code=_NO_DISPLAY_CODE,
                           hint="leave --headed out; or run it under xvfb-run.")  # fmt: skip
    if _NO_SANDBOX in said:
        return ConfigError(did, "this system does not let Chromium use its sandbox, which keeps pages from the machine",
                           hint="allow unprivileged user namespaces (on Ubuntu: sysctl "
                                "kernel.apparmor_restrict_unprivileged_userns=0); or go without: --no-browser-sandbox.",
                           code=NO_SANDBOX)  # fmt: skip
    its_own = error_lines("\n".join(_ITS_LINE.findall(said)))
    return ConfigError(did, its_own or said.splitlines()[0].removeprefix("BrowserType.launch: "), code="browser_broken",
                       hint="does it start by hand? Name another with --browser-path.")  # fmt: skip


def _none_started(errors: Sequence[ConfigError], found: Sequence[Path]) -> ConfigError:
    """One error for all; what the machine lacks comes before what one of them lacks."""
    for error in errors:
        if error.code in {_NO_DISPLAY_CODE, NO_SANDBOX} or len(errors) == 1:
            return error
    said = "; ".join(f"{path}: {error.saw}" for path, error in zip(found, errors, strict=True))
    return ConfigError("starting a browser", said, hint=_INSTALL_HINT, code="browser_broken")


def _of_the_system(*, headed: bool) -> Iterator[Path]:
    named = filter(None, (shutil.which(name) for name in (*(() if headed else _WINDOWLESS), *_ON_PATH)))
    for path in map(Path, (*named, *map(os.path.expandvars, _ELSEWHERE))):
        # What is found in the working directory is no installed program.
        if path.is_absolute():
            yield path


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
