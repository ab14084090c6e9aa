"""A line as a terminal shows it: its mark in colour, and broken between words where it is too long."""

import re
import textwrap

import click

# The marks of checks and steps, and how messages begin.
_MARK = re.compile(r"( *)(✓|✗|!|Error:|Warning:)(?= )")
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
    mark = _MARK.match(line)
    under_text = mark.end() + 1 if mark and mark[2] in {"✓", "✗", "!"} else first
    return next((end for end in [*ends[::-1], under_text] if width - end >= _LEAST_ROOM), 0)
