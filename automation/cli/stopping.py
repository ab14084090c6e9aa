"""How a run that does not reach its end says what is left of it."""

from pathlib import Path

from automation.browser.loss import BrowserGone
from automation.cli.interruption import Interrupted
from automation.errors import AutomationError, SecretUnusable
from automation.secrets.env_file import EnvFile, holds_secret
from automation.secrets.journal import Entry, EntryState, Journal
from automation.verdict import ProofVerdict

_AGAIN = "Run the same command again and it carries on"
_SAFE = "`dhis2-oauth recover` has its secret"


def with_what_is_left(error: AutomationError, journal: Journal, *, client_id: str, sink: EnvFile | None = None
                      ) -> AutomationError:  # fmt: skip
    """The error with a word on what this run has left in DHIS2, in the journal and in the output file.

    Of what an earlier run left, too, as long as this one has written nothing itself.
    """
    entries = list(journal.entries())
    left = [entry for entry in entries if entry.id in journal.written]
    if left:
        return error.with_hint(_about(left[-1], sink.path if sink else None))
    if not isinstance(error, Interrupted | BrowserGone) or journal.written:
        return error
    if any(entry.client_id == client_id for entry in entries):
        return error.with_hint(f"This run stored nothing in DHIS2; what an earlier one left is safe. {_AGAIN}.")
    return error.with_hint("Nothing was stored in DHIS2.")


def _about(entry: Entry, output: Path | None) -> str:
    if output and holds_secret(output, entry.client_id, entry.secret):
        return f"DHIS2 has stored the client {entry.client_id!r}, and {output} has its secret. {_AGAIN}."
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        client = f"DHIS2 has stored the client {entry.client_id!r}"
        return f"{client}, perhaps not yet with its secret, which the journal keeps. {_AGAIN}."
    if entry.state is EntryState.SAVED:
        return f"DHIS2 has stored the client {entry.client_id!r}; {_SAFE}. {_AGAIN}."
    return f"DHIS2 may have stored the client {entry.client_id!r}; if it has, {_SAFE}. {_AGAIN} or starts anew."


def not_verified(verdict: ProofVerdict, client_id: str, application: str = "") -> SecretUnusable:
    """The error for a client that did not stand the proof, by itself or with an application."""
    did, fails = f"proving the client {client_id!r}", f"{application} would not work with it" if application else ""
    if first := next(iter(verdict.failures), None):
        saw, hint = f"{first.name}: {first.reason}", first.next_step
        return SecretUnusable(did, f"{fails or 'it does not work'}; {saw}", hint=hint, code="not_verified")
    untried = "; ".join(f"{grant}: {why}" for grant, why in verdict.untried.items()) or "no grant was asked for"
    return SecretUnusable(did, f"no grant could be tried, so nothing is proved; {untried}",
                          hint="tick Authorization code in DHIS2; or name a grant that it has with --grant.",
                          code="not_verified")  # fmt: skip
