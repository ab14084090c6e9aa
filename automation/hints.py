"""Advice that applies where it is given: it names no flag that a command has not, or that was given already."""

import re
from collections.abc import Callable, Iterator

# Not within a command.
_PIECE_ENDS = re.compile(r"(?<=[.;])\s+(?=[^`]*(?:`[^`]*`[^`]*)*$)")
_COMMAND = re.compile(r"`[^`]*`")
_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
_TO_LEAVE_OUT = re.compile(r"(?:leave|without) (--[a-z][a-z0-9-]*)")


def fitting(hint: str, called: Callable[[str, bool], str], applies: Callable[[str], bool]) -> str:
    """The hint without the pieces that do not apply; pieces end with a semicolon or a full stop.

    `called` says what a flag is called here, and "" for one that is of no use; its second argument says that the
    piece is about leaving it out. `applies` is asked about commands, which stand in backticks.
    """
    kept = [piece for piece in map(str.strip, _PIECE_ENDS.split(hint)) if piece]
    kept = [_renamed(piece, called) for piece in kept if _fits(piece, called, applies)]
    text = " ".join(kept).removeprefix("or ")
    return f"{text[:-1]}." if text.endswith(";") else text


def flags_in(text: str) -> Iterator[str]:
    """The flags that a text names, but for those of whole commands."""
    yield from _FLAG.findall(_COMMAND.sub("", text))


def commands_in(text: str) -> Iterator[str]:
    """The whole commands in a text."""
    yield from (command.strip("`") for command in _COMMAND.findall(text))


def _fits(piece: str, called: Callable[[str, bool], str], applies: Callable[[str], bool]) -> bool:
    left_out = set(_TO_LEAVE_OUT.findall(piece))
    return all(called(flag, flag in left_out) for flag in flags_in(piece)) and all(map(applies, commands_in(piece)))


def _renamed(piece: str, called: Callable[[str, bool], str]) -> str:
    left_out = set(_TO_LEAVE_OUT.findall(piece))
    commands = iter(_COMMAND.findall(piece))
    parts = (_FLAG.sub(lambda flag: called(flag[0], flag[0] in left_out), part) for part in _COMMAND.split(piece))
    return "".join(part + next(commands, "") for part in parts)
