"""What becomes of a client's secret after Save: it is delivered and forgotten, or stays in the journal."""

from dataclasses import dataclass
from pathlib import Path

from automation.browser.loss import BrowserGone
from automation.errors import AutomationError, Interrupted, SecretUnusable
from automation.flows.provision import Provisioned
from automation.flows.verify import not_verified
from automation.oauth.client import OAuthClient
from automation.oauth.secret_check import SecretState, check_secret
from automation.secrets import formats
from automation.secrets.env_file import Destination, EnvFile, holds_secret
from automation.secrets.journal import Entry, EntryState, Journal

_AGAIN = "Run the same command again and it carries on"
_ENDS_SO = {EntryState.SAVED, EntryState.SAVED_WITHOUT_SECRET, EntryState.TO_BE_REPLACED}
_SAFE = "`dhis2-oauth recover` has its secret"
_RECOVER_AGAIN = (
    "run the same `create` again: it carries on if the client is this one's; if it is not, --forget this entry. "
    "Nothing was forgotten."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of a secret: `to` is where it was delivered, `error` says why it was not.

    Standard output may yet fail. The journal has the `pending` entry until whoever prints the secret settles it.
    """

    to: str | None = None
    error: AutomationError | None = None
    pending: Entry | None = None


def deliver(found: Provisioned, destination: Destination, journal: Journal) -> Delivery:
    """Hand the secret over if it is known to work, or was not to be proved; then forget it."""
    created, credentials = found.created, found.created.credentials
    if created.entry and not created.secret_stored:
        journal.remove(created.entry)
        return Delivery(error=_dead_secret(credentials.client_id))
    try:
        if found.verdict and not found.verdict.is_good:
            raise not_verified(found.verdict, credentials.client_id)
        if credentials.secret and destination.file:
            destination.file.deliver(credentials)
        elif credentials.secret:
            formats.check_writable_values(credentials.values(), destination.file_format)
    except AutomationError as error:
        left = with_what_is_left(error, journal, client_id=credentials.client_id, file=destination.file)
        return Delivery(error=left)
    if not credentials.secret:
        return Delivery(error=_hidden_secret(credentials.client_id))
    if created.entry and destination.file:
        journal.remove(created.entry)
    return Delivery(to=destination.name, pending=None if destination.file else created.entry)


def with_what_is_left(
    error: AutomationError, journal: Journal, *, client_id: str, file: EnvFile | None = None
) -> AutomationError:
    """The error with a word on what this run has left in DHIS2, in the journal and in the output file.

    Of what an earlier run left, too, as long as this one has written nothing itself.
    """
    entries = list(journal.entries())
    left = [entry for entry in entries if entry.id in journal.written]
    if left:
        return error.with_hint(_about(left[-1], file.path if file else None))
    if not isinstance(error, Interrupted | BrowserGone) or journal.written:
        return error
    if any(entry.client_id == client_id for entry in entries):
        return error.with_hint(f"This run stored nothing in DHIS2; what an earlier one left is safe. {_AGAIN}.")
    return error.with_hint("Nothing was stored in DHIS2.")


def _about(entry: Entry, output: Path | None) -> str:
    if output and holds_secret(output, entry.client_id, entry.secret):
        return f"DHIS2 has stored the client {entry.client_id!r}, and {output} has its secret. {_AGAIN}."
    return f"{_state_of(entry)}. {_AGAIN}{'' if entry.before or entry.state in _ENDS_SO else ' or starts anew'}."


def _state_of(entry: Entry) -> str:
    """What DHIS2 has of the client, as far as that is known."""
    client, is_stored = repr(entry.client_id), entry.state is EntryState.SAVED
    if entry.state is EntryState.TO_BE_REPLACED:
        return f"The client {client} may be deleted and not yet made anew; the journal keeps what it was"
    if entry.before:
        said = f"has a new secret of {client}, not proved yet" if is_stored else f"may have a new secret of {client}"
        return f"DHIS2 {said}; {_SAFE}"
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        return f"DHIS2 has stored the client {client}, perhaps not yet with its secret, which the journal keeps"
    if is_stored:
        return f"DHIS2 has stored the client {client}; {_SAFE}"
    return f"DHIS2 may have stored the client {client}; if it has, {_SAFE}"


def _dead_secret(client_id: str) -> SecretUnusable:
    return SecretUnusable(
        f"opening {client_id!r} again after Save",
        "DHIS2 has stored the client without its secret: from 2.42 on the form shows a secret that it never sends",
        hint="delete the client in DHIS2 and run this again without --ui-only: it is then completed through DHIS2's "
        "API. The secret was not kept.",
    )


def _hidden_secret(client_id: str) -> SecretUnusable:
    return SecretUnusable(
        f"reading the secret of {client_id!r}",
        "the client is there, but from 2.42 on DHIS2 shows the secret of no client",
        hint="name the file that has it with --output; or delete the client in DHIS2 and create it anew.",
        code="secret_hidden",
    )


def recover(entry: Entry, destination: Destination, asking: OAuthClient | None, *, allow_http: bool) -> bool:
    """Deliver a secret from the journal, but for standard output, which comes last; whether DHIS2 said it takes it.

    `asking` is the client as which DHIS2 is asked; None where it is not to be.

    Raises:
        SecretUnusable: DHIS2 does not take it, or nobody can know.
        ConfigError: it cannot be written.
    """
    formats.check_writable_values(entry.values(), destination.file_format)
    is_proved = asking is not None and _is_taken(entry, asking, allow_http=allow_http)
    if destination.file:
        destination.file.deliver(entry)
    return is_proved


def _is_taken(entry: Entry, client: OAuthClient, *, allow_http: bool) -> bool:
    did = f"asking DHIS2 whether it has the secret of {entry.client_id!r}"
    answer = check_secret(client, next(iter(entry.redirect_uris), ""), allow_http=allow_http)
    if answer.state is SecretState.TAKEN:
        return True
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        saw = f"{answer.saw}, and the client was stored perhaps without it"
        raise SecretUnusable(did, saw, hint=_RECOVER_AGAIN)
    if answer.state is SecretState.REFUSED:
        raise SecretUnusable(did, answer.saw, hint=_RECOVER_AGAIN, code="secret_refused")
    hint = "try again later; --no-verify delivers it all the same. Nothing was forgotten."
    raise SecretUnusable(did, f"it cannot be known ({answer.saw})", hint=hint, code="secret_not_proved")
