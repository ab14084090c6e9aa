"""A client as DHIS2 has it: read from the page, compared with what was asked for, kept or carried on."""

from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.clients.client import ClientSpec
from automation.clients.difference import ClientOutcome, Difference, differences, in_words
from automation.errors import AlreadyTaken
from automation.flows.complete import ClientResource, stores_secret
from automation.flows.section import Section, ServerInfo
from automation.flows.services import Services
from automation.narrator import Step, narrated
from automation.pages.client_form import Namesake
from automation.secrets.credentials import Client, Credentials
from automation.secrets.journal import Entry

# From 2.42 on the page shows the secret of no client.
_KEEP_WITH_FILE = "or use --if-exists keep with the --output file that has its secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedClient:
    """The client that a flow made or found; `secret_stored` says whether DHIS2 knows the secret.

    `instance` has the address that DHIS2 itself uses, and who is signed in there. `entry` is what the journal has of
    it; None for a client that is not of our making. `differences` are what was otherwise than asked for, and still is
    where the outcome is `found`.
    """

    instance: Instance
    server: ServerInfo
    credentials: Credentials
    secret_stored: bool
    outcome: ClientOutcome
    entry: Entry | None
    differences: tuple[Difference, ...] = ()

    @property
    def already_existed(self) -> bool:
        """Whether the client was there before any run of ours."""
        return self.outcome not in {ClientOutcome.CREATED, ClientOutcome.RESUMED}


def stored_client(
    section: Section,
    client: Client,
    outcome: ClientOutcome,
    *,
    stored: bool,
    entry: Entry | None = None,
    otherwise: list[Difference] | None = None,
) -> CreatedClient:
    """The client as it stands in this section."""
    return CreatedClient(
        instance=section.instance,
        server=section.server,
        credentials=client.at(section.server.endpoints),
        secret_stored=stored,
        outcome=outcome,
        entry=entry,
        differences=tuple(otherwise or ()),
    )


def read_client(section: Section, label: str, services: Services) -> Client:
    """Open a client, read it, close it."""
    form = section.clients.edit(label)
    client = form.read()
    if client.secret:
        services.redactor.register(client.secret)
    form.cancel()
    return client


def unfinished(section: Section, spec: ClientSpec, services: Services) -> list[Entry]:
    """What earlier runs left in the journal about this very client, newest first."""
    return services.journal.entries_of(section.instance.base_url, spec.client_id)[::-1]


def refuse_known_name(section: Section, spec: ClientSpec) -> None:
    """Up to 2.41 names are unique and the list shows them, so a person would see it here.

    Raises:
        AlreadyTaken: a client of that name, or from 2.42 of that ID, is in the list.
    """
    dialect = section.server.dialect
    label = dialect.list_label(spec.name, spec.client_id)
    if not section.clients.has(label):
        return
    what = "name" if dialect.has_name else "client ID"
    keep = "or use --if-exists keep if it has this client ID" if dialect.has_name else _KEEP_WITH_FILE
    raise AlreadyTaken(
        f"looking for {label!r} in the list of OAuth2 clients",
        f"a client of that {what} is there already",
        hint=f"choose another {what}; delete the old client in DHIS2; {keep}.",
        code="name_taken" if dialect.has_name else "client_id_taken",
    )


def resume(
    page: Page, section: Section, spec: ClientSpec, found: Namesake, services: Services, *, left: list[Entry]
) -> CreatedClient | None:
    """The client of an earlier run that was stopped, if this is one; known by its secret.

    From 2.42 on the form shows no secret, and the API its hash; a client without one is completed with the newest.
    """
    if not left:
        return None
    client = read_namesake(section, spec, found, services)
    entry = _stored_entry(page, section, spec, client, left)
    if entry is None or differences(spec, client.spec, has_name=False):
        return None
    services.narrator.note("An earlier run was stopped after Save; this one carries on with its client.")
    entry = services.journal.mark_saved(entry, with_secret=bool(client.secret))
    if client.secret:
        services.journal.remove_others(entry)
    known = replace(client, secret=entry.secret)
    return stored_client(section, known, ClientOutcome.RESUMED, stored=bool(client.secret), entry=entry)


def keep_existing(section: Section, spec: ClientSpec, found: Namesake, services: Services) -> CreatedClient:
    """Read the client that is there, and say what is not as asked."""
    client = read_namesake(section, spec, found, services)
    wrong = differences(spec, client.spec, has_name=False)
    if wrong:
        services.narrator.note(f"Kept as it is, which is not as asked: {in_words(wrong)}.")
    return stored_client(section, client, ClientOutcome.FOUND, stored=bool(client.secret), otherwise=wrong)


def refuse_existing(section: Section, spec: ClientSpec) -> AlreadyTaken:
    """The error for a client that is there already, and not to be kept."""
    keep_it = "or use --if-exists keep" if section.server.dialect.shows_stored_secret else _KEEP_WITH_FILE
    return AlreadyTaken(
        f"entering the client ID {spec.client_id!r}",
        "DHIS2 says that it is taken",
        hint=f"choose another --client-id; delete the old client in DHIS2; {keep_it}.",
    )


def read_namesake(section: Section, spec: ClientSpec, found: Namesake, services: Services) -> Client:
    """What Edit shows of a client whose ID the form has found taken."""
    label = section.server.dialect.list_label(found.name or "", spec.client_id)
    with narrated(services.narrator, Step.READ_EXISTING, label):
        return read_client(section, label, services)


def _stored_entry(page: Page, section: Section, spec: ClientSpec, client: Client, left: list[Entry]) -> Entry | None:
    """Of several entries, the one whose secret DHIS2 has: the newest need not be it where runs were killed."""
    if client.secret:
        return next((entry for entry in left if entry.secret.reveal() == client.secret.reveal()), None)
    stored = ClientResource(page, section.instance.base_url).find(spec.client_id)
    return next((entry for entry in left if stores_secret(stored, entry.secret)), None)
