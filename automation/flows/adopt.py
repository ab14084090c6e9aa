"""A client that is there already on DHIS2 2.42 or later: is it the one that was to be made, and how far did it get?"""

from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.clients.client import ClientSpec
from automation.clients.difference import ClientOutcome, differences, in_words
from automation.clients.stored_client import SecretForm, StoredClient, read_stored_client
from automation.errors import AlreadyTaken, SecretUnusable
from automation.flows.complete import ClientResource, stores_secret
from automation.flows.section import Section
from automation.flows.services import Services
from automation.flows.stored import CreatedClient, stored_client
from automation.secrets.credentials import Client
from automation.secrets.secret import Secret, new_secret
from automation.shapes import Misshapen

# Of public clients, which have no secret and want none (RFC 7591 §2).
_NO_AUTHENTICATION = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A client that is the one that was to be made; `secret` is None where DHIS2 has none of it yet."""

    client: StoredClient
    secret: Secret | None

    @property
    def is_unfinished(self) -> bool:
        """Whether it was saved and never completed."""
        return self.secret is None


def look_at(page: Page, section: Section, spec: ClientSpec, known: list[Secret], services: Services) -> Standing:
    """The client as DHIS2 has it, if it has the wanted values and no secret or one of those that are known.

    Raises:
        AlreadyTaken: it is another one; it is left alone.
        SecretUnusable: it cannot be read.
    """
    did = f"looking at the client {spec.client_id!r} that is there already"
    plain = ClientResource(page, section.instance.base_url).find(spec.client_id)
    try:
        client = read_stored_client(plain)
    except Misshapen as error:
        raise SecretUnusable(did, str(error), hint="try again.", code="client_not_read") from None
    for each in known:
        services.redactor.register(each)
    if wrong := differences(spec, _in_the_same_order(client.spec, spec), has_name=False):
        raise _not_ours(did, f"it is another one: {in_words(wrong)}")
    if client.secret_form is SecretForm.NONE:
        if client.settings and _NO_AUTHENTICATION in client.settings.auth_methods:
            raise _not_ours(did, "it is a public client, which wants no secret")
        return Standing(client=client, secret=None)
    secret = next((each for each in known if stores_secret(plain, each)), None)
    if secret is None:
        raise _not_ours(did, "it has the same values and another secret")
    return Standing(client=client, secret=secret)


def adopt(page: Page, section: Section, spec: ClientSpec, known: list[Secret], services: Services) -> CreatedClient:
    """The client that is there as one of ours: resumed where it was left half done, else unchanged.

    One without a secret gets the first that is known, or a new one; that is in the journal before anything is done.

    Raises:
        AlreadyTaken: it is another one; it is left alone.
        SecretUnusable: it cannot be read.
    """
    found = look_at(page, section, spec, known, services)
    secret = found.secret or next(iter(known), None) or services.redactor.register(new_secret())
    client = Client(client_id=spec.client_id, secret=secret, grant_types=spec.grant_types,
                    redirect_uris=found.client.redirect_uris)  # fmt: skip
    left = services.journal.entries_of(section.instance.base_url, spec.client_id)
    entry = next((entry for entry in left[::-1] if entry.secret.reveal() == secret.reveal()), None)
    if entry is None and found.is_unfinished:
        credentials = client.at(section.server.endpoints)
        entry = services.journal.begin(credentials, url=section.instance.base_url, version=section.server.version_text)
    if entry:
        services.narrator.note(f"{spec.client_id} was left half done; this run carries on with it.")
        entry = services.journal.mark_saved(entry, with_secret=not found.is_unfinished)
    if entry and not found.is_unfinished:
        services.journal.remove_others(entry)
    outcome = ClientOutcome.RESUMED if entry else ClientOutcome.UNCHANGED
    return stored_client(section, client, outcome, stored=not found.is_unfinished, entry=entry)


def _in_the_same_order(stored: ClientSpec, wanted: ClientSpec) -> ClientSpec:
    """The order of redirect URIs means nothing."""
    is_same = set(stored.redirect_uris) == set(wanted.redirect_uris)
    return replace(stored, redirect_uris=wanted.redirect_uris) if is_same else stored


def _not_ours(did: str, saw: str) -> AlreadyTaken:
    return AlreadyTaken(did, f"{saw}; it was left as it is",
                        hint="see which of the two is right, and correct or delete the other; then run this again.",
                        code="client_differs")  # fmt: skip
