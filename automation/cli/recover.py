"""`dhis2-oauth recover`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from automation import config
from automation.cli.completing import FILES, FOLDERS
from automation.cli.options import OUTPUT, format_option, option
from automation.cli.output import output
from automation.cli.report import credentials_of
from automation.errors import ConfigError
from automation.formats import Format
from automation.journal import Entry, EntryState, Journal, Unreadable
from automation.sinks import STDOUT, EnvFile

_SCHEMA = "dhis2-oauth.recover/1"
_MEANING = {
    EntryState.SAVED: "saved in DHIS2, not delivered",
    EntryState.SAVED_WITHOUT_SECRET: "saved in DHIS2, perhaps without this secret: run the same `create` again",
    EntryState.ABOUT_TO_SAVE: "stopped around Save: look whether DHIS2 has this client",
}


@click.command()
@click.argument("entry_id", required=False)
@option(
    "--output",
    env="DHIS2_OAUTH_OUTPUT",
    metavar="FILE",
    type=OUTPUT,
    shell_complete=FILES,
    help="Deliver ENTRY_ID there (mode 0600; - is stdout).",
)
@format_option
@option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an existing --output file.")
@click.option("--forget", is_flag=True, help="Delete ENTRY_ID: DHIS2 does not have this client.")
@option("--json", "as_json", env="DHIS2_OAUTH_JSON", is_flag=True, help="List, or say what was done, as JSON.")
@option(
    "--state-dir",
    env="DHIS2_OAUTH_STATE_DIR",
    metavar="DIR",
    type=OUTPUT,
    shell_complete=FOLDERS,
    help="Folder of the journal.",
)
def recover(*, entry_id: str | None, forget: bool, **flags: Any) -> None:
    """List secrets that were read but not delivered, or deliver one (ENTRY_ID with --output)."""
    journal = Journal(Path(flags["state_dir"]) if flags["state_dir"] else config.state_dir())
    if entry_id is None:
        _tell_all(journal, as_json=flags["as_json"])
        return
    entry, file_format = _find(journal, entry_id), Format(flags["file_format"])
    target: str | None = flags["output"]
    if forget and target:
        raise ConfigError("reading the command line", "--forget and --output contradict each other", hint="give one.")
    if not forget:
        _deliver(entry, target, file_format, force=flags["force"])
    _tell_done(entry, target, file_format, as_json=flags["as_json"])
    # Last: a secret that standard output did not take is not forgotten.
    journal.remove(entry)


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
        raise ConfigError(f"looking for {entry_id!r} in {journal.folder}", "there is no such entry",
                          hint="`dhis2-oauth recover` lists them.", code="unknown_entry")  # fmt: skip
    return found


def _deliver(entry: Entry, target: str | None, file_format: Format, *, force: bool) -> None:
    if entry.state is EntryState.SAVED_WITHOUT_SECRET:
        raise ConfigError(
            f"delivering the secret of {entry.client_id!r}",
            "DHIS2 has stored that client perhaps without it, so it may not work",
            hint="run the same `create` again and it carries on; or delete that client and --forget this entry.",
            code="secret_not_stored",
        )
    if not target:
        raise ConfigError(
            "delivering the secret",
            "--output is missing",
            hint="name a file, or - for stdout.",
            code="output_missing",
        )
    if target != STDOUT:
        EnvFile(Path(target), overwrite=force, file_format=file_format).deliver(credentials_of(entry))


@_forgetting_nothing()
def _tell_done(entry: Entry, target: str | None, file_format: Format, *, as_json: bool) -> None:
    if as_json:
        shown = _plain(entry) | ({"client_secret": entry.secret} if target == STDOUT else {})
        # Standard output has the secret in this very document.
        named = (Format.JSON if target == STDOUT else file_format) if target else None
        done = {"schema": _SCHEMA, "entry": shown, "delivered_to": target, "format": named, "forgotten": True}
        output().json(done, hands_over=target == STDOUT)
    elif target == STDOUT:
        output().hand_over(credentials_of(entry).written(file_format))
    elif target:
        output().result(f"The secret of {entry.client_id} is in {target} (only you can read that file).")
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
