"""Start Playwright's driver, which is a program for Node; the only place that does."""

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from automation.browser.loss import driver_process, end_driver, silence_driver
from automation.browser.options import BrowserOptions, driver_environment
from automation.errors import ConfigError

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

# In seconds; it takes less than one.
PATIENCE = 60.0
# Of what a program that failed has said: how much is told, and which lines name the reason, in this order.
_LINES, _LONGEST, _TELLING = 3, 300, ("FATAL", "Error", "error")
_HINT = "does `python -m playwright --version` work? If not: `pip install --force-reinstall playwright`."


@contextmanager
def driver(options: BrowserOptions) -> Iterator[tuple["Playwright", int | None]]:
    """Playwright and its driver's process id, if it is known, for the length of the block.

    Raises:
        ConfigError: it did not start.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to load; not every command needs it

    manager = sync_playwright()
    with ExitStack() as stack:
        with starting(options, manager):
            playwright = stack.enter_context(manager)
        yield playwright, driver_process(manager)


@contextmanager
def starting(options: BrowserOptions, manager: Any = None) -> Iterator[None]:
    """A driver that is started in the block, by Playwright's context manager if it is given.

    What it says, as long as it lives, goes to a file without a name: it knows no redactor.

    Raises:
        ConfigError: it did not start.
    """
    _forget_switches()
    with (
        TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        _not_for_ever(manager) as is_over,
        driver_environment(options),
        redirect_stderr(said),
    ):
        try:
            yield
        except Exception as error:  # noqa: BLE001 - Playwright reads whatever comes, and raises what that leads to
            end_driver(manager)
            silence_driver(manager, error)
            raise _not_started(error, said, is_over=is_over.is_set()) from None


def _forget_switches() -> None:
    """Switch off what Playwright's half in this process prints, passwords included, and that it waits without end.

    It looks at `DEBUG` and `PWDEBUG` when it is imported, which may be long before us. Neither has a public name, and
    older versions have none at all.
    """
    if logger := getattr(sys.modules.get("playwright._impl.utils.debug_logger"), "debug_logger", None):
        logger._names = []  # noqa: SLF001 - as said above
    if debug := sys.modules.get("playwright._impl.utils.debug"):
        vars(debug)["_debug_mode"] = ""


@contextmanager
def _not_for_ever(manager: Any) -> Iterator[threading.Event]:
    """End a driver that says nothing: Playwright would wait for it; set once it is so."""
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        end_driver(manager)

    timer = threading.Timer(PATIENCE, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()


def _not_started(error: Exception, said: IO[str], *, is_over: bool) -> ConfigError:
    from playwright.sync_api import Error  # noqa: PLC0415 - slow to load

    said.seek(0)
    saw = error_lines(said.read())
    if not saw and is_over:
        saw = f"it said nothing for {PATIENCE:g} s"
    elif not saw and isinstance(error, Error):
        saw = error.message.splitlines()[0]
    return ConfigError("starting Playwright's driver", saw or "it ended at once, or is something else than a driver",
                       hint=_HINT, code="driver_broken")  # fmt: skip


def error_lines(said: str) -> str:
    """What a program that failed has said, in a line: what names an error, else its first lines."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = next(([line for line in lines if mark in line] for mark in _TELLING if mark in said), lines)
    return " ".join(telling[:_LINES])[:_LONGEST]
