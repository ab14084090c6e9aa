"""Give a client a new secret with nothing but the page, up to 2.41: delete it, and make it anew with the same values.

For a moment there is no such client, and the old one cannot come back. So the journal keeps the old secret, and with it
all the values, from before Delete until the new secret is proved; the next run carries on from there.
"""

from collections.abc import Callable
from dataclasses import replace

from automation.browser.session import BrowserSession
from automation.clients.client import GrantType
from automation.clients.difference import ClientOutcome
from automation.clients.stored_client import StoredClient
from automation.errors import ConfigError
from automation.flows.create import make_client
from automation.flows.delete import Deletions, delete_clients
from automation.flows.options import CreateOptions
from automation.flows.provision import Provisioned, prove_client
from automation.flows.read import not_found, read_details, read_list
from automation.flows.section import Section
from automation.flows.services import Services
from automation.flows.stored import CreatedClient, stored_client
from automation.flows.verify import not_verified
from automation.narrator import Step
from automation.secrets.credentials import Client
from automation.secrets.journal import Entry, EntryState

_DID = "giving the client a new secret with --ui-only"


def check_can_remake(section: Section) -> None:
    """See that the form of this DHIS2 stores the secret that it shows.

    Raises:
        ConfigError: it does not.
    """
    if not section.server.dialect.shows_stored_secret:
        raise ConfigError(_DID, "from 2.42 on the form stores no secret", code="ui_cannot_rotate",
                          hint="leave --ui-only out.")  # fmt: skip


def remake_client(
    session: BrowserSession,
    section: Section,
    client_id: str,
    services: Services,
    *,
    confirm: Callable[[StoredClient], None],
    verify: bool = True,
) -> Provisioned:
    """Delete the client and make it anew; `confirm` is asked before anything is deleted, and raises what stops it.

    Raises:
        ConfigError: the form cannot make such a client, or nobody confirmed.
        SecretUnusable: the new secret does not work.
    """
    check_can_remake(section)
    services.journal.claim(section.instance.base_url, client_id)
    every = read_list(section, services)
    left = services.journal.entries_of(section.instance.base_url, client_id)
    old = next((entry for entry in left if entry.state is EntryState.TO_BE_REPLACED), None)
    client = next((one for one in every if one.client_id == client_id), None)
    if client is None and old is None:
        raise not_found([client_id], [one.client_id for one in every])
    if client:
        shown = read_details(section, client, services, Step.OPEN_EDIT)
        # Without an old one no run was stopped in between: the entry is of a client whose secret was never delivered.
        if old and (made := _made_before(shown, left)):
            services.narrator.note("An earlier run had made the client anew; this one carries on.")
            created = stored_client(section, shown, ClientOutcome.ROTATED, stored=True, entry=made)
            return _proved(session, created, old, services, verify=verify)
        old = _deleted(section, client, shown, services, old=old, confirm=confirm)
    assert old  # noqa: S101 - else there was no client at all
    created = _made_anew(session, section, old, services)
    return _proved(session, created, old, services, verify=verify)


def _made_before(shown: Client, left: list[Entry]) -> Entry | None:
    news = (entry for entry in left if entry.state is not EntryState.TO_BE_REPLACED)
    return next((entry for entry in news if entry.secret.reveal() == shown.secret.reveal()), None)


def _deleted(
    section: Section,
    client: StoredClient,
    shown: Client,
    services: Services,
    *,
    old: Entry | None,
    confirm: Callable[[StoredClient], None],
) -> Entry:
    """Note the old client, and delete it."""
    if unknown := sorted(client.grant_types - set(GrantType)):
        raise ConfigError(_DID, f"the form cannot make it again: it has no {', '.join(unknown)}",
                          hint="leave --ui-only out.", code="ui_cannot_rotate")  # fmt: skip
    confirm(client)
    server = section.server
    if old is None or old.secret.reveal() != shown.secret.reveal():
        old = services.journal.begin(shown.at(server.endpoints), url=section.instance.base_url,
                                     version=server.version_text, state=EntryState.TO_BE_REPLACED)  # fmt: skip
    delete_clients(section, Deletions(found=[client]), services)
    return old


def _made_anew(session: BrowserSession, section: Section, old: Entry, services: Services) -> CreatedClient:
    services.redactor.register(old.secret)
    made = make_client(session.page, section, old.spec, services, CreateOptions())
    return replace(made, outcome=ClientOutcome.ROTATED)


def _proved(
    session: BrowserSession, created: CreatedClient, old: Entry | None, services: Services, *, verify: bool
) -> Provisioned:
    """With the old entry gone, once the new secret is known to work, or is not to be proved."""
    verdict = prove_client(session, created, services) if verify else None
    if verdict and not verdict.is_good:
        failed = not_verified(verdict, created.credentials.client_id)
        raise failed.with_hint("The client was made anew with the same values; the journal keeps its secret.")
    if old:
        services.journal.remove(old)
    return Provisioned(created=created, verdict=verdict)
