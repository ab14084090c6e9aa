"""`dhis2-oauth show`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import at_section, read_page
from automation.cli.group import DHIS2, command, under
from automation.cli.missing import client_id_needs, complete, target_needs
from automation.cli.options import (
    OUTPUT,
    SECRET,
    NeededArgument,
    PageFlags,
    format_option,
    option,
    page_options,
    takes,
    telling_options,
)
from automation.cli.parameter_types import FILES
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.clients.stored_client import StoredClient
from automation.errors import ConfigError, SecretUnusable
from automation.flows.services import Services
from automation.secrets.env_file import STDOUT, EnvFile
from automation.secrets.formats import Format
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.section import Section, ServerInfo
    from automation.secrets.credentials import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretFileFlags:
    """The file that a secret goes to."""

    output: str | None = None
    file_format: Format = Format.DOTENV
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFlags(PageFlags):
    """All that `show` is told."""

    client_id: str | None = None
    secret_file: SecretFileFlags = field(default_factory=SecretFileFlags)
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    server: "ServerInfo"
    client: StoredClient
    credentials: "Credentials"


@command(example=f"dhis2-oauth show georegistry {DHIS2}")
@click.argument("client_id", cls=NeededArgument)
@under(
    SECRET,
    option("--output", env="DHIS2_OAUTH_OUTPUT", metavar="FILE", type=OUTPUT, shell_complete=FILES,
           help="Write its secret there, mode 0600. Up to 2.41 Edit shows it; from 2.42 on nobody can read it again."),
    format_option,
    option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an existing --output file."),
)  # fmt: skip
@page_options
@telling_options
@click.pass_obj
@takes(ShowFlags)
def show(redactor: Redactor, given: ShowFlags) -> Report:
    """Show one OAuth2 client, all but its secret.

    CLIENT_ID is its client ID, letter by letter. It is opened as Edit shows it, and closed again.
    """
    given = complete(given, lambda it: [*client_id_needs(it.client_id), *target_needs(it.instance)], asks=True)
    narrator = progress(quiet=given.quiet)
    file = _file(given.secret_file)
    settings = read_page(given, redactor, narrator)
    redactor.spare(given.client_id or "")
    services = Services(narrator=narrator, redactor=redactor)

    def job(section: "Section", _browser: "BrowserSession", services: Services) -> _Found:
        from automation.flows.read import as_edited, find_clients, read_details

        (client,) = find_clients(section, [given.client_id or ""], services)
        shown = read_details(section, client, services)
        return _Found(server=section.server, client=as_edited(client, shown),
                      credentials=shown.at(section.server.endpoints))  # fmt: skip

    return at_section(settings, services, job, lambda found: _report(found, file), did="showing the client")


def _file(given: SecretFileFlags) -> EnvFile | None:
    """The file that its secret is to go to, if it is to go anywhere.

    Raises:
        ConfigError: it cannot be written, or is a terminal.
    """
    if given.output is None:
        return None
    if given.output == STDOUT:
        raise ConfigError("reading --output -", "`show` writes a secret to no terminal and no pipe",
                          hint="name a file.", code="secret_on_show")  # fmt: skip
    file = EnvFile(Path(given.output), overwrite=given.force, same_is_fine=True, file_format=given.file_format)
    file.check()
    return file


def _report(found: _Found, file: EnvFile | None) -> Report:
    from automation.cli.client_texts import details

    error = None
    if file and found.credentials.secret:
        file.deliver(found.credentials)
    elif file:
        error = SecretUnusable(
            f"reading the secret of {found.client.client_id!r}", "from 2.42 on DHIS2 shows the secret of no client",
            hint="delete the client in DHIS2 and create it anew.", code="secret_hidden",
        )  # fmt: skip
    to = str(file.path) if file and not error else None
    where = f"in {to} (only you can read that file)" if to else ""
    about = f"{found.server.release}, form “{found.server.dialect.name}”"
    head = f"The OAuth2 client {found.client.client_id} in {found.server.base_url}"
    return Report(
        url=found.server.base_url, server=found.server, client=found.client, delivered_to=to,
        file_format=file.file_format if file else Format.DOTENV,
        lines=[head, f"({about})", "", *details(found.client, where)], error=error,
    )  # fmt: skip
