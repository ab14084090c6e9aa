"""`dhis2-oauth create`."""

from functools import partial
from typing import TYPE_CHECKING

import click

from automation.cli.at_page import at_page
from automation.cli.group import GEOPRISM, command
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, takes
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.cli.settings import Settings, read_settings
from automation.clients.difference import ClientOutcome, in_words
from automation.errors import AutomationError, Different
from automation.flows.services import NO_OBSERVER, Observer, Services
from automation.narrator import Narrator
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from automation.browser.session import BrowserSession
    from automation.flows.provision import Provisioned
    from automation.flows.stored import CreatedClient

# What the flow imports, at once or when it first calls DHIS2 and its OAuth2 server.
_FLOW = [
    "automation.flows.provision", "automation.flows.deliver", "automation.network.http",
    "authlib.integrations.requests_client",
]  # fmt: skip


@command(example=f"dhis2-oauth create {GEOPRISM}")
@create_options
@click.pass_obj
@takes(CreateFlags)
def create(redactor: Redactor, given: CreateFlags) -> Report:
    """Create an OAuth2 client in DHIS2 and keep its secret.

    It does in System Settings what an administrator does there, and proves the client with a real OAuth2 flow. In a
    terminal it asks for what is missing.
    """
    given = complete(given, create_needs, asks=True)
    narrator = progress(quiet=given.outcome.quiet)
    settings = read_settings(given, redactor, narrator)
    return run(settings, redactor, narrator)


def run(settings: Settings, redactor: Redactor, narrator: Narrator, observer: Observer = NO_OBSERVER) -> Report:
    """Create the client, prove it, deliver its secret, say what happened; then other runs may have it."""
    report = _created(settings, redactor, narrator, observer)
    if report.settle is None:  # else standard output has yet to take the secret
        settings.journal.release()
    return report


def _created(settings: Settings, redactor: Redactor, narrator: Narrator, observer: Observer) -> Report:
    def job(browser: "BrowserSession", services: Services) -> "Provisioned":
        from automation.flows.provision import provision

        return provision(browser, settings.target.instance, settings.spec, services, settings.options)

    services = Services(narrator=narrator, observer=observer, journal=settings.journal, redactor=redactor)
    return at_page(settings, services, job, lambda found: _report(found, settings), did="creating the client",
                   loads=_FLOW, left=lambda error: _left(error, settings))  # fmt: skip


def _left(error: AutomationError, settings: Settings) -> AutomationError:
    from automation.flows.deliver import with_what_is_left

    return with_what_is_left(error, settings.journal, client_id=settings.spec.client_id, file=settings.destination.file)


def _report(found: "Provisioned", settings: Settings) -> Report:
    from automation.flows.deliver import deliver

    delivery = deliver(found, settings.destination, settings.journal)
    return Report(
        url=found.created.instance.base_url,
        result=found.created,
        credentials=found.created.credentials,
        verdict=found.verdict,
        file_format=settings.destination.file_format,
        secret_to_stdout=settings.destination.file is None,
        delivered_to=delivery.to,
        settle=partial(settings.journal.settle, delivery.pending) if delivery.pending else None,
        error=delivery.error or _not_as_asked(found.created, settings),
    )


def _not_as_asked(created: "CreatedClient", settings: Settings) -> AutomationError | None:
    """The error for a client that was kept and is not as asked, where that is not to pass."""
    is_kept = created.outcome is ClientOutcome.FOUND and created.differences
    if not (is_kept and settings.strict):
        return None
    return Different(f"keeping the client {created.credentials.client_id!r}",
                     f"it is not as asked: {in_words(created.differences)}", code="kept_otherwise",
                     hint="--if-exists update makes it so.")  # fmt: skip
