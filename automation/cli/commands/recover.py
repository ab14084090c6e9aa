"""`dhis2-oauth recover`."""

from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from automation.cli.render import Report
from automation.clients.relying_party import RelyingParty
from automation.errors import ConfigError
from automation.network.address import base_url
from automation.network.options import ConnectionOptions
from automation.secrets.env_file import STDOUT, Destination, EnvFile
from automation.secrets.formats import Format
from automation.secrets.journal import Entry, EntryState, Journal, Unreadable
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.oauth.client import OAuthClient

_SCHEMA = "dhis2-oauth.recover/1"
_MEANING = {
    EntryState.SAVED: "saved in DHIS2, not delivered",
    EntryState.SAVED_WITHOUT_SECRET: "saved in DHIS2, perhaps without this secret: run the same `create` again",
    EntryState.TO_BE_REPLACED: "the old secret of a client that `rotate` deletes and makes anew: run it again",
    EntryState.ABOUT_TO_SAVE: "stopped around Save: perhaps DHIS2 has this client",
}


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
def recover(redactor: Redactor, given: RecoverOptions) -> Report:
    """List secrets that were not delivered, or deliver one.

    ENTRY_ID, from the list, says which one, and --output where it goes.

    DHIS2's token endpoint is asked first whether it is its client's secret; nobody need sign in for that.
    """
    journal = Journal(state_folder(given.state_dir))
    if given.entry_id is None:
        return _listing(journal)
    if given.forget and given.output:
        raise ConfigError("reading the command line", "--forget and --output contradict each other", hint="give one.")
    entry = journal.find(given.entry_id)
    journal.claim(entry.url, entry.client_id)
    try:
        # Whoever was at it may have delivered it meanwhile.
        entry = journal.find(given.entry_id)
        redactor.register(entry.secret)
        is_proved = not given.forget and _recovered(entry, given, redactor)
    except BaseException:
        journal.release()
        raise
    return _done(entry, given, journal, is_proved=is_proved)


def _recovered(entry: Entry, given: RecoverOptions, redactor: Redactor) -> bool:
    from automation.flows import deliver

    destination = Destination(file=_file(given), file_format=given.file_format)
    return deliver.recover(entry, destination, _client(entry, given, redactor), allow_http=given.allow_http)


def _file(given: RecoverOptions) -> EnvFile | None:
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
    file = EnvFile(Path(given.output), overwrite=given.force, file_format=given.file_format)
    file.check()
    return file


def _client(entry: Entry, given: RecoverOptions, redactor: Redactor) -> "OAuthClient | None":
    """Who asks DHIS2 whether it has the secret; nobody where that is not wanted."""
    from automation.oauth.client import OAuthClient

    if given.no_verify and entry.state is not EntryState.SAVED_WITHOUT_SECRET:
        return None
    transport = read_transport(base_url(entry.url), given.connection, redactor)
    return OAuthClient(client_id=entry.client_id, client_secret=entry.secret, endpoints=entry.endpoints,
                       party=RelyingParty(), redactor=redactor, transport=transport)  # fmt: skip


def _done(entry: Entry, given: RecoverOptions, journal: Journal, *, is_proved: bool) -> Report:
    """What was done; the entry is forgotten last, for standard output may not take the secret."""
    target, to_stdout = given.output, given.output == STDOUT
    # Standard output has the secret in the very document.
    file_format = Format.JSON if to_stdout and given.as_json else given.file_format
    proof = "DHIS2 takes it." if is_proved else "Whether DHIS2 takes it was not asked."
    told = f"The secret of {entry.client_id} is in {target} (only you can read that file). {proof}"
    forgotten = f"The entry {entry.id} of {entry.client_id} is forgotten."
    return Report(
        delivered_to=target,
        file_format=file_format,
        credentials=entry,
        lines=[proof if to_stdout else told if target else forgotten],
        document={
            "schema": _SCHEMA,
            "entry": _plain(entry) | ({"client_secret": entry.secret} if to_stdout else {}),
            "delivered_to": target,
            "format": file_format if target else None,
            "verified": is_proved,
            "forgotten": True,
        },
        settle=partial(journal.settle, entry),
    )


def _listing(journal: Journal) -> Report:
    entries, problems = list(journal.entries()), journal.unreadable()
    document = {"schema": _SCHEMA, "entries": [*map(_plain, entries)], "unreadable": [*map(asdict, problems)]}
    unreadable = _unreadable(problems)
    if not entries:
        nothing = "Nothing to recover: every secret that was read has been delivered."
        return Report(lines=unreadable or [nothing], document=document)
    lines = [
        f"{entry.id}  {entry.created}  {entry.client_id}  {entry.url}  ({_MEANING[entry.state]})" for entry in entries
    ]
    lines += [*unreadable, "", f"Deliver one: dhis2-oauth recover {entries[0].id} --output FILE"]
    return Report(lines=lines, document=document)


def _unreadable(problems: list[Unreadable]) -> list[str]:
    if not problems:
        return []
    count = "1 file" if len(problems) == 1 else f"{len(problems)} files"
    named = ", ".join(f"{problem.file} ({problem.reason})" for problem in problems)
    return [f"{count} could not be read: {named}"]


def _plain(entry: Entry) -> dict[str, Any]:
    return {name: str(getattr(entry, name)) for name in ("id", "created", "url", "client_id", "state")}
