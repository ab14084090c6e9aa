"""The kinds of values on the command line: paths to be written, seconds, and what TAB offers."""

import math
import re
from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from automation.clients.preset import Preset
from automation.clients.presets import known
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


class ShownText(click.types.StringParamType):
    """A text that is shown as it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text.

        Raises:
            ConfigError: a character of it cannot be shown.
        """
        if _NOT_SHOWN.search(str(value)):
            raise ConfigError(f"reading {param.opts[0] if param else 'a text'}",
                              f"{str(value)!r} has a character that cannot be shown", code="bad_text",
                              hint="write it without that character.")  # fmt: skip
        return str(super().convert(value, param, ctx))


class Seconds(click.FloatRange):
    """A float in a range that is a number and ends: Click itself takes `nan` and `inf`."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number.

        Raises:
            click.BadParameter: it is none, or not in the range.
        """
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        return number


Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _whatever_lies_there(kind: str) -> Offer:
    return lambda _context, _parameter, begun: [CompletionItem(begun, type=kind)]


def _presets_that(suit: Callable[[Preset], bool]) -> Offer:
    """Their names, with those of the file that was named before."""

    def offered(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        try:
            presets = known(context.params.get("preset_file"))
        except ConfigError:
            presets = known(None)
        names = (name for name, preset in presets.items() if suit(preset))
        return [CompletionItem(name) for name in names if name.startswith(begun)]

    return offered


FILES, FOLDERS = _whatever_lies_there("file"), _whatever_lies_there("dir")
PRESETS = _presets_that(lambda _preset: True)
SPEAKERS = _presets_that(lambda preset: preset.sends is not None)
