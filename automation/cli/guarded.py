"""A stream of the process as everybody but the writer has it."""

import atexit
import os
import threading
from collections.abc import Callable
from typing import Any, TextIO

# How long, in seconds, the end waits for what a child has said and nobody has read.
_PATIENCE = 1.0


class Guarded:
    """A stream whose lines are cleaned; in all else it is that stream."""

    def __init__(self, raw: TextIO, clean: Callable[[str], str], *, is_closed: bool) -> None:
        self.raw, self.is_closed = raw, is_closed
        self._clean, self._begun, self._lock = clean, "", threading.RLock()

    def write(self, text: str) -> int:
        """Keep what is no whole line yet: a secret may come in pieces."""
        with self._lock:
            whole, newline, self._begun = (self._begun + text).rpartition("\n")
            self.raw.write(self._clean(whole) + newline)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write them all."""
        self.write("".join(lines))

    def flush(self) -> None:
        """Write what there is of a line, too."""
        with self._lock:
            begun, self._begun = self._begun, ""
            self.raw.write(self._clean(begun))
            self.raw.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


class Relayed(Guarded):
    """The same for stderr: a child that is given it writes into a pipe, and what it says is cleaned as well.

    Playwright's driver is one.
    """

    _entrance: int | None = None

    def fileno(self) -> int:
        """Where a child may write."""
        with self._lock:
            if self._entrance is None:
                self._entrance = self._opened()
            return self._entrance

    def _opened(self) -> int:
        exit_, entrance = os.pipe()
        relay = threading.Thread(target=self._pass_on, args=(exit_,), daemon=True)
        relay.start()
        atexit.register(_end, entrance, relay)
        return entrance

    def _pass_on(self, exit_: int) -> None:
        with os.fdopen(exit_, encoding="utf-8", errors="replace") as said:
            for line in said:
                try:
                    self.write(line)
                    self.flush()
                except OSError:
                    # Nobody reads it any more; the child is not to stumble over that.
                    continue


def _end(entrance: int, relay: threading.Thread) -> None:
    os.close(entrance)
    relay.join(_PATIENCE)
