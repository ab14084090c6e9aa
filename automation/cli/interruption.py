"""Turn signals and Ctrl-C into one KeyboardInterrupt, at a moment when it does no harm.

Python raises a KeyboardInterrupt wherever the process happens to be. In a finalizer it is printed and forgotten; in a
callback of Playwright's event loop it ends the task that all other calls wait for. So the stack is looked at first, and
in such a place the signal is sent again a little later. Once it was raised, nobody interrupts what is then said.
"""

import inspect
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

# Ctrl-C, a service manager's stop, a terminal that is closed (Windows knows no such thing).
_ASKING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_LOOK_AGAIN = 0.02
_PATIENCE = 250
# A KeyboardInterrupt in one of these is printed and forgotten, or kills the task that Playwright lives by.
_SWALLOWED_IN = {("events.py", "_run"), ("weakref.py", "__call__")}
# Where the event loop waits, here and on Windows.
_IDLE_IN = {("selectors.py", "select"), ("windows_events.py", "_poll")}


@contextmanager
def interruptible() -> Iterator[None]:
    """Whoever asks to stop is answered with one KeyboardInterrupt in the block; asking again changes nothing.

    The handlers stay away after that: the process is ending, and what it says must come whole.
    """
    stop = _Stop()
    before = {number: signal.getsignal(number) for number in _ASKING}
    # Who starts us with a signal ignored (nohup) means it.
    ours = [number for number in _ASKING if before[number] is not signal.SIG_IGN]
    for number in ours:
        signal.signal(number, stop.asked)
    try:
        yield
    except Exception:
        if not stop.is_pending:
            raise
        # What asked us to stop has asked Playwright's driver, too, and that was quicker.
        stop.end()
    finally:
        for number in ours:
            if signal.getsignal(number) == stop.asked:
                signal.signal(number, before[number])


@contextmanager
def undisturbed() -> Iterator[None]:
    """The moment between delivering a secret and forgetting it: whoever asks to stop now comes too late."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ASKING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stop:
    """Raises the interruption as soon as it can be heard; Python raises it wherever the process happens to be."""

    def __init__(self) -> None:
        self.is_pending = False
        self._patience = _PATIENCE
        self._bottom = _stack(inspect.currentframe())[-1]

    def asked(self, number: int, frame: FrameType | None) -> None:
        if self._patience and not self._can_be_heard(_stack(frame)):
            self._patience -= 1
            self.is_pending = True
            later = threading.Timer(_LOOK_AGAIN, _send_again, (number,))
            later.daemon = True
            later.start()
            return
        self.end()

    @staticmethod
    def end() -> NoReturn:
        for each in _ASKING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt from None

    def _can_be_heard(self, stack: list[FrameType]) -> bool:
        """Whether an exception that is raised there reaches the flow.

        It does in the flow itself, and where Playwright's event loop waits for the driver, but neither in the
        loop's callbacks and listeners, which have stacks of their own, nor while Python tidies up.
        """
        if any(_place(frame) in _SWALLOWED_IN or frame.f_code.co_name == "__del__" for frame in stack):
            return False
        return stack[-1:] == [self._bottom] or any(_place(frame) in _IDLE_IN for frame in stack[:1])


def _send_again(number: int) -> None:
    if os.name == "nt":
        # There os.kill ends the process, whatever the signal is.
        signal.raise_signal(number)
    else:
        os.kill(os.getpid(), number)


def _stack(frame: FrameType | None) -> list[FrameType]:
    """The frames of a stack, innermost first."""
    found = []
    while frame:
        found.append(frame)
        frame = frame.f_back
    return found


def _place(frame: FrameType) -> tuple[str, str]:
    return os.path.basename(frame.f_code.co_filename), frame.f_code.co_name  # noqa: PTH119 - pathlib is slow to load
