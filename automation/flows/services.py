"""What a run has at hand besides the browser: who listens and looks on, the journal, the redactor."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from automation.narrator import Narrator, Silent
from automation.secrets.journal import Journal, default_journal
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Observer(Narrator, Protocol):
    """A narrator who looks at the page while a flow works."""

    def watch(self, page: "Page") -> AbstractContextManager[None]:
        """Look at this page for the length of the block, and at what was looked at before from then on."""


class _NoObserver(Silent):
    def watch(self, _page: "Page") -> AbstractContextManager[None]:
        return nullcontext()


NO_OBSERVER: Observer = _NoObserver()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services of a run; by default nobody listens, and the journal is this user's own.

    Steps are told to `narrator`. `observer` is shown each page that a flow opens; one that wants to hear of the steps
    is among the narrators, too.
    """

    narrator: Narrator = field(default_factory=Silent)
    observer: Observer = NO_OBSERVER
    journal: Journal = field(default_factory=default_journal)
    redactor: Redactor = field(default_factory=Redactor)
