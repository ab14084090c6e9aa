"""Sign in and open the OAuth2 Clients section: how every flow begins."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from automation.dialects import Dialect, DialectName, DialectSource, resolve
from automation.journal import Journal
from automation.narrator import Narrator, Step, narrated
from automation.pages.client_list import ClientList
from automation.pages.login import LoginPage
from automation.pages.shell import SettingsShell
from automation.redact import Redactor
from automation.secret import Secret
from automation.versions import Dhis2Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A DHIS2 instance and who signs in; `base_url` has no trailing slash."""

    base_url: str
    username: str
    password: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The open OAuth2 Clients section and what is known of the DHIS2 around it."""

    clients: ClientList
    version: Dhis2Version | None
    version_text: str
    dialect: Dialect
    source: DialectSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """Who listens, where secrets are kept safe, and what may stop the flow before it touches anything."""

    narrator: Narrator
    journal: Journal
    redactor: Redactor
    allow: Callable[[Dhis2Version], None]


def open_section(page: Page, instance: Instance, helpers: Helpers, *, override: DialectName | None) -> Section:
    """Sign in and open System Settings → OAuth2 Clients."""
    narrator = helpers.narrator
    shell = SettingsShell(page, instance.base_url)
    with narrated(narrator, Step.SIGN_IN, f"{instance.base_url} as {instance.username}"):
        version, version_text = sign_in(page, instance)
    if version:
        helpers.allow(version)
    with narrated(narrator, Step.OPEN_SECTION, f"DHIS2 {version_text or 'of unknown version'}"):
        shell.open_oauth2_clients(version)
        dialect, source = resolve(override=override, shown=shell.shown(), version=version)
    return Section(
        clients=ClientList(shell.section, dialect),
        version=version,
        version_text=version_text,
        dialect=dialect,
        source=source,
    )


def sign_in(page: Page, instance: Instance) -> tuple[Dhis2Version | None, str]:
    """Sign in, and hear which version this is: parsed where it can be, and as DHIS2 states it."""
    door = LoginPage(page, instance.base_url)
    door.open()
    door.sign_in(instance.username, instance.password)
    return SettingsShell(page, instance.base_url).read_version()
