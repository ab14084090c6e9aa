"""A thread that ends a wait which cannot end by itself: the browser is dead and Playwright has not noticed."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOOK_EVERY = 0.5
_PATIENCE = 10.0


@contextmanager
def watching(browser: int | None, driver: int | None, *, patience: float = _PATIENCE) -> Iterator[None]:
    """End the driver if the browser is dead and the block still goes on after `patience` seconds.

    Some of Playwright's calls have no timeout of their own; without its driver every one of them fails at once.
    Process ids; where one is not known, and on Windows, nobody watches.
    """
    over = threading.Event()
    if not browser or not driver or os.name == "nt":
        yield
        return
    thread = threading.Thread(target=_watch, args=(browser, driver, over, patience), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _watch(browser: int, driver: int, over: threading.Event, patience: float) -> None:
    while not over.wait(min(_LOOK_EVERY, patience)):
        if _is_alive(browser):
            continue
        if not over.wait(patience):
            with suppress(ProcessLookupError):
                os.kill(driver, signal.SIGKILL)
        return


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    """Whether it is dead and its parent, a driver that hangs, has not taken notice; Linux alone says so."""
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return said.rpartition(")")[2].split()[:1] == ["Z"]
