"""How a run that does not reach its end says what is left of it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from automation.errors import AutomationError, ExitCode, SecretUnusable
from automation.journal import Entry, EntryState, Journal
from automation.verdict import Verdict

_AGAIN = "Run the same command again and it carries on"
_SAFE = "`dhis2-oauth recover` has its secret"


class Interrupted(AutomationError):
    """The user, or the system, asked us to stop."""

    exit_code = ExitCode.INTERRUPTED
    default_code = "interrupted"

    def __init__(self, did: str, saw: str = "interrupted; nothing was changed in DHIS2", hint: str = "") -> None:
        super().__init__(did, saw, hint=hint)


def with_what_is_left(error: AutomationError, journal: Journal) -> AutomationError:
    """The error with a word on what this run has left in DHIS2 and in the journal."""
    left = [entry for entry in journal.entries() if entry.id in journal.written]
    if left:
        return error.with_hint(_about(left[-1]))
    if isinstance(error, Interrupted) and not journal.written:
        return error.with_hint("Nothing was stored in DHIS2.")
    return error


def _about(entry: Entry) -> str:
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        return f"DHIS2 has stored the client {entry.client_id!r}, so far without its secret. {_AGAIN}."
    if entry.state is EntryState.SAVED:
        return f"DHIS2 has stored the client {entry.client_id!r}; {_SAFE}. {_AGAIN}."
    return f"DHIS2 may have stored the client {entry.client_id!r}; if it has, {_SAFE}. {_AGAIN} or starts anew."


def not_verified(verdict: Verdict) -> SecretUnusable:
    """The error for a client that did not stand the proof."""
    first = verdict.failures[0] if verdict.failures else None
    saw = f"{first.name}: {first.reason}" if first else "nothing could be proved"
    hint = first.next_step if first else "tick a grant type that can be tried."
    return SecretUnusable("proving the client with a real OAuth2 flow", saw, hint=hint, code="not_verified")


@contextmanager
def interruptible() -> Iterator[None]:
    """A service manager's stop is answered like Ctrl-C: with a sentence about what happened."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
