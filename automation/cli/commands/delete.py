"""`dhis2-oauth delete`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import PageSettings, at_section, read_page
from automation.cli.confirm import YES, check_somebody_can_confirm, confirm
from automation.cli.connection import read_url, state_folder
from automation.cli.group import DHIS2, command, under
from automation.cli.missing import client_id_needs, complete, target_needs
from automation.cli.options import CLIENT, NeededArgument, PageFlags, page_options, takes, telling_options
from automation.cli.progress import Progress, progress
from automation.cli.render import Report
from automation.clients.difference import ClientOutcome
from automation.clients.stored_client import StoredClient
from automation.errors import AutomationError, listed
from automation.flows.services import Services
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.delete import Deletions
    from automation.flows.section import Section, ServerInfo

_ASKING = "asking whether to delete"
_FOR_GOOD = "This cannot be undone: a secret is lost with its client, and a new client of that ID gets another one."


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteFlags(PageFlags):
    """All that `delete` is told."""

    client_id: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    missing_ok: bool = False
    quiet: bool = False


@dataclass(slots=True)
class _Run:
    """What is known so far, for whatever ends the run."""

    server: "ServerInfo | None" = None
    deletions: "Deletions | None" = None


@command(example=f"dhis2-oauth delete georegistry {DHIS2}")
@click.argument("client_id", nargs=-1, cls=NeededArgument)
@under(
    CLIENT,
    click.option("--yes", is_flag=True, help="Delete without asking; needed where there is no terminal to ask on."),
    click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing."),
    click.option("--missing-ok", is_flag=True,
                 help="A client that is not there is as good as deleted; else nothing is deleted then."),
)  # fmt: skip
@page_options
@telling_options
@click.pass_obj
@takes(DeleteFlags)
def delete(redactor: Redactor, given: DeleteFlags) -> Report:
    """Delete OAuth2 clients for good, once you have confirmed it.

    CLIENT_ID is a client ID, letter by letter, and no pattern; there may be several. All of them must be there, or none
    is deleted. The page itself asks nobody; this command shows what it is about to delete, and asks.
    """
    given = complete(given, lambda it: [*client_id_needs(it.client_id), *target_needs(it.instance)], asks=True)
    check_somebody_can_confirm(_ASKING, is_sure=given.yes or given.dry_run,
                               hint="add --yes, or look first with --dry-run.")  # fmt: skip
    narrator = progress(quiet=given.quiet)
    journal = Journal(state_folder(given.instance.state_dir))
    try:
        if not given.dry_run:
            journal.check()
            for client_id in given.client_id:
                journal.claim(read_url(given.instance), client_id)
        for client_id in given.client_id:
            redactor.spare(client_id)
        settings = read_page(given, redactor, narrator)
        return _deleted(settings, given, Services(narrator=narrator, redactor=redactor, journal=journal), narrator)
    finally:
        journal.release()


def _deleted(settings: PageSettings, given: DeleteFlags, services: Services, narrator: Progress) -> Report:
    run = _Run()

    def job(section: "Section", browser: "BrowserSession", services: Services) -> None:
        from automation.flows.delete import delete_clients, find_named, see_unchanged
        from automation.flows.section import reopened

        run.server = section.server
        run.deletions = find_named(section, given.client_id, services, missing_ok=given.missing_ok)
        if given.dry_run or not run.deletions.found:
            return
        for client_id in given.client_id:
            # A run claims by the address that was asked for, and again by the one that DHIS2 itself uses.
            services.journal.claim(section.server.base_url, client_id)
        if not given.yes:
            _confirm(run.deletions.found, section.server, narrator)
            # Whoever was asked has taken their time: the session may have ended, the list may be old.
            section = reopened(browser.page, section, services)
            see_unchanged(section, run.deletions.found, services)
        delete_clients(section, run.deletions, services)

    def report(_none: None = None) -> Report:
        return _report(run, given, services.journal)

    done = at_section(
        settings, services, job, report, did="deleting clients", left=lambda error: _left(error, run, given)
    )
    return done if done.error is None else replace(report(), url=done.url, error=done.error)


def _confirm(clients: list[StoredClient], server: "ServerInfo", narrator: Progress) -> None:
    """Show what is about to be deleted, and ask."""
    from automation.cli.client_texts import details

    is_one, count = len(clients) == 1, str(len(clients))
    told = [f"About to delete {'this client' if is_one else f'these {count} clients'} in {server.base_url}:"]
    for client in clients:
        told += ["", *details(client)]
    told += ["", *_consequences(server, is_one=is_one), _FOR_GOOD]
    question = "Delete it? [y/N]" if is_one else f"Type {count} to delete all {count}, anything else to keep them"
    confirm(_ASKING, told, question, narrator, accepted=YES if is_one else (count,))


def _consequences(server: "ServerInfo", *, is_one: bool) -> Iterator[str]:
    lifetime = server.dialect.server_kind.token_lifetime
    yield f"An application that uses {'it' if is_one else 'one'} can then sign nobody in, and gets no new tokens."
    yield f"Tokens that it has already may still work until they end, as a rule within {lifetime}."


def _left(error: AutomationError, run: _Run, given: DeleteFlags) -> AutomationError:
    """The error with what is gone by then and what is not, where anything may be."""
    deletions = run.deletions
    if deletions is None or not (deletions.deleted or deletions.pressed):
        is_said = "nothing was deleted" in f"{error.message} {error.hint}".casefold()
        return error if is_said else error.with_hint("Nothing was deleted.")
    said = [
        *_said(deletions.deleted, "is deleted for good", "are deleted for good"),
        *_said(deletions.left, "is still there", "are still there"),
    ]
    if deletions.pressed:
        said.append(f"of {deletions.pressed.client_id!r} it is not known: `dhis2-oauth list` shows whether it is there")
    if deletions.left or deletions.pressed:
        how = "" if given.missing_ok else " with --missing-ok"
        said[-1] += f". Run this again{how} to delete the rest"
    return error.with_hint(f"{'; '.join(said)}.")


def _said(clients: list[StoredClient], one: str, many: str) -> Iterator[str]:
    if clients:
        named = listed([repr(client.client_id) for client in clients])
        yield f"{named} {one if len(clients) == 1 else many}"


def _report(run: _Run, given: DeleteFlags, journal: Journal) -> Report:
    """What was deleted, or would be; also where the run ended early."""
    server, deletions = run.server, run.deletions
    if server is None or deletions is None:
        return Report(server=server)
    clients = deletions.found if given.dry_run else deletions.deleted
    did = "Would delete" if given.dry_run else "Deleted"
    lines = [line for client in clients for line in _about(client, server, did, given, journal)]
    lines += [f"There is no OAuth2 client {client_id} in {server.base_url}." for client_id in deletions.absent]
    if clients and not given.dry_run:
        lines.append(_FOR_GOOD)
    return Report(
        url=server.base_url, server=server, lines=lines, clients=clients,
        client=clients[0] if len(clients) == 1 and len(given.client_id) == 1 else None,
        outcome=ClientOutcome.DELETED if deletions.deleted else None,
    )  # fmt: skip


def _about(client: StoredClient, server: "ServerInfo", did: str, given: DeleteFlags, journal: Journal) -> Iterator[str]:
    from automation.cli.client_texts import details

    yield f"{did} the OAuth2 client {client.client_id} in {server.base_url}."
    yield from details(client, "" if given.dry_run else "lost with it")
    if not given.dry_run:
        for entry in journal.entries_of(server.base_url, client.client_id):
            yield f"The journal still has a secret of it, now of no use: `dhis2-oauth recover {entry.id} --forget`."
