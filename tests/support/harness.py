"""Run the flow as the command does, with a narrator and a journal of the test's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from automation.account import Account, Codes, Instance
from automation.browser.session import BrowserOptions, BrowserSession
from automation.clients.client import ClientSpec, GrantType
from automation.flows.create import create_client
from automation.flows.options import CreateOptions, ProvisionOptions
from automation.flows.provision import Provisioned, provision
from automation.flows.read import find_clients
from automation.flows.rotate import rotate_client
from automation.flows.section import Section, sign_in_and_open
from automation.flows.services import Services
from automation.flows.stored import CreatedClient
from automation.flows.update import Changes, update_client
from automation.narrator import Narrator, Place, Silent, Step
from automation.sandbox.server import Sandbox
from automation.sandbox.state import DEFAULT_PASSWORD, DEFAULT_USER
from automation.secrets.journal import Journal
from automation.secrets.secret import Secret

GEOPRISM = ClientSpec(
    name="georegistry",
    client_id="georegistry",
    grant_types=frozenset({GrantType.AUTHORIZATION_CODE}),
    redirect_uris=("https://gpr.example.org/api/session/ologin",),
)


@dataclass
class Listener:
    """A narrator that remembers, and can be told to interrupt."""

    begun: list[Step] = field(default_factory=list)
    ended: list[Step] = field(default_factory=list)
    gone_wrong: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupt_at: Step | None = None
    look: Callable[[Step, Sequence[Place]], object] | None = None

    def begin(self, step: Step, detail: str, at: Sequence[Place]) -> None:
        self.begun.append(step)
        if self.look:
            self.look(step, at)
        if step is self.interrupt_at:
            raise KeyboardInterrupt

    def done(self, step: Step, detail: str) -> None:
        self.ended.append(step)

    def failed(self, step: Step) -> None:
        self.gone_wrong.append(step)

    def note(self, text: str) -> None:
        self.notes.append(text)


@dataclass
class Person:
    """Somebody at the browser, in front of one sandbox."""

    page: Page
    sandbox: Sandbox
    journal: Journal
    narrator: Narrator = field(default_factory=Silent)
    username: str = DEFAULT_USER
    password: str = DEFAULT_PASSWORD
    codes: Codes = field(default_factory=Codes)

    def create(self, spec: ClientSpec = GEOPRISM, **options: Any) -> CreatedClient:
        return create_client(self.page, self.instance(), spec, self.services(), CreateOptions(**options))

    def provision(self, spec: ClientSpec = GEOPRISM, **options: Any) -> Provisioned:
        return provision(self.session, self.instance(), spec, self.services(), ProvisionOptions(**options))

    @property
    def session(self) -> BrowserSession:
        return BrowserSession(self.page, BrowserOptions())

    def update(self, client_id: str, *, dry_run: bool = False, **changes: Any) -> CreatedClient:
        section = self.open_section()
        (client,) = find_clients(section, [client_id], self.services())
        return update_client(section, client, Changes(**changes), self.services(), dry_run=dry_run)

    def rotate(self, client_id: str, **options: Any) -> Provisioned:
        section = self.open_section()
        (client,) = find_clients(section, [client_id], self.services())
        return rotate_client(self.session, section, client, self.services(), **options)

    def open_section(self) -> Section:
        return sign_in_and_open(self.page, self.instance(), self.services())

    def instance(self) -> Instance:
        account = Account(username=self.username, password=Secret(self.password), codes=self.codes)
        return Instance(base_url=self.sandbox.url, account=account)

    def services(self) -> Services:
        return Services(narrator=self.narrator, journal=self.journal)

    @property
    def stored(self) -> list[dict[str, Any]]:
        return list(self.sandbox.state.clients.values())

    @property
    def saves(self) -> int:
        return self.sandbox.state.requests.count("POST /api/oAuth2Clients")


def journal_in(folder: Path) -> Journal:
    journal = Journal(folder / "journal")
    journal.check()
    return journal


def seed(
    sandbox: Sandbox, *, name: str = "Existing", client_id: str = "existing", grants: Sequence[str] = ()
) -> dict[str, Any]:
    """A client that was there before, in the shape of the sandbox's version."""
    if sandbox.state.options.behaviour.is_authorization_server:
        listed = ",".join(grants or ["authorization_code"])
        return sandbox.state.seed_client(
            clientId=client_id, authorizationGrantTypes=listed, redirectUris="https://old.example/cb"
        )
    return sandbox.state.seed_client(
        name=name, cid=client_id, secret="0123456789abcdef0123456789abcdef-old", grantTypes=[*grants] or ["password"],
        redirectUris=["https://old.example/cb"],
    )  # fmt: skip


def as_shown(client: dict[str, Any]) -> tuple[str, set[str], list[str]]:
    """Client ID, grants and redirect URIs of a stored client, whatever its shape."""
    if "cid" in client:
        return client["cid"], set(client["grantTypes"]), client["redirectUris"]
    grants, uris = client["authorizationGrantTypes"] or "", client["redirectUris"] or ""
    return client["clientId"], set(filter(None, grants.split(","))), uris.split(",")
