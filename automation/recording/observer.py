"""Somebody who looks on while a flow works, to show it to others."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

from automation.narrator import Narrator, Silent

if TYPE_CHECKING:
    from playwright.sync_api import Page

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Witness(Narrator, Protocol):
    """A narrator who looks at the page; `keystroke` is how long a key is to take for them, in seconds."""

    @property
    def keystroke(self) -> float:
        """How long a key is to take, in seconds; at 0 fields are filled at once."""

    def turn_to(self, page: "Page") -> AbstractContextManager[None]:
        """Look at this page for the length of the block, and at what was looked at before from then on."""


class _Nobody(Silent):
    keystroke = 0.0

    def turn_to(self, _page: "Page") -> AbstractContextManager[None]:
        return nullcontext()


NOBODY: Witness = _Nobody()
