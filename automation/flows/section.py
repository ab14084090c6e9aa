"""Open System Settings → OAuth2 Clients: how every flow with a client begins."""

from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.clients.server_kind import Endpoints
from automation.dialects.compatibility import check_dhis2
from automation.dialects.ui import Dialect, DialectSource, resolve
from automation.flows.options import CreateOptions
from automation.flows.services import Services
from automation.flows.sign_in import ensure_signed_in
from automation.narrator import Place, Step, narrated
from automation.pages.client_list import ClientList
from automation.pages.settings import SettingsShell
from automation.versions import Dhis2Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInfo:
    """What is known of a DHIS2: its own address, its version, the language of its UI, and the form that it has.

    `source` says how the form was recognised. `version_text` is the version as DHIS2 writes it.
    """

    base_url: str
    version: Dhis2Version | None
    version_text: str
    language: str
    dialect: Dialect
    source: DialectSource

    @property
    def release(self) -> str:
        """It in words, like `DHIS2 2.41.9`."""
        return f"DHIS2 {self.version_text or 'of unknown version'}"

    @property
    def endpoints(self) -> Endpoints:
        """The endpoints of its OAuth2 server."""
        return self.dialect.server_kind.endpoints(self.base_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The open OAuth2 Clients section.

    `instance` has the address that DHIS2 itself uses, which need not be the one that was given.
    """

    instance: Instance
    server: ServerInfo
    shell: SettingsShell
    clients: ClientList


def sign_in_and_open(
    page: Page, instance: Instance, services: Services, options: CreateOptions | None = None
) -> Section:
    """Sign in and open System Settings → OAuth2 Clients.

    Raises:
        AutomationError: the subclass says what to do next.
    """
    instance = ensure_signed_in(page, instance, services.narrator, services.redactor)
    return open_section(page, instance, services, options)


def open_section(page: Page, instance: Instance, services: Services, options: CreateOptions | None = None) -> Section:
    """Open System Settings → OAuth2 Clients as the user who is signed in; see first that the preset works with it.

    Raises:
        AutomationError: it does not open, or is of an unknown shape.
    """
    options = options or CreateOptions()
    narrator = services.narrator
    shell = SettingsShell(page, instance.base_url, narrator.note)
    version, version_text = shell.read_version()
    if version and options.preset:
        for issue in check_dhis2(options.preset, version, accepted=options.accept_incompatible):
            narrator.note(f"Known: {issue.says}.")
    menu: list[Place] = []
    with narrated(narrator, Step.OPEN_SECTION, f"DHIS2 {version_text or 'of unknown version'}", menu):
        shell.open_oauth2_clients(version)
        menu += shell.menu_items()
        dialect, source = resolve(override=options.form, shown=shell.shown(), version=version)
    server = ServerInfo(
        base_url=instance.base_url, version=version, version_text=version_text, language=shell.read_language(),
        dialect=dialect, source=source,
    )  # fmt: skip
    clients = ClientList(shell.section, dialect)
    return Section(instance=instance, server=server, shell=shell, clients=clients)


def reopened(page: Page, section: Section, services: Services) -> Section:
    """Open the section anew, signing in again if DHIS2 has ended the session.

    Raises:
        AutomationError: it does not open any more.
    """
    instance = ensure_signed_in(page, section.instance, services.narrator, services.redactor)
    shell = SettingsShell(page, instance.base_url, services.narrator.note)
    shell.open_oauth2_clients(section.server.version)
    clients = replace(section.clients, section=shell.section)
    return replace(section, instance=instance, shell=shell, clients=clients)
