"""`dhis2-oauth recover`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from automation.cli.connection import read_transport, state_folder
from automation.cli.group import command, under
from automation.cli.options import (
    CONNECTION,
    OUTPUT,
    SECRET,
    TELLING,
    format_option,
    option,
    takes,
    timeout_option,
    transport_options,
)
from automation.cli.output import output
from automation.cli.parameter_types import FILES, FOLDERS
from automation.cli.render import credentials_of
from automation.clients.relying_party import RelyingParty
from automation.errors import ConfigError, SecretUnusable
from automation.network.address import base_url
from automation.network.options import ConnectionOptions
from automation.oauth.client import OAuthClient
from automation.oauth.standing import Answer, Standing, ask
from automation.secrets import formats
from automation.secrets.env_file import STDOUT, EnvFile
from automation.secrets.formats import Format
from automation.secrets.journal import Entry, EntryState, Journal, Unreadable
from automation.secrets.redact import Redactor

_SCHEMA = "dhis2-oauth.recover/1"
_MEANING = {
    EntryState.SAVED: "saved in DHIS2, not delivered",
    EntryState.SAVED_WITHOUT_SECRET: "saved in DHIS2, perhaps without this secret: run the same `create` again",
    EntryState.ABOUT_TO_SAVE: "stopped around Save: perhaps DHIS2 has this client",
}
_AGAIN = (
    "run the same `create` again: it carries on if the client is this one's; if it is not, --forget this entry. "
    "Nothing was forgotten."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverOptions:
    """All that `recover` is told."""

    entry_id: str | None
    output: str | None
    file_format: Format
    force: bool
    no_verify: bool
    forget: bool
    state_dir: str | None
    as_json: bool
    allow_http: bool
    connection: ConnectionOptions


@command(example="dhis2-oauth recover 8b72af1d --output georegistry.dhis2-oauth.env")
@click.argument("entry_id", required=False)
@under(
    SECRET,
    option("--output", env="DHIS2_OAUTH_OUTPUT", metavar="FILE", type=OUTPUT, shell_complete=FILES,
           help="Deliver ENTRY_ID there (mode 0600; - is stdout)."),
    format_option,
    option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an existing --output file."),
    click.option("--no-verify", is_flag=True, help="Deliver it without asking DHIS2 whether it takes it."),
    click.option("--forget", is_flag=True, help="Delete ENTRY_ID: DHIS2 does not have this client."),
    option("--state-dir", env="DHIS2_OAUTH_STATE_DIR", metavar="DIR", type=OUTPUT, shell_complete=FOLDERS,
           help="Folder of the journal."),
)  # fmt: skip
@under(TELLING, option("--json", "as_json", env="DHIS2_OAUTH_JSON", is_flag=True,
                       help="List, or say what was done, as JSON."))  # fmt: skip
@under(
    CONNECTION,
    option("--allow-http", env="DHIS2_OAUTH_ALLOW_HTTP", is_flag=True,
           help="Send the secret over plain http, where the line is your own."),
    timeout_option,
)  # fmt: skip
@transport_options
@click.pass_obj
@takes(RecoverOptions)
def recover(redactor: Redactor, given: RecoverOptions) -> None:
    """List secrets that were not delivered, or deliver one.

    ENTRY_ID, from the list, says which one, and --output where it goes.

    DHIS2's token endpoint is asked first whether it is its client's secret; nobody need sign in for that.
    """
    journal = Journal(state_folder(given.state_dir))
    if given.entry_id is None:
        _tell_all(journal, as_json=given.as_json)
        return
    if given.forget and given.output:
        raise ConfigError("reading the command line", "--forget and --output contradict each other", hint="give one.")
    entry = _find(journal, given.entry_id)
    try:
        journal.claim(entry.url, entry.client_id)
        # Whoever was at it may have delivered it meanwhile.
        entry = _find(journal, given.entry_id)
        redactor.register(entry.secret)
        is_proved = not given.forget and _delivered(entry, given, redactor)
        _tell_done(entry, given, is_proved=is_proved)
        # Last: a secret that standard output did not take is not forgotten.
        journal.remove(entry)
    finally:
        journal.release()


@contextmanager
def _forgetting_nothing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = "nothing was forgotten; run it again."
        saw = error.strerror or str(error)
        raise ConfigError("writing to standard output", saw, hint=hint, code="output_not_writable") from None


def _find(journal: Journal, entry_id: str) -> Entry:
    found = next((entry for entry in journal.entries() if entry.id == entry_id), None)
    if found is None:
        broken = next((problem for problem in journal.unreadable() if problem.file == f"{entry_id}.json"), None)
        saw = f"it cannot be read as an entry: {broken.reason}" if broken else "there is no such entry"
        raise ConfigError(f"looking for {entry_id!r} in {journal.folder}", saw,
                          hint="`dhis2-oauth recover` lists them.", code="unknown_entry")  # fmt: skip
    return found


def _delivered(entry: Entry, given: RecoverOptions, redactor: Redactor) -> bool:
    """Hand the secret over, but for standard output, which comes last; whether DHIS2 said that it takes it."""
    sink = _sink(given)
    formats.check(credentials_of(entry).values(), given.file_format)
    is_proved = _is_proved(entry, given, redactor)
    if sink:
        sink.deliver(credentials_of(entry))
    return is_proved


def _sink(given: RecoverOptions) -> EnvFile | None:
    if not given.output:
        raise ConfigError(
            "delivering the secret",
            "--output is missing",
            hint="name a file, or - for stdout.",
            code="output_missing",
        )
    if given.output == STDOUT:
        try:
            output().check()
        except ConfigError as error:
            raise error.with_hint("Nothing was forgotten.") from None
        return None
    sink = EnvFile(Path(given.output), overwrite=given.force, file_format=given.file_format)
    sink.check()
    return sink


def _is_proved(entry: Entry, given: RecoverOptions, redactor: Redactor) -> bool:
    """Whether DHIS2 said that it takes the secret; False where it was not to be asked.

    Raises:
        SecretUnusable: it does not, or nobody can know.
    """
    did = f"asking DHIS2 whether it has the secret of {entry.client_id!r}"
    if given.no_verify and entry.state is not EntryState.SAVED_WITHOUT_SECRET:
        return False
    answer = _asked(entry, given, redactor)
    if answer.standing is Standing.TAKEN:
        return True
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        raise SecretUnusable(did, f"{answer.saw}, and the client was stored perhaps without it", hint=_AGAIN)
    if answer.standing is Standing.REFUSED:
        raise SecretUnusable(did, answer.saw, hint=_AGAIN, code="secret_refused")
    hint = "try again later; --no-verify delivers it all the same. Nothing was forgotten."
    raise SecretUnusable(did, f"it cannot be known ({answer.saw})", hint=hint, code="secret_not_proved")


def _asked(entry: Entry, given: RecoverOptions, redactor: Redactor) -> Answer:
    transport = read_transport(base_url(entry.url), given.connection, redactor)
    client = OAuthClient(client_id=entry.client_id, client_secret=entry.secret, endpoints=entry.endpoints,
                         party=RelyingParty(), redactor=redactor, transport=transport)  # fmt: skip
    return ask(client, next(iter(entry.redirect_uris), ""), allow_http=given.allow_http)


@_forgetting_nothing()
def _tell_done(entry: Entry, given: RecoverOptions, *, is_proved: bool) -> None:
    target, file_format = given.output, given.file_format
    proof = "DHIS2 takes it." if is_proved else "Whether DHIS2 takes it was not asked."
    if given.as_json:
        shown = _plain(entry) | ({"client_secret": entry.secret} if target == STDOUT else {})
        # Standard output has the secret in this very document.
        named = (Format.JSON if target == STDOUT else file_format) if target else None
        done = {"schema": _SCHEMA, "entry": shown, "delivered_to": target, "format": named, "verified": is_proved,
                "forgotten": True}  # fmt: skip
        output().json(done, hands_over=target == STDOUT)
    elif target == STDOUT:
        output().hand_over(credentials_of(entry).written(file_format))
        output().say(proof)
    elif target:
        output().result(f"The secret of {entry.client_id} is in {target} (only you can read that file). {proof}")
    else:
        output().result(f"The entry {entry.id} of {entry.client_id} is forgotten.")


@_forgetting_nothing()
def _tell_all(journal: Journal, *, as_json: bool) -> None:
    if as_json:
        entries = [_plain(entry) for entry in journal.entries()]
        unreadable = [asdict(problem) for problem in journal.unreadable()]
        output().json({"schema": _SCHEMA, "entries": entries, "unreadable": unreadable})
    else:
        output().result(*_listing(journal))


def _listing(journal: Journal) -> list[str]:
    entries, unreadable = list(journal.entries()), _unreadable(journal.unreadable())
    if not entries:
        nothing = "Nothing to recover: every secret that was read has been delivered."
        return unreadable or [nothing]
    lines = [
        f"{entry.id}  {entry.created}  {entry.client_id}  {entry.url}  ({_MEANING[entry.state]})" for entry in entries
    ]
    return [*lines, *unreadable, "", f"Deliver one: dhis2-oauth recover {entries[0].id} --output FILE"]


def _unreadable(problems: list[Unreadable]) -> list[str]:
    if not problems:
        return []
    count = "1 file" if len(problems) == 1 else f"{len(problems)} files"
    named = ", ".join(f"{problem.file} ({problem.reason})" for problem in problems)
    return [f"{count} could not be read: {named}"]


def _plain(entry: Entry) -> dict[str, Any]:
    return {name: str(getattr(entry, name)) for name in ("id", "created", "url", "client_id", "state")}
