"""The whole job: create the client, complete it where DHIS2 leaves it broken, prove that it works."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.session import BrowserSession
from automation.clients.client import ClientSpec
from automation.clients.preset import Preset
from automation.dialects.servers import rules_for, usual_party
from automation.flows.complete import ClientResource, complete_client
from automation.flows.create import create_client
from automation.flows.options import ProvisionOptions
from automation.flows.services import Services
from automation.flows.stored import CreatedClient
from automation.flows.verify import Proof, try_redirect_uris, verify_client
from automation.narrator import Step, narrated
from automation.oauth.client import OAuthClient
from automation.verdict import ProofVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """The client, and what its proof concluded; no verdict where nothing was to be proved."""

    created: CreatedClient
    verdict: ProofVerdict | None


def provision(
    session: BrowserSession,
    instance: Instance,
    spec: ClientSpec,
    services: Services | None = None,
    options: ProvisionOptions | None = None,
) -> Provisioned:
    """Create the client, complete it where DHIS2's form leaves it unusable, and prove it with a real OAuth2 flow.

    The journal has its secret until it is delivered (`deliver`) or its entry removed.

    Raises:
        AutomationError: the subclass says what to do next.
    """
    services, options = services or Services(), options or ProvisionOptions()
    needs_server = options.verify and not options.ui_only
    created = create_client(session.page, instance, spec, services, replace(options, needs_server=needs_server))
    if created.entry and not created.secret_stored and not options.ui_only:
        created = complete_created(session.page, created, services, options.preset.scopes if options.preset else ())
    if created.already_existed and not created.credentials.secret and options.known_secret:
        credentials = replace(created.credentials, secret=options.known_secret)
        created = replace(created, credentials=credentials, secret_stored=True)
    if not options.verify or not created.secret_stored or not created.credentials.secret:
        return Provisioned(created=created, verdict=None)
    return Provisioned(created=created, verdict=prove_client(session, created, services, preset=options.preset))


def prove_client(
    session: BrowserSession,
    created: CreatedClient,
    services: Services,
    *,
    preset: Preset | None = None,
    scopes: Sequence[str] | None = None,
) -> ProofVerdict:
    """Prove a client whose secret is known, in a browser context of its own.

    It is asked for as its application does, where `preset` says so, else as this DHIS2 wants it. `scopes` are those
    that DHIS2 has stored for it: no others are asked for.
    """
    proof = _proof_of(session, created, services, preset=preset, scopes=scopes)
    with _fresh_page(session, created, services) as page:
        return verify_client(page, created.instance, proof, services.narrator)


def try_client(
    session: BrowserSession, created: CreatedClient, services: Services, *, scopes: Sequence[str] | None = None
) -> ProofVerdict:
    """Try what can be tried of a client whose secret is not known."""
    proof = _proof_of(session, created, services, preset=None, scopes=scopes)
    with _fresh_page(session, created, services) as page:
        return try_redirect_uris(page, created.instance, proof, services.narrator)


def _proof_of(
    session: BrowserSession,
    created: CreatedClient,
    services: Services,
    *,
    preset: Preset | None,
    scopes: Sequence[str] | None,
) -> Proof:
    server, credentials = created.server, created.credentials
    party = (preset and preset.sends) or usual_party(server.version, server.dialect.server_kind)
    if scopes is not None:
        party = replace(party, scope=" ".join(one for one in party.scope.split() if one in scopes))
    return Proof(
        client=OAuthClient(
            client_id=credentials.client_id,
            client_secret=credentials.secret,
            endpoints=credentials.endpoints,
            party=party,
            transport=session.options.transport,
            redactor=services.redactor,
        ),
        grant_types=credentials.spec.grant_types,
        redirect_uris=credentials.redirect_uris,
        others="the grant is not ticked",
    )


@contextmanager
def _fresh_page(session: BrowserSession, created: CreatedClient, services: Services) -> Iterator[Page]:
    keeps_session = created.instance.account.needs_its_session
    with session.fresh_page(keeps_session=keeps_session) as page, services.observer.watch(page):
        yield page


def complete_created(
    page: Page, created: CreatedClient, services: Services, asked: Sequence[str] = ()
) -> CreatedClient:
    """The client with the secret of its entry, and with what else its form leaves out, the scopes `asked` included.

    Raises:
        AlreadyTaken: it has got another secret meanwhile.
        SecretUnusable: DHIS2 did not take it.
    """
    rules = rules_for(created.server.version)
    assert created.entry is not None  # noqa: S101 - the caller looked
    scopes = " ".join(rules.scopes_with(asked))
    with narrated(services.narrator, Step.FINISH, f"secret, authentication methods, scopes {scopes}"):
        resource = ClientResource(page, created.instance.base_url)
        complete_client(resource, created.credentials.client_id, created.entry.secret, rules, asked)
    services.narrator.note(
        "The form of DHIS2 2.42+ never sends the secret it shows; it was stored through DHIS2's API, as a bcrypt hash."
    )
    entry = services.journal.mark_saved(created.entry)
    services.journal.remove_others(entry)
    return replace(created, secret_stored=True, entry=entry)
