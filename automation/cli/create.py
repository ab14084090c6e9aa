"""`dhis2-oauth create`."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import Any

import click

from automation import browser, compatibility
from automation.cli.options import (
    browser_options,
    client_options,
    instance_options,
    outcome_options,
    proof_options,
)
from automation.cli.progress import progress
from automation.cli.report import Report, credentials
from automation.cli.settings import Settings, read_settings
from automation.client import ClientSpec
from automation.errors import AutomationError, ExitCode, SecretUnusable
from automation.flows.create import CreatedClient
from automation.flows.provision import Provisioned, provision
from automation.flows.section import Helpers
from automation.journal import Entry, EntryState
from automation.narrator import Narrator, Together
from automation.recording.screenshots import Screenshots
from automation.redact import Redactor
from automation.sinks import STDOUT
from automation.verdict import Verdict

_RECOVER = "The secret is safe: `dhis2-oauth recover` has it."


@click.command()
@instance_options
@client_options
@outcome_options
@proof_options
@browser_options
@click.pass_obj
def create(redactor: Redactor, /, **flags: Any) -> Report:
    """Create an OAuth2 client in DHIS2's System Settings and keep its secret."""
    narrator = progress(quiet=flags["quiet"])
    settings = read_settings(flags, redactor, narrator)
    return run(settings, redactor, narrator)


def run(settings: Settings, redactor: Redactor, narrator: Narrator) -> Report:
    """Create the client, prove it, deliver its secret, say what happened."""
    url = settings.instance.base_url
    known = {entry.id for entry in settings.journal.entries()}
    try:
        with interruptible(), browser.open_page(settings.browser) as page:
            shots = [Screenshots(page, settings.screenshot_dir)] if settings.screenshot_dir else []
            helpers = Helpers(
                narrator=Together([narrator, *shots]),
                journal=settings.journal,
                redactor=redactor,
                allow=compatibility.dhis2_check(settings.preset, narrator.note, accepted=settings.accept_incompatible),
            )
            found = provision(
                page,
                settings.instance,
                settings.spec,
                helpers,
                settings.wishes,
                fresh=lambda: browser.fresh_page(page, settings.browser),
            )
    except AutomationError as error:
        return Report(url=url, error=error)
    except KeyboardInterrupt:
        left = [entry for entry in settings.journal.entries() if entry.id not in known]
        return Report(url=url, error=_interrupted(left))
    return _handed_over(settings, found)


class Interrupted(AutomationError):
    """The user, or the system, asked us to stop."""

    exit_code = ExitCode.INTERRUPTED
    default_code = "interrupted"

    def __init__(self, did: str, saw: str = "interrupted; nothing was changed in DHIS2", hint: str = "") -> None:
        super().__init__(did, saw, hint=hint)


def _interrupted(left: list[Entry]) -> Interrupted:
    did = "creating the client"
    if not left:
        return Interrupted(did, "interrupted before Save; nothing was stored in DHIS2")
    if any(entry.state is EntryState.SAVED_WITHOUT_SECRET for entry in left):
        return Interrupted(did, "interrupted after Save; DHIS2 has stored the client without its secret",
                           hint="delete that client in DHIS2 and create it again.")  # fmt: skip
    if any(entry.state is EntryState.SAVED for entry in left):
        return Interrupted(did, "interrupted after Save; DHIS2 has stored the client", hint=_RECOVER)
    return Interrupted(did, "interrupted around Save, so DHIS2 may or may not have stored it",
                       hint=f"look whether it is in the list. {_RECOVER}")  # fmt: skip


def _handed_over(settings: Settings, found: Provisioned) -> Report:
    """Hand the secret over if it is known to work, or was not to be proved; then forget it."""
    created = found.created
    report = Report(url=settings.instance.base_url, result=created, verdict=found.verdict,
                    secret_to_stdout=settings.sink is None)  # fmt: skip
    if created.entry and not created.secret_stored:
        settings.journal.remove(created.entry)
        return replace(report, error=_dead_secret(settings.spec))
    if found.verdict and not found.verdict.is_good:
        return replace(report, error=not_verified(found.verdict, kept=bool(created.entry)))
    if not created.content.secret:
        return report
    try:
        report = replace(report, delivered_to=_deliver(settings, created))
    except AutomationError as error:
        return replace(report, error=error.with_hint(_RECOVER) if created.entry else error)
    if created.entry and settings.sink is None:
        # Standard output may yet fail; whoever prints the secret settles the journal.
        return replace(report, settle=partial(settings.journal.remove, created.entry))
    if created.entry:
        settings.journal.remove(created.entry)
    return report


def _deliver(settings: Settings, created: CreatedClient) -> str:
    if settings.sink is None:
        return STDOUT
    settings.sink.deliver(credentials(created))
    return str(settings.sink.path)


def not_verified(verdict: Verdict, *, kept: bool) -> SecretUnusable:
    """The error for a client that did not stand the proof."""
    first = verdict.failures[0] if verdict.failures else None
    saw = f"{first.name}: {first.reason}" if first else "nothing could be proved"
    hint = first.next_step if first else "tick a grant type that can be tried."
    more = " The secret was not handed over; `dhis2-oauth recover` has it." if kept else ""
    return SecretUnusable("proving the client with a real OAuth2 flow", saw, hint=f"{hint}{more}", code="not_verified")


def _dead_secret(spec: ClientSpec) -> SecretUnusable:
    return SecretUnusable(
        f"opening {spec.client_id!r} again after Save",
        "DHIS2 has stored the client without its secret: from 2.42 on the form shows a secret that it never sends",
        hint="leave --ui-only out, and the client is completed through DHIS2's API. The secret was not kept.",
    )


@contextmanager
def interruptible() -> Iterator[None]:
    """A service manager's stop is answered like Ctrl-C: with a sentence about what happened."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
