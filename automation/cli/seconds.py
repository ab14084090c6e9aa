"""A number of seconds on the command line."""

import math
from typing import Any

import click


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
