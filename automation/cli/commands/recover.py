"""`dhis2-oauth recover`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from automation.cli.completing import FILES, FOLDERS
from automation.cli.group import command, under
from automation.cli.options import (
    CONNECTION,
    OUTPUT,
    SECRET,
    TELLING,
    format_option,
    option,
    timeout_option,
    transport_options,
)
from automation.cli.output import output
from automation.cli.transport import read_transport
from automation.clients.relying_party import RelyingParty
from automation.errors import ConfigError
from automation.flows import deliver
from automation.flows.deliver import Target
from automation.network.transport import WARNING_INSECURE
from automation.oauth.client import OAuthClient
from automation.secrets.env_file import STDOUT, EnvFile
from automation.secrets.formats import Format
from automation.secrets.journal import Entry, EntryState, Journal, Unreadable, default_folder
from automation.secrets.redact import Redactor

_SCHEMA = "dhis2-oauth.recover/1"
_MEANING = {
    EntryState.SAVED: "saved in DHIS2, not delivered",
    EntryState.SAVED_WITHOUT_SECRET: "saved in DHIS2, perhaps without this secret: run the same `create` again",
    EntryState.ABOUT_TO_SAVE: "stopped around Save: perhaps DHIS2 has this client",
}


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
def recover(redactor: Redactor, /, *, entry_id: str | None, forget: bool, **flags: Any) -> None:
    """List secrets that were not delivered, or deliver one.

    ENTRY_ID, from the list, says which one, and --output where it goes.

    DHIS2's token endpoint is asked first whether it is its client's secret; nobody need sign in for that.
    """
    journal = Journal(Path(flags["state_dir"]) if flags["state_dir"] else default_folder())
    if entry_id is None:
        _tell_all(journal, as_json=flags["as_json"])
        return
    target: str | None = flags["output"]
    if forget and target:
        raise ConfigError("reading the command line", "--forget and --output contradict each other", hint="give one.")
    entry = journal.find(entry_id)
    try:
        journal.claim(entry.url, entry.client_id)
        # Whoever was at it may have delivered it meanwhile.
        entry = journal.find(entry_id)
        redactor.register(entry.secret)
        is_proved = not forget and _recovered(entry, target, flags, redactor)
        _tell_done(entry, target, flags, is_proved=is_proved)
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


def _recovered(entry: Entry, target: str | None, flags: dict[str, Any], redactor: Redactor) -> bool:
    file_format = Format(flags["file_format"])
    there = Target(file=_file(target, file_format, force=flags["force"]), file_format=file_format)
    return deliver.recover(entry, there, _client(entry, flags, redactor), allow_http=flags["allow_http"])


def _file(target: str | None, file_format: Format, *, force: bool) -> EnvFile | None:
    if not target:
        raise ConfigError(
            "delivering the secret",
            "--output is missing",
            hint="name a file, or - for stdout.",
            code="output_missing",
        )
    if target == STDOUT:
        try:
            output().check()
        except ConfigError as error:
            raise error.with_hint("Nothing was forgotten.") from None
        return None
    file = EnvFile(Path(target), overwrite=force, file_format=file_format)
    file.check()
    return file


def _client(entry: Entry, flags: dict[str, Any], redactor: Redactor) -> OAuthClient | None:
    """Who asks DHIS2 whether it has the secret; nobody where that is not wanted."""
    if flags["no_verify"] and entry.state is not EntryState.SAVED_WITHOUT_SECRET:
        return None
    transport = read_transport(flags | {"url": entry.url})
    if transport.insecure:
        output().say(WARNING_INSECURE)
    for secret in transport.secrets:
        redactor.register(secret)
    return OAuthClient(client_id=entry.client_id, client_secret=entry.secret, endpoints=entry.endpoints,
                       party=RelyingParty(), redactor=redactor, transport=transport)  # fmt: skip


@_forgetting_nothing()
def _tell_done(entry: Entry, target: str | None, flags: dict[str, Any], *, is_proved: bool) -> None:
    file_format = Format(flags["file_format"])
    proof = "DHIS2 takes it." if is_proved else "Whether DHIS2 takes it was not asked."
    if flags["as_json"]:
        shown = _plain(entry) | ({"client_secret": entry.secret} if target == STDOUT else {})
        # Standard output has the secret in this very document.
        named = (Format.JSON if target == STDOUT else file_format) if target else None
        done = {"schema": _SCHEMA, "entry": shown, "delivered_to": target, "format": named, "verified": is_proved,
                "forgotten": True}  # fmt: skip
        output().json(done, hands_over=target == STDOUT)
    elif target == STDOUT:
        output().hand_over(entry.written(file_format))
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
