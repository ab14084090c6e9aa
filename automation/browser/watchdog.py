"""A thread that ends the wait for a dead browser where Playwright has not noticed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LOOK_EVERY = 0.5
_PATIENCE = 10.0


@contextmanager
def watching(browser: int | None, driver: int | None, *, patience: float = _PATIENCE) -> Iterator[None]:
    """End the driver if the browser is dead and the block still goes on after `patience` seconds.

    Some of Playwright's calls have no timeout of their own; without its driver every one of them fails at once.
    Process ids; where one is not known, nobody watches.
    """
    over = threading.Event()
    if not browser or not driver:
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
            end(driver)
        return


def end(process: int) -> None:
    """Kill a process, if it is still there and ours."""
    import psutil  # noqa: PLC0415 - slow to load

    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        psutil.Process(process).kill()


def _is_alive(process: int) -> bool:
    """Whether it runs; a zombie does not, whose parent, a driver that hangs, has not taken notice of its end."""
    import psutil  # noqa: PLC0415 - slow to load

    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
