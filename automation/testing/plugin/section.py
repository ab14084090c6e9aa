"""The open OAuth2 Clients section, as tests use it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.sync_api import Locator, Page

from automation.account import Instance
from automation.clients.client import ClientSpec, GrantType
from automation.dialects.ui import Dialect, confirm
from automation.errors import AlreadyTaken, AutomationError, PageUnusable, Unreachable
from automation.flows.fill import fill
from automation.flows.save_answers import why_not_saved
from automation.flows.section import Section, open_section
from automation.flows.services import Services
from automation.narrator import Silent
from automation.pages.actions import press
from automation.pages.client_form import ClientForm
from automation.pages.client_list import ClientList
from automation.pages.settings import SettingsShell
from automation.secrets.credentials import Client
from automation.secrets.redact import Redactor
from automation.versions import Dhis2Version

OnRetry = Callable[[AutomationError], None]
# What a page or DHIS2 says of itself is no trouble that passes.
_STAYS = {"no_authority", "app_missing", "section_missing"}


@dataclass(slots=True)
class OpenSection:
    """The section on `page`; all that is made with `spec` is deleted at the end.

    `mark` begins the client IDs and names, `language` is the UI's, `is_framed` says that it lies in the shell's
    iframe, `before_form` is called before a form shows a client secret, `on_retry` where it opened at the second
    try only.
    """

    page: Page
    mark: str
    is_framed: bool
    language: str
    redactor: Redactor
    before_form: Callable[[], None]
    on_retry: OnRetry
    _section: Section

    @property
    def instance(self) -> Instance:
        """The DHIS2 instance, by its own address."""
        return self._section.instance

    @property
    def dialect(self) -> Dialect:
        """The generation of the UI."""
        return self._section.server.dialect

    @property
    def version(self) -> Dhis2Version | None:
        """The server's version, where it states one."""
        return self._section.server.version

    @property
    def list(self) -> ClientList:
        """The list of clients."""
        return self._section.clients

    def spec(self, word: str = "client", **changes: object) -> ClientSpec:
        """A client of this run, named after `word`; `changes` replace other fields."""
        plain = ClientSpec(
            name=f"{self.mark}{word}",
            client_id=f"{self.mark}{word}",
            grant_types=frozenset({GrantType.AUTHORIZATION_CODE}),
            redirect_uris=("https://app.example.org/callback",),
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    def label(self, spec: ClientSpec) -> str:
        """What the first column of the list shows for a client."""
        return self.dialect.list_label(spec.name, spec.client_id)

    def form(self, by: Callable[[Locator], object] = press) -> ClientForm:
        """Press + (by a click, or as `by` does it) and see the empty form."""
        self.before_form()
        form = self.list.add(by)
        dialect, source = confirm(self.dialect, self._section.server.source, has_password_box=form.has_password_box)
        self._section = replace(
            self._section,
            server=replace(self._section.server, dialect=dialect, source=source),
            clients=replace(self.list, dialect=dialect),
        )
        return replace(form, dialect=dialect)

    def edit(self, spec: ClientSpec) -> ClientForm:
        """Open a client of the list."""
        self.before_form()
        return self.list.edit(self.label(spec))

    def create(self, spec: ClientSpec) -> Client:
        """Create a client through the form, and see it in the list; what the form showed."""
        form = self.form()
        if fill(form, spec, Silent()):
            raise AlreadyTaken(f"entering the client ID {spec.client_id!r}", "DHIS2 says that it is taken")
        content = form.read()
        self.redactor.register(content.secret)
        self.save(form, spec)
        self.list.see(self.label(spec))
        return content

    def save(self, form: ClientForm, spec: ClientSpec) -> None:
        """Press Save and see the form go.

        Raises:
            AutomationError: DHIS2 did not store the client.
        """
        if refusal := why_not_saved(form.save(), spec):
            raise refusal
        form.see_closed()

    def read(self, spec: ClientSpec) -> Client:
        """Open a client, read it, close it."""
        form = self.edit(spec)
        content = form.read()
        if content.secret:
            self.redactor.register(content.secret)
        form.cancel()
        return content

    @property
    def another_category(self) -> Locator:
        """A category at the side of System Settings that is not this section."""
        return SettingsShell(self.page, self.instance.base_url).another_category

    def category(self, name: str) -> Locator:
        """A category at the side, by its name in the language of the UI."""
        return self.list.section.locator(".left-bar").get_by_text(name, exact=True)

    def on(self, page: Page) -> ClientList:
        """The same list on another page, or on this one after it was loaded anew."""
        root = page.frame_locator("iframe") if self.is_framed else page
        return replace(self.list, section=root.locator("body"))

    def reopen(self) -> None:
        """Open the section anew."""
        self._section = opened_in_two_tries(self.page, self.instance, self.on_retry)


def opened_in_two_tries(page: Page, instance: Instance, on_retry: OnRetry) -> Section:
    """Open the section, with a second try; `on_retry` is told why the first failed if the second works.

    Raises:
        AutomationError: it does not open.
    """
    try:
        return open_section(page, instance, Services())
    except (PageUnusable, Unreachable) as error:
        if error.code in _STAYS:
            raise
        trouble = error
    section = open_section(page, instance, Services())
    on_retry(trouble)
    return section


def open_for_tests(
    page: Page,
    instance: Instance,
    *,
    mark: str,
    redactor: Redactor,
    language: str | None,
    before_form: Callable[[], None],
    on_retry: OnRetry,
) -> OpenSection:
    """Open System Settings → OAuth2 Clients on a page whose user is signed in.

    Raises:
        AutomationError: it does not open.
    """
    section = opened_in_two_tries(page, instance, on_retry)
    is_framed = page.locator("iframe").count() > 0
    language = language or section.server.language
    return OpenSection(page, mark, is_framed, language, redactor, before_form, on_retry, section)
