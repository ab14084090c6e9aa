"""The whole job: create the client, complete it where DHIS2 leaves it broken, prove that it works."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.clients.client import ClientSpec
from automation.clients.relying_party import RelyingParty
from automation.clients.server_kind import SPRING_SECURITY_OAUTH, ServerKind
from automation.dialects.servers import rules_for
from automation.dialects.ui import DialectName
from automation.flows.complete import ClientResource, finish_client
from automation.flows.create import create_client
from automation.flows.created import CreatedClient
from automation.flows.section import Helpers
from automation.flows.verify import Proof, verify_client
from automation.narrator import Step, narrated
from automation.network.transport import Transport
from automation.oauth.client import OAuthClient
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.verdict import ProofVerdict
from automation.versions import Dhis2Version

# Opens a page in a browser context of its own: with the session of the user who is signed in, or with none.
FreshPage = Callable[[bool], AbstractContextManager[Page]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user wants of the run beyond the client itself.

    `known_secret` is what an earlier run delivered, for a client that is kept and hides its secret.
    """

    keep_existing: bool = False
    override: DialectName | None = None
    ui_only: bool = False
    verify: bool = True
    party: RelyingParty | None = None
    known_secret: Secret | None = None
    transport: Transport = field(default_factory=Transport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """The client, and what its proof concluded; no verdict where nothing was to be proved."""

    created: CreatedClient
    verdict: ProofVerdict | None


def provision(
    page: Page,
    instance: Instance,
    spec: ClientSpec,
    helpers: Helpers,
    wishes: Wishes,
    *,
    fresh: FreshPage,
) -> Provisioned:
    """Create, complete, prove.

    Raises:
        AutomationError: the subclass says what to do next; see `automation.errors`.
    """
    created = create_client(
        page, instance, spec, helpers, keep_existing=wishes.keep_existing, override=wishes.override,
        needs_server=wishes.verify and not wishes.ui_only,
    )  # fmt: skip
    if created.entry and not created.secret_stored and not wishes.ui_only:
        created = _finished(page, created, helpers)
    if created.already_existed and not created.content.secret and wishes.known_secret:
        content = replace(created.content, secret=wishes.known_secret)
        created = replace(created, content=content, secret_stored=True)
    if not wishes.verify or not created.secret_stored or not created.content.secret:
        return Provisioned(created=created, verdict=None)
    proof = proof_of(created, wishes.party, wishes.transport, helpers.redactor)
    with fresh(created.instance.account.needs_its_session) as other:
        return Provisioned(created=created, verdict=verify_client(other, created.instance, proof, helpers.narrator))


def proof_of(created: CreatedClient, party: RelyingParty | None, transport: Transport, redactor: Redactor) -> Proof:
    """What there is to prove about a client that was just made or found."""
    return Proof(
        client=OAuthClient(
            client_id=created.content.client_id,
            client_secret=created.content.secret,
            endpoints=created.endpoints,
            party=party or usual_party(created.version, created.dialect.server_kind),
            transport=transport,
            redactor=redactor,
        ),
        grant_types=created.content.grant_types,
        redirect_uris=created.content.redirect_uris,
        others="the grant is not ticked",
    )


def usual_party(version: Dhis2Version | None, kind: ServerKind) -> RelyingParty:
    """A relying party that does what this DHIS2 wants: nothing special up to 2.41, scopes and PKCE from 2.42."""
    if kind is SPRING_SECURITY_OAUTH:
        return RelyingParty()
    return RelyingParty(scope=" ".join(rules_for(version).scopes), pkce=True)


def _finished(page: Page, created: CreatedClient, helpers: Helpers) -> CreatedClient:
    rules = rules_for(created.version)
    assert created.entry is not None  # noqa: S101 - the caller looked
    with narrated(helpers.narrator, Step.FINISH, f"secret, authentication methods, scopes {' '.join(rules.scopes)}"):
        resource = ClientResource(page, created.instance.base_url)
        finish_client(resource, created.content.client_id, created.entry.secret, rules)
    helpers.narrator.note(
        "The form of DHIS2 2.42+ never sends the secret it shows; it was stored through DHIS2's API, as a bcrypt hash."
    )
    entry = helpers.journal.mark_saved(created.entry)
    helpers.journal.remove_others(entry)
    return replace(created, secret_stored=True, entry=entry)
