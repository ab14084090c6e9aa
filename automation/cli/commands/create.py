"""`dhis2-oauth create`."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import click

from automation.cli.group import GEOPRISM, command
from automation.cli.interruption import interruptible, undisturbed
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateFlags, create_options, takes
from automation.cli.progress import progress
from automation.cli.render import Report
from automation.cli.settings import Settings, read_settings
from automation.errors import AutomationError, Interrupted
from automation.flows.services import NO_OBSERVER, Observer, Services
from automation.narrator import Narrator, Together
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from automation.flows.provision import Provisioned


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
    from automation.browser import session

    target, url = settings.target, settings.target.instance.base_url
    try:
        with interruptible():
            with (
                session.open_page(settings.browser, state=target.browser_state, meanwhile=_load_the_flow) as page,
                observer.watch(page),
            ):
                from automation.flows.provision import provision

                services = _services(settings, redactor, Together([narrator, observer]), page, observer)
                browser = session.BrowserSession(page, settings.browser)
                found = provision(browser, target.instance, settings.spec, services, settings.options)
            with undisturbed():
                return _report(found, settings)
    except AutomationError as error:
        return Report(url=url, error=_left(error, settings))
    except (click.Abort, KeyboardInterrupt):
        return Report(url=url, error=_left(Interrupted("creating the client", "interrupted"), settings))


def _left(error: AutomationError, settings: Settings) -> AutomationError:
    from automation.flows.deliver import with_what_is_left

    return with_what_is_left(error, settings.journal, client_id=settings.spec.client_id, file=settings.destination.file)


def _load_the_flow() -> None:
    """Load what the flow imports, at once or when it first calls DHIS2 and its OAuth2 server."""
    for name in ("flows.provision", "flows.deliver", "network.http"):
        import_module(f"automation.{name}")
    import_module("authlib.integrations.requests_client")


def _services(settings: Settings, redactor: Redactor, narrator: Narrator, page: "Page", observer: Observer) -> Services:
    kept: list[Narrator] = []
    if settings.trace_dir:
        from automation.recording.traces import Traces

        kept.append(Traces(page, settings.trace_dir, redactor, narrator))
    if settings.screenshot_dir:
        from automation.recording.screenshots import Screenshots

        kept.append(Screenshots(page, settings.screenshot_dir, narrator))
    return Services(narrator=Together([narrator, *kept]), observer=observer, journal=settings.journal,
                    redactor=redactor)  # fmt: skip


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
        error=delivery.error,
    )
