"""`dhis2-oauth audit`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import at_section, read_page
from automation.cli.group import DHIS2, command, under
from automation.cli.missing import complete, target_needs
from automation.cli.options import CLIENT, PROOF, PageFlags, filter_option, option, page_options, takes, telling_options
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.clients.findings import FindingSeverity
from automation.clients.stored_client import StoredClient
from automation.errors import Different
from automation.flows.services import Services
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.clients.audit import Audit
    from automation.flows.section import Section, ServerInfo

_NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFlags(PageFlags):
    """All that `audit` is told."""

    only: str = ""
    fail_on: str = FindingSeverity.CRITICAL
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    server: "ServerInfo"
    clients: Sequence[StoredClient]
    of: int
    audit: "Audit"


@command(example=f"dhis2-oauth audit {DHIS2} --fail-on warning")
@under(CLIENT, filter_option)
@under(
    PROOF,
    option("--fail-on", env="DHIS2_OAUTH_FAIL_ON", type=click.Choice([_NEVER, *map(str, FindingSeverity)]),
           default=FindingSeverity.CRITICAL.value, show_default=True,
           help="End with exit code 12 where something is found that is as severe as that, or more."),
)  # fmt: skip
@page_options
@telling_options
@click.pass_obj
@takes(AuditFlags)
def audit(redactor: Redactor, given: AuditFlags) -> Report:
    """Judge all OAuth2 clients of a DHIS2 as a security officer would.

    Each finding has a reason, a severity (info, warning or critical), what to do about it, and a link to what is
    written of its rule. Nothing is changed in DHIS2, and no secret is shown.
    """
    given = complete(given, lambda it: target_needs(it.instance), asks=True)
    narrator = progress(quiet=given.quiet)
    settings = read_page(given, redactor, narrator)
    services = Services(narrator=narrator, redactor=redactor)

    def job(section: "Section", _browser: "BrowserSession", services: Services) -> _Found:
        from automation.flows.audit import audit_clients
        from automation.flows.read import read_list

        every = read_list(section, services)
        meant = [client for client in every if client.has(given.only)]
        found = audit_clients(every, section.server, services)
        return _Found(server=section.server, clients=meant, of=len(every), audit=found.about(meant))

    return at_section(settings, services, job, lambda found: _report(found, given), did="auditing the clients")


def _report(found: _Found, given: AuditFlags) -> Report:
    from automation.cli.audit_text import audit_lines
    from automation.cli.client_texts import counted

    server = found.server
    about = f"({server.release}, form “{server.dialect.name}”)"
    head = f"Audit of {counted(found.clients, found.of, server.base_url)}"
    report = Report(
        url=server.base_url, server=server, clients=found.clients, audit=found.audit,
        lines=[head, about, *audit_lines(found.audit, found.clients)],
    )  # fmt: skip
    return replace(report, error=_failure(found.audit, given.fail_on))


def _failure(found: "Audit", fail_on: str) -> Different | None:
    """What ends the command with another exit code than 0, if anything does."""
    from automation.cli.audit_text import severe

    if fail_on == _NEVER or not (reaching := found.reaching(FindingSeverity(fail_on))):
        return None
    return Different("auditing the clients", severe(reaching, FindingSeverity(fail_on)),
                     hint="each finding says what to do; --fail-on says which of them end the command like this.",
                     code="audit_failed")  # fmt: skip
