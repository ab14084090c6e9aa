"""Run the command in the process of the tests, with their browser: a process and a browser of its own cost far more."""

import io
import logging
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import Mock, patch

import pytest
from playwright.sync_api import Browser, Playwright

from automation.browser import install
from automation.browser.session import BrowserOptions, launch_arguments
from automation.cli.main import main
from automation.network.transport import Transport
from automation.secrets.claims import Claim, claim
from tests.support.lean_browser import lean_browser

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@dataclass(frozen=True)
class InProcess:
    """This process, and the browser of the tests, which has long been started; without one no command can have any.

    A browser that has to be started otherwise is started for the run.
    """

    playwright: Playwright | None = None
    browser: Browser | None = None

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> "InProcess":
        """With pytest-playwright's. Asked for by name, it adds nothing to the names of the tests."""
        return cls(request.getfixturevalue("playwright"), request.getfixturevalue("browser"))

    def run(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], patches: Mapping[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        usual = launch_arguments(BrowserOptions())
        with ExitStack() as stack:
            stack.enter_context(_nothing_left_behind())
            stack.enter_context(patch.dict(os.environ, environment, clear=True))
            stack.enter_context(chdir(folder))
            stack.enter_context(_browser_in_place(self, usual))
            for name, value in patches.items():
                stack.enter_context(patch(name, eval(value, {"Mock": Mock})))  # noqa: S307 - the tests' own
            out, err = stack.enter_context(_streams())
            # As plain words, which is all that a process is given.
            code = _code([str(word) for word in arguments])
        return subprocess.CompletedProcess([*arguments], code, out(), err())


def _code(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


class _Open:
    """A browser that others use too: a command that closes it closes what it has opened there."""

    def __init__(self, browser: Browser) -> None:
        self._browser, self._before = browser, browser.contexts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._browser, name)

    def close(self) -> None:
        """Close the contexts of the command."""
        for context in self._browser.contexts:
            if context not in self._before:
                context.close()


@contextmanager
def _browser_in_place(here: InProcess, usual: dict[str, Any]) -> Iterator[None]:
    """Where the command asks for Playwright's driver and a browser it gets what is there, if it is what it wants."""
    really_launched, opened = install.launched, ExitStack()

    @contextmanager
    def driver(options: BrowserOptions) -> Iterator[tuple[Playwright, None]]:
        if not here.playwright or options.transport.ca_file:
            # It would look like a bug of the command if it were an Exception.
            pytest.fail("this test needs a driver of its own, and so a process of its own")
        yield here.playwright, None

    def launched(playwright: Playwright, options: BrowserOptions) -> Any:
        # The tests' sandboxes are on this machine, and for that Chromium asks no proxy anyway.
        wanted = launch_arguments(replace(options, transport=Transport()))
        if here.browser and options.path == lean_browser() and wanted == usual:
            browser = _Open(here.browser)
            opened.callback(browser.close)
            return browser
        own = really_launched(playwright, options)
        opened.callback(own.close)
        return own

    with opened, patch("automation.browser.session.driver", driver), patch.object(install, "launched", launched):
        yield


@contextmanager
def _streams() -> Iterator[tuple[Callable[[], str], Callable[[], str]]]:
    """Standard input that is empty, and what was written to the other two."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in "oe")
    with open(os.devnull, encoding="utf-8") as nothing, patch.multiple(  # noqa: PTH123 - its name is no path
        sys, stdin=nothing, stdout=out, stderr=err, __stdout__=sys.__stdout__, __stderr__=sys.__stderr__
    ):  # fmt: skip
        try:
            yield lambda: _text(out), lambda: _text(err)
        finally:
            # The command has put its own in their place, which keep what is no whole line yet.
            sys.stdout.flush()
            sys.stderr.flush()


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8", "replace")


@contextmanager
def _nothing_left_behind() -> Iterator[None]:
    """What ends with the command's process ends with the command: signals, limits, filters, claims, who writes.

    Whoever has asked the tests to stop meanwhile is heard.
    """
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    claims: list[Claim] = []

    def claimed(*what: Any) -> Claim:
        claims.append(claim(*what))
        return claims[-1]

    try:
        with (
            warnings.catch_warnings(),
            patch.object(logging.getLogger("asyncio"), "filters", []),
            patch("automation.cli.output._IN_CHARGE", []),
            patch("automation.cli.main.leave_no_core_files"),
            patch("automation.secrets.journal.claim", claimed),
            patch("tempfile.tempdir", None),
            patch("os._exit", _end),
        ):
            yield
    finally:
        for taken in claims:
            taken.lock.release()
        left = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    if left != handlers:
        raise KeyboardInterrupt


def _end(code: int) -> NoReturn:
    raise SystemExit(code)
