"""Run programs in a pseudo terminal, and read all that they show there."""

import errno
import os
import re
import struct
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.support.command import Command, hearing_signals, not_for_ever

if os.name == "posix":
    import fcntl
    import termios

_CONTROL_TERMINAL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"


class Terminal:
    """Our end of a pseudo terminal of that width."""

    def __init__(self, columns: int) -> None:
        self._ours, self.theirs = os.openpty()
        self.shown = ""
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def until(self, text: str) -> str:
        """Read until that is shown; what was shown up to its end, since the last time."""
        while text not in self.shown:
            piece = self._read()
            assert piece, f"it ended without {text!r}: {self.shown!r}"
            self.shown += piece
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def to_the_end(self) -> str:
        """Read until the last program has let go of it."""
        while piece := self._read():
            self.shown += piece
        return self.shown

    def close(self) -> None:
        os.close(self._ours)

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError as error:
            # What Linux says when the last process that had the terminal has ended.
            if error.errno != errno.EIO:
                raise
            return ""


def shown(command: Command, *arguments: str, columns: int = 80) -> tuple[int, str]:
    """The exit code, and what stdout and stderr put on one terminal of that width."""
    terminal = Terminal(columns)
    try:
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), terminal.theirs)
        with command.started(arguments, **streams) as process:
            os.close(terminal.theirs)
            text = terminal.to_the_end()
        return process.returncode, text
    finally:
        terminal.close()


def unwrapped(text: str) -> str:
    """The text without a terminal's escapes and line ends: whatever was broken over two lines is whole again."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\s", "", text)


@contextmanager
def interactive(words: Sequence[str], environment: Mapping[str, str]) -> Iterator[Terminal]:
    """A program that talks with whoever sits at the terminal, killed at the end and if it takes two minutes."""
    terminal = Terminal(columns=200)
    process = subprocess.Popen(
        hearing_signals(words, first=_CONTROL_TERMINAL), stdin=terminal.theirs, stdout=terminal.theirs,
        stderr=terminal.theirs, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(terminal.theirs)
    with not_for_ever(process, patience=120):
        try:
            yield terminal
        finally:
            process.kill()
            process.wait()
            terminal.close()
