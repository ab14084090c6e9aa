"""A command in a pseudo terminal, and all that it shows there."""

import errno
import os
import struct

from tests.command import Command

if os.name == "posix":
    import fcntl
    import termios


def shown(command: Command, *arguments: str, columns: int = 80, typed: str = "") -> tuple[int, str]:
    """The exit code, and what stdout and stderr put on one terminal of that width; `typed` is waiting to be read."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    if typed:
        os.write(ours, typed.encode())
    try:
        with command.started(arguments, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            text = _read(ours)
        return process.returncode, text
    finally:
        os.close(ours)


def _read(terminal: int) -> str:
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError as error:
            # What Linux says when the last process that had the terminal has ended.
            if error.errno != errno.EIO:
                raise
            piece = b""
        if not piece:
            return b"".join(pieces).decode(errors="replace")
        pieces.append(piece)
