"""`dhis2-oauth recover`."""

import json
from pathlib import Path
from typing import Any

import click

from automation import config
from automation.cli.options import option
from automation.errors import ConfigError
from automation.journal import Entry, EntryState, Journal
from automation.sinks import STDOUT, Credentials, EnvFile

_MEANING = {
    EntryState.SAVED: "saved in DHIS2, not delivered",
    EntryState.SAVED_WITHOUT_SECRET: "saved in DHIS2 without this secret: delete that client and create it again",
    EntryState.ABOUT_TO_SAVE: "stopped around Save: look whether DHIS2 has this client",
}


@click.command()
@click.argument("entry_id", required=False)
@option(
    "--output",
    env="DHIS2_OAUTH_OUTPUT",
    metavar="FILE",
    help="Deliver ENTRY_ID there (mode 0600; - is stdout).",
)
@option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an existing --output file.")
@click.option("--forget", is_flag=True, help="Delete ENTRY_ID: DHIS2 does not have this client.")
@option("--json", "as_json", env="DHIS2_OAUTH_JSON", is_flag=True, help="List as JSON on stdout.")
@option("--state-dir", env="DHIS2_OAUTH_STATE_DIR", metavar="DIR", help="Folder of the journal.")
def recover(*, entry_id: str | None, output: str | None, forget: bool, **flags: Any) -> None:
    """List secrets that were read but not delivered, or deliver one (ENTRY_ID with --output)."""
    journal = Journal(Path(flags["state_dir"]) if flags["state_dir"] else config.state_dir())
    if entry_id is None:
        click.echo(_as_json(journal) if flags["as_json"] else _listing(journal))
        return
    entry = _find(journal, entry_id)
    if forget and output:
        raise ConfigError("reading the command line", "--forget and --output contradict each other", hint="give one.")
    if not forget:
        _deliver(entry, output, force=flags["force"])
    journal.remove(entry)


def _find(journal: Journal, entry_id: str) -> Entry:
    found = next((entry for entry in journal.entries() if entry.id == entry_id), None)
    if found is None:
        raise ConfigError(f"looking for {entry_id!r} in {journal.folder}", "there is no such entry",
                          hint="`dhis2-oauth recover` lists them.", code="unknown_entry")  # fmt: skip
    return found


def _deliver(entry: Entry, output: str | None, *, force: bool) -> None:
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        raise ConfigError(
            f"delivering the secret of {entry.client_id!r}",
            "DHIS2 has stored that client without it, so it would not work",
            hint="delete the client in DHIS2, forget this entry with --forget, and create the client again.",
            code="secret_not_stored",
        )
    if not output:
        raise ConfigError(
            "delivering the secret",
            "--output is missing",
            hint="name a file, or - for stdout.",
            code="output_missing",
        )
    credentials = Credentials(
        client_id=entry.client_id,
        client_secret=entry.secret,
        endpoints=entry.endpoints,
        redirect_uris=entry.redirect_uris,
    )
    if output == STDOUT:
        click.echo(credentials.to_env(), nl=False)
        return
    EnvFile(Path(output), overwrite=force).deliver(credentials)
    click.echo(f"The secret of {entry.client_id} is in {output} (only you can read that file).")


def _listing(journal: Journal) -> str:
    entries = list(journal.entries())
    if not entries:
        return "Nothing to recover: every secret that was read has been delivered."
    lines = [
        f"{entry.id}  {entry.created}  {entry.client_id}  {entry.url}  ({_MEANING[entry.state]})" for entry in entries
    ]
    return "\n".join([*lines, "", f"Deliver one: dhis2-oauth recover {entries[0].id} --output FILE"])


def _as_json(journal: Journal) -> str:
    listed = [
        {
            "id": entry.id,
            "created": entry.created,
            "url": entry.url,
            "client_id": entry.client_id,
            "state": entry.state,
        }
        for entry in journal.entries()
    ]
    return json.dumps({"schema": "dhis2-oauth.recover/1", "entries": listed}, indent=2)
