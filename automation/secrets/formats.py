"""The formats of the delivered file (dotenv, Docker, JSON): written and read back.

In an env file, shells, python-dotenv and systemd agree on little: between double quotes on an escaped backslash and an
escaped double quote, between single quotes on no escape at all. What all of them read alike is written, the rest is
refused. A Docker file looks like a dotenv file and is read otherwise; its first line, a comment, tells them apart.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from io import StringIO
from typing import TypeAlias

from dotenv import dotenv_values

from automation import shapes
from automation.errors import ConfigError

# A list stands in one value, separated by spaces, where the format has no lists.
Value: TypeAlias = str | tuple[str, ...]

_DOCKER_HEAD = "# dhis2-oauth --format docker:"
_DOCKER_LINE = f"{_DOCKER_HEAD} a value is all that follows the =, without quotes.\n"
# No ~, which a shell expands, also behind a colon; no = at the beginning or behind a colon, which zsh expands.
_PLAIN = re.compile(r"(?!=|.*:=)[A-Za-z0-9_./:@%+,=?-]*")
_ENDS = (0xFFFE, 0xFFFF)
# Noncharacters, and the byte order mark (systemd.exec(5), EnvironmentFile=).
_RESERVED = re.compile(
    f"[\ufdd0-\ufdef\ufeff{''.join(chr(plane << 16 | end) for plane in range(17) for end in _ENDS)}]"
)


class Format(StrEnum):
    """Who shall be able to read the file."""

    DOTENV = "dotenv"
    DOCKER = "docker"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return ".json" if self is Format.JSON else ".env"


def check_writable_values(values: Mapping[str, Value], file_format: Format) -> None:
    """Find out whether the values can be written in that format; which cannot is said, but not what it is.

    Raises:
        ConfigError: one cannot.
    """
    for name, value in values.items():
        line = _in_a_line(value)
        why, hint = _why_no_text(line), "no program could take it; change it in DHIS2."
        if not why and file_format is not Format.JSON:
            why, hint = _why_no_line(value), "use --format json, which can say it."
        if not why and file_format is Format.DOTENV:
            why = _why_not_alike(line)
        if why:
            raise ConfigError(f"writing {name} in the format {file_format}", why, hint=hint, code="value_not_writable")


def write(values: Mapping[str, Value], file_format: Format) -> str:
    """The text of the file.

    Raises:
        ConfigError: a value cannot be written in that format.
    """
    check_writable_values(values, file_format)
    if file_format is Format.JSON:
        # All in ASCII: what a terminal would obey is escaped.
        return json.dumps(dict(values), indent=2) + "\n"
    texts = {name: _in_a_line(value) for name, value in values.items()}
    if file_format is Format.DOCKER:
        return _DOCKER_LINE + "".join(f"{name}={text}\n" for name, text in texts.items())
    return "".join(f"{name}={_quoted(text)}\n" for name, text in texts.items())


def read(text: str) -> tuple[dict[str, Value], Format]:
    """The values of such a file, and the format it is in.

    Raises:
        ValueError: it looks like JSON, but is no object of texts and lists of texts.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        return _from_json(text), Format.JSON
    if text.startswith(_DOCKER_HEAD):
        return _from_lines(text), Format.DOCKER
    found = dotenv_values(stream=StringIO(text), interpolate=False)
    return {name: value for name, value in found.items() if value is not None}, Format.DOTENV


def spelled_otherwise(text: str) -> bool:
    """Whether a dotenv file of ours has a value that needs quotes in others than we write: a shell may read another."""
    values = {name: value for name, value in read(text)[0].items() if name.startswith("DHIS2_OAUTH_")}
    lines = {line.strip() for line in re.split(r"[\r\n]+", text)}
    return any(
        isinstance(value, str) and not _PLAIN.fullmatch(value) and f"{name}={_quoted(value)}" not in lines
        for name, value in values.items()
    )


def _in_a_line(value: Value) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _why_no_text(line: str) -> str:
    is_whole = not any(unicodedata.category(char) == "Cs" for char in line)
    return "" if is_whole else "it has half of a character (a lone surrogate)"


def _why_no_line(value: Value) -> str:
    """What stands in a line cannot break it, nor be seen otherwise by a terminal."""
    line = _in_a_line(value)
    if any(unicodedata.category(char) == "Cc" for char in line):
        return "it has a line break or another control character"
    if not isinstance(value, str) and tuple(line.split()) != value:
        return "an entry of the list is empty or has a space in it, which separates entries"
    return ""


def _why_not_alike(text: str) -> str:
    """Why bash, POSIX shells, python-dotenv and systemd cannot be made to read the same.

    In single quotes python-dotenv and systemd before 246 know escapes and shells do not. In double quotes all four
    know an escaped backslash and an escaped double quote, and nothing else that they agree on.
    """
    quotes = _needs_double_quotes(text)
    escapes = quotes and set('"\\') & set(text)
    complaints = [
        ("${" in text, "it has ${, which python-dotenv takes for a variable, and no quotes prevent it"),
        (_RESERVED.search(text), "it has a character that Unicode keeps for internal use, which systemd refuses"),
        (quotes and set("$`") & set(text),
         "it has ' or \\ together with $ or `, for which a shell and python-dotenv have no quotes in common"),
        (text.endswith("\\"), "it ends in \\, which python-dotenv before 1.2.3 takes for the closing quote's escape"),
        # In GBK, Big5 or Shift JIS a shell takes the last byte of a letter and the backslash behind it for one.
        (escapes and not text.isascii(), "it has \\, or both kinds of quotes, beside letters that are not ASCII"),
    ]  # fmt: skip
    return next((why for is_so, why in complaints if is_so), "")


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"' if _needs_double_quotes(text) else f"'{text}'"


def _needs_double_quotes(text: str) -> bool:
    return "'" in text or "\\" in text


def _from_lines(text: str) -> dict[str, Value]:
    """As Docker and kubectl read: space before a name is dropped, all behind the = is the value."""
    lines = (line.removesuffix("\r").lstrip() for line in text.split("\n"))
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, equals, value in pairs if equals}


def _from_json(text: str) -> dict[str, Value]:
    found = shapes.read(text, dict[str, str | list[str]], asked="an object of texts and lists of texts")
    return {name: value if isinstance(value, str) else tuple(value) for name, value in found.items()}
