"""`dhis2-oauth create`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from automation.browser.options import BrowserOptions
from automation.cli.group import GEOPRISM, command
from automation.cli.interruption import Interrupted, interruptible, undisturbed
from automation.cli.missing import complete, create_needs
from automation.cli.options import CreateOptions, create_options, takes
from automation.cli.progress import progress
from automation.cli.render import Report, credentials, credentials_of
from automation.cli.settings import Settings, read_settings
from automation.cli.stopping import not_verified, with_what_is_left
from automation.clients import compatibility
from automation.clients.client import ClientSpec
from automation.errors import AutomationError, SecretUnusable
from automation.narrator import Narrator, Together
from automation.recording.observer import NOBODY, Witness
from automation.secrets import formats
from automation.secrets.env_file import STDOUT
from automation.secrets.redact import Redactor

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from automation.flows.created import CreatedClient
    from automation.flows.provision import Provisioned
    from automation.flows.section import Helpers


@command(example=f"dhis2-oauth create {GEOPRISM}")
@create_options
@click.pass_obj
@takes(CreateOptions)
def create(redactor: Redactor, given: CreateOptions) -> Report:
    """Create an OAuth2 client in DHIS2 and keep its secret.

    It does in System Settings what an administrator does there, and proves the client with a real OAuth2 flow. In a
    terminal it asks for what is missing.
    """
    given = complete(given, create_needs, asks=True)
    narrator = progress(quiet=given.outcome.quiet)
    settings = read_settings(given, redactor, narrator)
    return run(settings, redactor, narrator)


def run(settings: Settings, redactor: Redactor, narrator: Narrator, witness: Witness = NOBODY) -> Report:
    """Create the client, prove it, deliver its secret, say what happened; then other runs may have it."""
    report = _created(settings, redactor, narrator, witness)
    if report.settle is None:  # else standard output has yet to take the secret
        settings.journal.release()
    return report


def _created(settings: Settings, redactor: Redactor, narrator: Narrator, witness: Witness) -> Report:
    from automation.browser import session
    from automation.flows.provision import provision

    target, url = settings.target, settings.target.instance.base_url
    try:
        with interruptible():
            with session.open_page(settings.browser, state=target.browser_state) as page, witness.turn_to(page):
                helpers = _helpers(settings, redactor, Together([narrator, witness]), page, witness.keystroke)
                found = provision(
                    page, target.instance, settings.spec, helpers, settings.wishes,
                    fresh=lambda keeps_session: _fresh(page, settings.browser, witness, keeps_session=keeps_session),
                )  # fmt: skip
            with undisturbed():
                return _handed_over(settings, found)
    except AutomationError as error:
        return Report(url=url, error=_left(error, settings))
    except (click.Abort, KeyboardInterrupt):
        return Report(url=url, error=_left(Interrupted("creating the client", "interrupted"), settings))


def _left(error: AutomationError, settings: Settings) -> AutomationError:
    return with_what_is_left(error, settings.journal, client_id=settings.spec.client_id, sink=settings.sink)


@contextmanager
def _fresh(page: "Page", options: BrowserOptions, witness: Witness, *, keeps_session: bool) -> Iterator["Page"]:
    from automation.browser import session
    from automation.flows.section import session_of

    state = session_of(page) if keeps_session else None
    with session.fresh_page(page, options, state=state) as fresh, witness.turn_to(fresh):
        yield fresh


def _helpers(settings: Settings, redactor: Redactor, narrator: Narrator, page: "Page", keystroke: float) -> "Helpers":
    from automation.flows.section import Helpers
    from automation.recording.screenshots import Screenshots
    from automation.recording.traces import Traces

    shots = [Screenshots(page, settings.screenshot_dir, narrator)] if settings.screenshot_dir else []
    traces = [Traces(page, settings.trace_dir, redactor, narrator)] if settings.trace_dir else []
    return Helpers(
        narrator=Together([narrator, *traces, *shots]),
        journal=settings.journal,
        redactor=redactor,
        allow=compatibility.dhis2_check(settings.preset, narrator.note, accepted=settings.accept_incompatible),
        keystroke=keystroke,
        deliverable=lambda entry: formats.check(credentials_of(entry).values(), settings.file_format),
    )


def _handed_over(settings: Settings, found: "Provisioned") -> Report:
    """Hand the secret over if it is known to work, or was not to be proved; then forget it."""
    created = found.created
    report = Report(url=created.instance.base_url, result=created, verdict=found.verdict,
                    file_format=settings.file_format, secret_to_stdout=settings.sink is None)  # fmt: skip
    if created.entry and not created.secret_stored:
        settings.journal.remove(created.entry)
        return replace(report, error=_dead_secret(settings.spec))
    if found.verdict and not found.verdict.is_good:
        return replace(report, error=_left(not_verified(found.verdict, settings.spec.client_id), settings))
    if not created.content.secret:
        return replace(report, error=_hidden_secret(settings.spec))
    try:
        report = replace(report, delivered_to=_deliver(settings, created))
    except AutomationError as error:
        return replace(report, error=_left(error, settings))
    if created.entry and settings.sink is None:
        # Standard output may yet fail; whoever prints the secret settles the journal.
        return replace(report, settle=partial(settings.journal.remove, created.entry))
    if created.entry:
        settings.journal.remove(created.entry)
    return report


def _deliver(settings: Settings, created: "CreatedClient") -> str:
    if settings.sink is None:
        formats.check(credentials(created).values(), settings.file_format)
        return STDOUT
    settings.sink.deliver(credentials(created))
    return str(settings.sink.path)


def _dead_secret(spec: ClientSpec) -> SecretUnusable:
    return SecretUnusable(
        f"opening {spec.client_id!r} again after Save",
        "DHIS2 has stored the client without its secret: from 2.42 on the form shows a secret that it never sends",
        hint="delete the client in DHIS2 and run this again without --ui-only: it is then completed through DHIS2's "
        "API. The secret was not kept.",
    )


def _hidden_secret(spec: ClientSpec) -> SecretUnusable:
    return SecretUnusable(
        f"reading the secret of {spec.client_id!r}",
        "the client is there, but from 2.42 on DHIS2 shows the secret of no client",
        hint="name the file that has it with --output; or delete the client in DHIS2 and create it anew.",
        code="secret_hidden",
    )
