"""Of many cases that are alike, some run each time; the others are marked `thorough` and run with `make test-all`."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def cases(values: Iterable[Any], *, always: Callable[[Any], bool] | Iterable[Any]) -> list[Any]:
    """Parameters of which only some run each time; a tuple stands for several parameters of one case."""
    chosen = always if callable(always) else list(always).__contains__
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=() if chosen(value) else THOROUGH)
        for value in values
    ]


THOROUGH = (pytest.mark.thorough,)
