"""`dhis2-oauth doctor`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from automation.browser import session
from automation.cli.advice import Advice
from automation.cli.group import GEOPRISM, command, under
from automation.cli.missing import complete, visit_needs
from automation.cli.options import (
    TELLING,
    browser_basics,
    client_options,
    instance_options,
    json_option,
    session_option,
)
from automation.cli.output import output
from automation.cli.progress import progress
from automation.cli.report import Report, check_lines
from automation.cli.settings import client_needs, read_browser, read_client
from automation.cli.signals import interruptible
from automation.cli.visit import read_visit
from automation.clients.compatibility import check_application
from automation.clients.presets import Preset
from automation.errors import AutomationError, ConfigError, ExitCode, Interrupted
from automation.flows.doctor import Doctor
from automation.secrets.redact import Redactor
from automation.verdict import Check, Verdict

# Of the longest name that a check has, but for those of applications.
_WIDTH = len("authorization server")


@command(example=f"dhis2-oauth doctor {GEOPRISM}")
@instance_options
@session_option
@client_options
@under(TELLING, json_option)
@browser_basics
@click.pass_obj
def doctor(redactor: Redactor, /, **flags: Any) -> Report:
    """Look at all that a client will need, and touch nothing."""
    about_client = bool(flags["preset"] or flags["redirect_uris"])
    complete(flags, visit_needs, *([client_needs] if about_client else []))
    visit, options = read_visit(flags, redactor, progress(quiet=True)), read_browser(flags, redactor)
    instance = visit.instance
    spec, preset = read_client(flags) if about_client else (None, None)
    try:
        with interruptible(), session.open_page(options, state=visit.browser_state) as page:
            patient = Doctor(
                page, instance, session.describe(page), redactor, spec, preset, _sent(preset, flags),
                check_application(preset, flags["app_version"], accepted=True), flags["accept_incompatible"],
                verdict=Verdict() if flags["as_json"] else Verdict(heard=_telling()),
            )  # fmt: skip
            patient.examine()
    except AutomationError as error:
        return Report(url=instance.base_url, error=error)
    except KeyboardInterrupt:
        return Report(url=instance.base_url, error=Interrupted("examining DHIS2"))
    failure = None if patient.exit_code is ExitCode.DONE else Unwell(patient)
    conclusion = "" if failure else f"It works: OAuth2 clients can be made in {patient.instance.base_url} and proved."
    return Report(url=instance.base_url, verdict=patient.verdict, is_told=True, conclusion=conclusion, error=failure)


def _telling() -> Callable[[Check], None]:
    """Tell each check as soon as it is made: some of them take their time."""
    advice = Advice(click.get_current_context())

    def tell(check: Check) -> None:
        output().result(*check_lines(replace(check, next_step=advice(check.next_step)), _WIDTH))

    return tell


def _sent(preset: Preset | None, flags: dict[str, Any]) -> tuple[str, ...]:
    """What the application sends, where the flags say enough to know it."""
    if preset is None or not flags["redirect_uris"]:
        return ()
    try:
        known = preset.spec(
            app_url=flags["app_url"], app_version=flags["app_version"], client_id=flags["client_id"], params={}
        )
    except ConfigError:
        return ()
    return known.redirect_uris


class Unwell(AutomationError):
    """Something that a client needs is not as it should be."""

    default_code = "unwell"

    def __init__(self, patient: Doctor) -> None:
        first = patient.verdict.failures[0]
        super().__init__("examining DHIS2", f"{first.name}: {first.reason}", hint=first.next_step)
        self.exit_code = patient.exit_code
