"""The streams of the process as everybody but the writer has them, and a line as a terminal shows it."""

import atexit
import os
import re
import textwrap
import threading
from collections.abc import Callable
from typing import Any, TextIO

import click

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


# The marks of checks and steps, and how messages begin.
_MARK = re.compile(r"( *)(✓|✗|!|Error:|Warning:)(?= )")
# The first line of a check, a step or a note, whose text is indented by its mark.
_LISTED = re.compile(r" *[✓✗!-] ")
_COLOURS = {"✓": "green", "✗": "red", "Error:": "red", "!": "yellow", "Warning:": "yellow"}
# What continues a line stands under its last column, unless that leaves it less room than this.
_LEAST_ROOM = 30
_COLUMNS = re.compile(r"\S {2,}(?=\S)")
_COMMAND = re.compile(r"`[^`]*`\S*")
# No line that is shown has one.
_SPACE = "\0"


def coloured(line: str) -> str:
    """The line with its mark in colour."""
    found = _MARK.match(line)
    if not found:
        return line
    indent, mark = found.groups()
    return f"{indent}{click.style(mark, fg=_COLOURS[mark])}{line[found.end() :]}"


def broken(line: str, width: int) -> list[str]:
    """The line in pieces of at most that width, broken between words; a word or a command to copy stays whole."""
    if len(line) <= width:
        return [line]
    whole = _COMMAND.sub(lambda command: command[0].replace(" ", _SPACE), line)
    pieces = textwrap.wrap(
        whole, width, subsequent_indent=" " * _indent(whole, width), break_long_words=False, break_on_hyphens=False,
        replace_whitespace=False,
    )  # fmt: skip
    return [piece.replace(_SPACE, " ") for piece in pieces] or [""]


def _indent(line: str, width: int) -> int:
    ends = [found.end() for found in _COLUMNS.finditer(line)]
    first = len(line) - len(line.lstrip(" "))
    listed = _LISTED.match(line)
    under_text = listed.end() if listed else first
    return next((end for end in [*ends[::-1], under_text] if width - end >= _LEAST_ROOM), 0)
