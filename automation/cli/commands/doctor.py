"""`dhis2-oauth doctor`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from automation.cli.advice import Advice
from automation.cli.connection import read_browser, read_target, read_url
from automation.cli.group import GEOPRISM, command, under
from automation.cli.interruption import interruptible
from automation.cli.missing import complete, target_needs
from automation.cli.options import (
    TELLING,
    BrowserFlags,
    InstanceFlags,
    browser_basics,
    client_options,
    instance_options,
    json_option,
    session_option,
    takes,
)
from automation.cli.output import output
from automation.cli.progress import progress
from automation.cli.render import Report, check_lines
from automation.clients.description import ClientFlags, client_needs, client_spec, preset_of
from automation.clients.preset import Preset
from automation.clients.presets import replaced
from automation.dialects.compatibility import check_application
from automation.errors import AutomationError, ConfigError, ExitCode, Interrupted
from automation.network.options import ConnectionOptions
from automation.secrets.redact import Redactor
from automation.verdict import Check, Verdict

if TYPE_CHECKING:
    from automation.flows.doctor import Doctor

# Of the longest name that a check has, but for those of applications.
_WIDTH = len("authorization server")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOptions:
    """All that `doctor` is told."""

    instance: InstanceFlags
    client: ClientFlags
    accept_incompatible: bool
    as_json: bool
    connection: ConnectionOptions
    browser: BrowserFlags


@command(example=f"dhis2-oauth doctor {GEOPRISM}")
@instance_options
@session_option
@client_options
@under(TELLING, json_option)
@browser_basics
@click.pass_obj
@takes(DoctorOptions)
def doctor(redactor: Redactor, given: DoctorOptions) -> Report:
    """Look at all that a client will need, and touch nothing."""
    from automation.browser import session
    from automation.flows.doctor import Doctor

    client = given.client
    about_client = bool(client.redirect_uris or preset_of(client))
    complete(given, lambda it: [*target_needs(it.instance), *(client_needs(it.client) if about_client else [])])
    target = read_target(given.instance, redactor, progress(quiet=True))
    options = read_browser(read_url(given.instance), given.connection, given.browser, redactor)
    instance = target.instance
    spec, preset = client_spec(client) if about_client else (None, None)
    if preset and preset.replaces:
        output().say(f"! {replaced(preset)}")
    try:
        with interruptible(), session.open_page(options, state=target.browser_state) as page:
            diagnosis = Doctor(
                page, instance, session.describe(page), redactor, spec, preset, _sent(preset, client),
                check_application(preset, client.app_version, accepted=True), given.accept_incompatible,
                verdict=Verdict() if given.as_json else Verdict(heard=_telling()),
            )  # fmt: skip
            diagnosis.examine()
    except AutomationError as error:
        return Report(url=instance.base_url, error=error)
    except KeyboardInterrupt:
        return Report(url=instance.base_url, error=Interrupted("examining DHIS2"))
    failure = None if diagnosis.exit_code is ExitCode.DONE else Unhealthy(diagnosis)
    conclusion = "" if failure else f"It works: OAuth2 clients can be made in {diagnosis.instance.base_url} and proved."
    return Report(url=instance.base_url, verdict=diagnosis.verdict, is_told=True, conclusion=conclusion, error=failure)


def _telling() -> Callable[[Check], None]:
    """Tell each check as soon as it is made: some of them take their time."""
    advice = Advice(click.get_current_context())

    def tell(check: Check) -> None:
        output().result(*check_lines(replace(check, next_step=advice(check.next_step)), _WIDTH))

    return tell


def _sent(preset: Preset | None, client: ClientFlags) -> tuple[str, ...]:
    """What the application sends, where the flags say enough to know it."""
    if preset is None or not client.redirect_uris:
        return ()
    try:
        known = preset.spec(
            app_url=client.app_url, app_version=client.app_version, client_id=client.client_id, params={}
        )
    except ConfigError:
        return ()
    return known.redirect_uris


class Unhealthy(AutomationError):
    """Something that a client needs is not as it should be."""

    default_code = "unwell"

    def __init__(self, diagnosis: "Doctor") -> None:
        first = diagnosis.verdict.failures[0]
        super().__init__("examining DHIS2", f"{first.name}: {first.reason}", hint=first.next_step)
        self.exit_code = diagnosis.exit_code
