"""The open OAuth2 Clients section, as tests use it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.client import ClientSpec, FormContent, GrantType
from automation.dialects import Dialect, confirm
from automation.flows.answers import why_not_saved
from automation.flows.filling import fill
from automation.flows.section import Section, opened
from automation.narrator import Silent
from automation.pages.client_form import ClientForm
from automation.pages.client_list import ClientList
from automation.redact import Redactor
from automation.versions import Dhis2Version


@dataclass(slots=True)
class OpenSection:
    """The section on `page`; all that is made with `spec` is deleted at the end.

    `mark` begins the client IDs and names, `before_form` is called before a form shows a client secret.
    """

    page: Page
    mark: str
    redactor: Redactor
    before_form: Callable[[], None]
    _section: Section

    @property
    def instance(self) -> Instance:
        """The DHIS2 instance, by its own address."""
        return self._section.instance

    @property
    def dialect(self) -> Dialect:
        """The generation of the UI."""
        return self._section.dialect

    @property
    def version(self) -> Dhis2Version | None:
        """The server's version, where it states one."""
        return self._section.version

    @property
    def language(self) -> str:
        """The language of the signed-in user's DHIS2."""
        return self._section.language

    @property
    def list(self) -> ClientList:
        """The list of clients."""
        return self._section.clients

    def spec(self, word: str = "client", **changes: object) -> ClientSpec:
        """A client of this run's, by the name of `word`; `changes` are other fields of it."""
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

    def form(self) -> ClientForm:
        """Press + and see the empty form."""
        self.before_form()
        form = self.list.add()
        dialect, source = confirm(self.dialect, self._section.source, has_password_box=form.has_password_box)
        self._section = replace(
            self._section, dialect=dialect, source=source, clients=replace(self.list, dialect=dialect)
        )
        return replace(form, dialect=dialect)

    def edit(self, spec: ClientSpec) -> ClientForm:
        """Open a client of the list."""
        self.before_form()
        return self.list.edit(self.label(spec))

    def create(self, spec: ClientSpec) -> FormContent:
        """Create a client through the form, and see it in the list; what the form showed."""
        form = self.form()
        fill(form, spec, Silent())
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

    def read(self, spec: ClientSpec) -> FormContent:
        """Open a client, read it, close it."""
        form = self.edit(spec)
        content = form.read()
        if content.secret:
            self.redactor.register(content.secret)
        form.cancel()
        return content

    def reopen(self) -> None:
        """Open the section anew."""
        self._section = opened(self.page, self.instance, Silent())


def open_section(
    page: Page, instance: Instance, *, mark: str, redactor: Redactor, before_form: Callable[[], None]
) -> OpenSection:
    """Open System Settings → OAuth2 Clients on a page whose user is signed in.

    Raises:
        AutomationError: it does not open.
    """
    return OpenSection(page, mark, redactor, before_form, opened(page, instance, Silent()))
