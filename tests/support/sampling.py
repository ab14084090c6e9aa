"""Of many cases that are alike, some run each time; the others are marked `thorough` and run with `make test-all`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import pytest

THOROUGH = (pytest.mark.thorough,)


def cases(values: Iterable[Any], *, always: Callable[[Any], bool] | Iterable[Any]) -> list[Any]:
    """Parameters of which only some run each time; a tuple stands for several parameters of one case."""
    chosen = always if callable(always) else list(always).__contains__
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=() if chosen(value) else THOROUGH)
        for value in values
    ]


def take_turns(items: Iterable[pytest.Item]) -> None:
    """Each case of a test marked `in_turn` runs each time with one of that parameter's values: the next one's turn.

    Values that are marked `thorough` anyway have no turn.
    """
    alike: dict[pytest.Item | pytest.Collector | None, dict[str, list[pytest.Item]]] = {}
    for item in items:
        mark = item.get_closest_marker("in_turn")
        if mark and not item.get_closest_marker("thorough"):
            alike.setdefault(item.parent, defaultdict(list))[_without(item, *mark.args)].append(item)
    for number, group in chain.from_iterable(enumerate(beside.values()) for beside in alike.values()):
        turn = number % len(group)
        for item in group[:turn] + group[turn + 1 :]:
            item.add_marker(pytest.mark.thorough)


def _without(item: pytest.Item, name: str) -> str:
    """The name of a case without that parameter: cases that are alike share it."""
    assert isinstance(item, pytest.Function)
    others = {key: value for key, value in item.callspec.params.items() if key != name}
    return f"{item.originalname}{others}"
