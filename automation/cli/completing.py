"""What TAB offers for the value of an option; the shell itself lists files and folders."""

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from automation.clients.presets import presets

Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _whatever_lies_there(kind: str) -> Offer:
    return lambda _context, _parameter, begun: [CompletionItem(begun, type=kind)]


def _one_of(names: Callable[[], Iterable[str]]) -> Offer:
    return lambda _context, _parameter, begun: [CompletionItem(name) for name in names() if name.startswith(begun)]


FILES, FOLDERS = _whatever_lies_there("file"), _whatever_lies_there("dir")
PRESETS = _one_of(presets)
SPEAKERS = _one_of(lambda: (name for name, preset in presets().items() if preset.sends))
