"""`dhis2-oauth create`."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from automation import browser, compatibility
from automation.cli.options import browser_options, client_options, instance_options, outcome_options
from automation.cli.progress import progress
from automation.cli.report import Report, credentials
from automation.cli.settings import Settings, read_settings
from automation.client import ClientSpec
from automation.errors import AutomationError, ExitCode, SecretUnusable
from automation.flows.create import CreatedClient, create_client
from automation.flows.section import Helpers
from automation.narrator import Narrator, Together
from automation.recording.screenshots import Screenshots
from automation.redact import Redactor
from automation.sinks import STDOUT


@click.command()
@instance_options
@client_options
@outcome_options
@browser_options
@click.pass_obj
def create(redactor: Redactor, /, **flags: Any) -> Report:
    """Create an OAuth2 client in DHIS2's System Settings and keep its secret."""
    narrator = progress(quiet=flags["quiet"])
    settings = read_settings(flags, redactor, narrator)
    return run(settings, redactor, narrator)


def run(settings: Settings, redactor: Redactor, narrator: Narrator) -> Report:
    """Create the client, deliver its secret, say what happened."""
    result = None
    known = {entry.id for entry in settings.journal.entries()}
    try:
        with _sigterm_as_interrupt(), browser.open_page(settings.browser) as page:
            shots = [Screenshots(page, settings.screenshot_dir)] if settings.screenshot_dir else []
            helpers = Helpers(
                narrator=Together([narrator, *shots]),
                journal=settings.journal,
                redactor=redactor,
                allow=compatibility.dhis2_check(settings.preset, narrator.note, accepted=settings.accept_incompatible),
            )
            result = create_client(page, settings.instance, settings.spec, helpers,
                                   keep_existing=settings.keep_existing, override=settings.override)  # fmt: skip
        return _delivered(settings, result)
    except AutomationError as error:
        return Report(url=settings.instance.base_url, result=result, error=error)
    except KeyboardInterrupt:
        left = [entry for entry in settings.journal.entries() if entry.id not in known]
        return Report(url=settings.instance.base_url, result=result, error=Interrupted(secret_is_safe=bool(left)))


class Interrupted(AutomationError):
    """The user, or the system, asked us to stop."""

    exit_code = ExitCode.INTERRUPTED
    default_code = "interrupted"

    def __init__(self, *, secret_is_safe: bool) -> None:
        if secret_is_safe:
            super().__init__("creating the client", "interrupted around Save, so DHIS2 may or may not have stored it",
                             hint="look whether it is in the list; `dhis2-oauth recover` has its secret.")  # fmt: skip
        else:
            super().__init__("creating the client", "interrupted before Save; nothing was stored in DHIS2")


def _delivered(settings: Settings, result: CreatedClient) -> Report:
    """Hand the secret over, then forget it."""
    url = settings.instance.base_url
    if result.entry and not result.secret_stored:
        settings.journal.remove(result.entry)
        return Report(url=url, result=result, error=_dead_secret(settings.spec))
    if not result.content.secret:
        return Report(url=url, result=result)
    delivered_to = STDOUT
    if settings.sink:
        settings.sink.deliver(credentials(result))
        delivered_to = str(settings.sink.path)
    if result.entry:
        settings.journal.remove(result.entry)
    return Report(url=url, result=result, delivered_to=delivered_to)


def _dead_secret(spec: ClientSpec) -> SecretUnusable:
    return SecretUnusable(
        f"opening {spec.client_id!r} again after Save",
        "DHIS2 has stored the client without its secret: from 2.42 on the form shows a secret that it never sends",
        hint="the secret shown was not kept, because no token can be had with it. Set clientSecret through the API.",
    )


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """A service manager's stop is answered like Ctrl-C: with a sentence about what happened."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
