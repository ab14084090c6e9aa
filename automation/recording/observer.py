"""A narrator that also looks at the page, to record what it sees."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from playwright.sync_api import Page

from automation.narrator import Narrator, Silent


class Observer(Narrator, Protocol):
    """A narrator that also looks at the page."""

    @property
    def keystroke(self) -> float:
        """How long typing one key takes, in seconds; 0 fills a field at once."""

    def watch(self, page: Page) -> AbstractContextManager[None]:
        """Look at this page in the block, and at the page before it afterwards."""


class _NoObserver(Silent):
    keystroke = 0.0

    def watch(self, _page: Page) -> AbstractContextManager[None]:
        return nullcontext()


NO_OBSERVER: Observer = _NoObserver()
