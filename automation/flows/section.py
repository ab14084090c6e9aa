"""Sign in and open the OAuth2 Clients section: how every flow begins."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Page

from automation.account import Instance
from automation.dialects.ui import Dialect, DialectName, DialectSource, resolve
from automation.errors import SignInRefused
from automation.narrator import Narrator, Place, Step, narrated
from automation.pages.client_list import ClientList
from automation.pages.settings import SettingsShell
from automation.pages.sign_in.entry import open_front_door, still_leads
from automation.pages.sign_in.form import LoginPage
from automation.secrets.journal import Entry, Journal
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.versions import Dhis2Version

_UNVERIFIED = (
    "This DHIS2 insists on a verified e-mail address, and this user's is not: whoever signs in to an application "
    "through DHIS2 like that ends on their DHIS2 profile."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The open OAuth2 Clients section and what is known of the DHIS2 around it.

    `instance` has the address that DHIS2 itself uses, which need not be the one that was given.
    """

    instance: Instance
    clients: ClientList
    version: Dhis2Version | None
    version_text: str
    language: str
    dialect: Dialect
    source: DialectSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """Who listens, where secrets are kept safe, and what may stop the flow before it touches anything.

    `deliverable` refuses, before Save, a client that could not be handed over afterwards.
    `keystroke` is how long a key takes where somebody watches, in seconds; at 0 fields are filled at once.
    """

    narrator: Narrator
    journal: Journal
    redactor: Redactor
    allow: Callable[[Dhis2Version], None]
    keystroke: float = 0.0
    deliverable: Callable[[Entry], None] = lambda _entry: None


def open_section(page: Page, instance: Instance, helpers: Helpers, *, override: DialectName | None) -> Section:
    """Sign in and open System Settings → OAuth2 Clients."""
    instance = enter(page, instance, helpers.narrator, helpers.redactor)
    return opened(page, instance, helpers.narrator, allow=helpers.allow, override=override, keystroke=helpers.keystroke)


def opened(
    page: Page,
    instance: Instance,
    narrator: Narrator,
    *,
    allow: Callable[[Dhis2Version], None] = lambda _version: None,
    override: DialectName | None = None,
    keystroke: float = 0.0,
) -> Section:
    """Open System Settings → OAuth2 Clients as the user who is in.

    Raises:
        AutomationError: it does not open, or is of an unknown shape.
    """
    shell = SettingsShell(page, instance.base_url, narrator.note)
    version, version_text = shell.read_version()
    if version:
        allow(version)
    opened: list[Place] = []
    with narrated(narrator, Step.OPEN_SECTION, f"DHIS2 {version_text or 'of unknown version'}", opened):
        shell.open_oauth2_clients(version)
        opened += shell.menu_items()
        dialect, source = resolve(override=override, shown=shell.shown(), version=version)
    return Section(
        instance=instance,
        clients=ClientList(shell.section, dialect, keystroke),
        version=version,
        version_text=version_text,
        language=shell.read_language(),
        dialect=dialect,
        source=source,
    )


def enter(page: Page, instance: Instance, narrator: Narrator, redactor: Redactor) -> Instance:
    """Get in, by the session that the browser holds or by signing in; the instance by its own address.

    Raises:
        SignInRefused: DHIS2 did not let the user in.
        Unreachable: DHIS2 does not answer, or it is none.
    """
    if is_in(page, instance):
        return replace(instance, account=replace(instance.account, came_by_session=True))
    with narrated(narrator, Step.SIGN_IN, f"{instance.base_url} as {instance.username}"):
        instance = sign_in(page, open_front_door(page, instance), redactor)
    if LoginPage(page, instance.base_url).wants_verified_email:
        narrator.note(_UNVERIFIED)
    return instance


def is_in(page: Page, instance: Instance) -> bool:
    """Whether the browser's session is the user's, of the instance that was asked for, and DHIS2 still knows it.

    Raises:
        SignInRefused: it is not, and there is no password to sign in with.
        Unreachable: DHIS2 does not answer.
    """
    leads = not page.context.cookies() or still_leads(page, instance)
    if page.context.cookies() and leads and LoginPage(page, instance.base_url).who_is_in() == instance.username:
        return True
    if instance.account.password is None:
        saw, code = (
            ("DHIS2 has ended it", "session_ended")
            if leads
            else (f"it is of {instance.base_url}, where {instance.asked_url} does not lead", "session_elsewhere")
        )
        raise SignInRefused(f"using the kept session of {instance.username}", saw,
                            hint="`dhis2-oauth login` again, or set DHIS2_PASSWORD.", code=code)  # fmt: skip
    return False


def sign_in(page: Page, instance: Instance, redactor: Redactor) -> Instance:
    """Sign in on the form that is open; the session is never shown anywhere.

    Raises:
        SignInRefused: DHIS2 did not let the user in.
        Unreachable: DHIS2 does not answer.
    """
    account = LoginPage(page, instance.base_url).sign_in(instance.account)
    for cookie in page.context.cookies():
        if cookie.get("httpOnly") and cookie.get("value"):
            redactor.register(Secret(str(cookie["value"])))
    return replace(instance, account=account)


def session_of(page: Page) -> dict[str, Any]:
    """The browser's session, for another context of the same browser."""
    return dict(page.context.storage_state())


def reopened(page: Page, section: Section, helpers: Helpers) -> Section:
    """Open the section anew, signing in again if DHIS2 has ended the session.

    Raises:
        AutomationError: it does not open any more.
    """
    instance = enter(page, section.instance, helpers.narrator, helpers.redactor)
    shell = SettingsShell(page, instance.base_url, helpers.narrator.note)
    shell.open_oauth2_clients(section.version)
    return replace(section, instance=instance, clients=replace(section.clients, section=shell.section))
