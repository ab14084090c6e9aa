"""`dhis2-oauth update`."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import at_section, read_page
from automation.cli.connection import state_folder
from automation.cli.group import DHIS2, command, under
from automation.cli.missing import client_id_needs, complete, target_needs
from automation.cli.options import (
    CLIENT,
    PROOF,
    TELLING,
    NeededArgument,
    PageFlags,
    as_grants,
    dry_run_option,
    page_options,
    takes,
    telling_options,
    verify_option,
)
from automation.cli.own_file import OwnFileFlags, own_file, own_file_options, secret_in
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.clients.client import GrantType
from automation.clients.difference import ClientOutcome
from automation.clients.needs import check_text
from automation.clients.redirect_uri import check_redirect_uri
from automation.errors import AutomationError, ConfigError
from automation.flows.services import Services
from automation.secrets.env_file import EnvFile
from automation.secrets.formats import Format
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.section import Section
    from automation.flows.stored import CreatedClient
    from automation.flows.update import Changes
    from automation.verdict import ProofVerdict

    _Found = tuple[CreatedClient, ProofVerdict | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFlags:
    """What is to be another way."""

    name: str | None = None
    grants: tuple[GrantType, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFlags(PageFlags):
    """All that `update` is told."""

    client_id: str | None = None
    changes: ChangeFlags = field(default_factory=ChangeFlags)
    own_file: OwnFileFlags = field(default_factory=OwnFileFlags)
    verify: bool = True
    dry_run: bool = False
    quiet: bool = False


@command(example=f"dhis2-oauth update georegistry {DHIS2} --add-redirect-uri https://geoprism.example.org/new/callback")
@click.argument("client_id", cls=NeededArgument)
@under(
    CLIENT,
    click.option("--name", metavar="TEXT", help="Its new name."),
    click.option("--grant", "grants", multiple=True, type=click.Choice([grant.value for grant in GrantType]),
                 callback=as_grants, help="Grant type to tick (repeatable); all others are unticked."),
    click.option("--redirect-uri", "redirect_uris", metavar="URI", multiple=True,
                 help="Redirect URI (repeatable). Replaces all that it has."),
    click.option("--add-redirect-uri", "add", metavar="URI", multiple=True,
                 help="Redirect URI to add (repeatable)."),
    click.option("--remove-redirect-uri", "remove", metavar="URI", multiple=True,
                 help="Redirect URI to take away (repeatable)."),
)  # fmt: skip
@own_file_options
@under(PROOF, verify_option)
@under(TELLING, dry_run_option)
@page_options
@telling_options
@click.pass_obj
@takes(UpdateFlags)
def update(redactor: Redactor, given: UpdateFlags) -> Report:
    """Change an OAuth2 client, and prove it.

    CLIENT_ID is its client ID, which stays. It is opened with Edit, what differs is changed, and all else stays.
    """
    given = complete(given, lambda it: [*client_id_needs(it.client_id), *target_needs(it.instance)], asks=True)
    narrator = progress(quiet=given.quiet)
    client_id = given.client_id or ""
    changes = _changes(given.changes)
    file = own_file(given.own_file, client_id)
    settings = read_page(given, redactor, narrator)
    redactor.spare(client_id)
    journal = Journal(state_folder(given.instance.state_dir))
    journal.claim(settings.target.instance.base_url, client_id)
    known = secret_in(file, client_id, redactor)

    def job(section: "Section", browser: "BrowserSession", services: Services) -> "_Found":
        from automation.flows.provision import prove_client, try_client
        from automation.flows.read import find_clients
        from automation.flows.update import update_client

        if file and not known and not section.server.dialect.shows_stored_secret:
            raise _not_in(file, client_id)
        (client,) = find_clients(section, [client_id], services)
        done = update_client(section, client, changes, services, dry_run=given.dry_run)
        if known and not done.credentials.secret:
            done = replace(done, credentials=replace(done.credentials, secret=known))
        if not given.verify or done.outcome is not ClientOutcome.UPDATED:
            return done, None
        prove = prove_client if done.credentials.secret else try_client
        return done, prove(browser, done, services, scopes=client.known_scopes)

    try:
        services = Services(narrator=narrator, redactor=redactor, journal=journal)
        return at_section(settings, services, job, partial(_report, given=given, file=file), did="changing the client")
    finally:
        journal.release()


def _changes(given: ChangeFlags) -> "Changes":
    """What is to be another way, checked.

    Raises:
        ConfigError: nothing is, or something is wrong.
    """
    from automation.flows.update import Changes

    if given == ChangeFlags():
        hint = "give --name, --grant, --redirect-uri, --add-redirect-uri or --remove-redirect-uri."
        saw = "nothing is said of what is to change"
        raise ConfigError("reading the command line", saw, hint=hint, code="nothing_to_change")
    if given.name is not None:
        check_text("--name", given.name)
    for uri in (*given.redirect_uris, *given.add):
        check_redirect_uri(uri)
    return Changes(
        name=given.name,
        grant_types=frozenset(given.grants) or None,
        redirect_uris=given.redirect_uris or None,
        add=given.add,
        remove=given.remove,
    )


def _not_in(file: EnvFile, client_id: str) -> ConfigError:
    return ConfigError(f"looking for the secret of {client_id!r} in {file.path}",
                       "it is not there, and from 2.42 on DHIS2 shows the secret of no client",
                       hint="leave --output out, or name the file that has it; nothing was changed.",
                       code="secret_hidden")  # fmt: skip


def _report(found: "_Found", *, given: UpdateFlags, file: EnvFile | None) -> Report:
    from automation.flows.verify import not_verified

    done, verdict = found
    error: AutomationError | None = None
    if verdict and verdict.failures:
        error = not_verified(verdict, done.credentials.client_id)
        error = error.with_hint("The change is stored in DHIS2; `dhis2-oauth update` can take it back.")
    delivers = file is not None and bool(done.credentials.secret) and not given.dry_run and error is None
    if file and delivers:
        file.deliver(done.credentials)
    return Report(
        url=done.instance.base_url, result=done, credentials=done.credentials, verdict=verdict,
        delivered_to=str(file.path) if file and delivers else None,
        file_format=file.file_format if file else Format.DOTENV,
        is_planned=given.dry_run, lines=[] if done.credentials.secret or not verdict else _UNPROVED, error=error,
    )  # fmt: skip


_UNPROVED = [
    "",
    "No token was asked for: from 2.42 on DHIS2 shows the secret of no client. With --output and the file that has",
    "it, the client is proved.",
]
