"""`dhis2-oauth list`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import at_section, read_page
from automation.cli.group import DHIS2, command, under
from automation.cli.missing import complete, target_needs
from automation.cli.options import CLIENT, PageFlags, filter_option, page_options, takes, telling_options
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.clients.stored_client import StoredClient
from automation.flows.services import Services
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.section import Section, ServerInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFlags(PageFlags):
    """All that `list` is told."""

    only: str = ""
    details: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    server: "ServerInfo"
    clients: Sequence[StoredClient]
    of: int


@command("list", example=f"dhis2-oauth list {DHIS2} --filter geo")
@under(
    CLIENT,
    filter_option,
    click.option("--details", is_flag=True,
           help="Open each client as Edit shows it, and say all that DHIS2 has of it."),
)  # fmt: skip
@page_options
@telling_options
@click.pass_obj
@takes(ListFlags)
def list_(redactor: Redactor, given: ListFlags) -> Report:
    """List the OAuth2 clients of a DHIS2.

    Name and grant types are what the page shows. It does not show client IDs (up to 2.41) and redirect URIs; those are
    what DHIS2 told it. Secrets are never shown.
    """
    given = complete(given, lambda it: target_needs(it.instance), asks=True)
    narrator = progress(quiet=given.quiet)
    settings = read_page(given, redactor, narrator)
    services = Services(narrator=narrator, redactor=redactor)

    def job(section: "Section", _browser: "BrowserSession", services: Services) -> _Found:
        from automation.flows.read import as_edited, read_details, read_list

        every = read_list(section, services)
        clients = [client for client in every if client.has(given.only)]
        if given.details:
            clients = [as_edited(client, read_details(section, client, services)) for client in clients]
        return _Found(server=section.server, clients=clients, of=len(every))

    return at_section(settings, services, job, lambda found: _report(found, given), did="listing the clients")


def _report(found: _Found, given: ListFlags) -> Report:
    from automation.cli.client_texts import counted, details, table

    head = counted(found.clients, found.of, found.server.base_url)
    report = Report(url=found.server.base_url, server=found.server, clients=found.clients)
    if not found.clients:
        return replace(report, lines=[f"{head}."])
    blocks = [["", *details(client)] for client in found.clients] if given.details else [["", *table(found.clients)]]
    return replace(report, lines=[f"{head}:", *(line for block in blocks for line in block)])
