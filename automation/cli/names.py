"""The name of a file or folder on the command line that is going to be written."""

import re
from typing import Any

import click

from automation.errors import ConfigError

# Control characters, what turns the direction of text (Unicode's Bidi_Control), separators of lines, broken text.
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class OutputPath(click.Path):
    """A path that something will be written to; whether it can be is found out later, with a better message."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            ConfigError: a terminal would obey a character of it, or show another name.
        """
        if _NOT_SHOWN.search(str(value)):
            raise ConfigError(
                f"reading {param.opts[0] if param else 'a name'}",
                f"{str(value)!r} has a character that a terminal obeys or cannot show",
                hint="name it without that character.",
                code="bad_file_name",
            )
        return super().convert(value, param, ctx)
