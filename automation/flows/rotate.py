"""Give a client a new secret, prove it, and put the old one back where it does not work.

No form of DHIS2 can change a secret, so it is done with the signed-in session: the whole client is stored again with
another secret, which holds at once and keeps the client. Where nothing but the page may be used, the client is deleted
and made anew (`remake`).
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from automation.browser.session import BrowserSession
from automation.clients.difference import ClientOutcome, Difference, in_words
from automation.clients.server_kind import AUTHORIZATION_SERVER
from automation.clients.stored_client import StoredClient, read_stored_client
from automation.dialects.servers import rules_for
from automation.errors import AutomationError, ConfigError, SecretUnusable
from automation.flows.complete import ClientResource, hashed, sendable, stores_secret, usable
from automation.flows.provision import Provisioned, prove_client
from automation.flows.read import as_listed, see_listed
from automation.flows.section import Section
from automation.flows.services import Services
from automation.flows.stored import stored_client
from automation.flows.verify import not_verified
from automation.narrator import Step, narrated
from automation.secrets.journal import Entry
from automation.secrets.secret import Secret, new_secret
from automation.shapes import read
from automation.verdict import ProofVerdict

_SECRETS = ("secret", "clientSecret")
_OURS = (*_SECRETS, "scopes", "clientAuthenticationMethods", "clientSettings")
_DID = "giving the client a new secret"


@dataclass(frozen=True, slots=True)
class _Rotation:
    """What is at hand: the client as it was listed, where it is stored, and who listens."""

    section: Section
    client: StoredClient
    resource: ClientResource
    services: Services
    mend: bool

    @property
    def is_new(self) -> bool:
        """Whether DHIS2 keeps hashes (2.42 and later)."""
        return self.section.server.dialect.server_kind is AUTHORIZATION_SERVER


def _trouble(saw: str) -> SecretUnusable:
    hint = "run the same command again: it carries on where this one stopped."
    return SecretUnusable(_DID, saw, hint=hint, code="not_rotated")


def rotate_client(
    session: BrowserSession,
    section: Section,
    client: StoredClient,
    services: Services,
    *,
    verify: bool = True,
    mend: bool = False,
) -> Provisioned:
    """Give the client a new secret and prove it; what an earlier run was stopped at is carried on.

    The journal has the new secret, and what was there before, until the new one is delivered. With `mend` an older
    client gets what DHIS2 insists on by now (PKCE, other scopes), without which it would not be stored.

    Raises:
        ConfigError: it would have to be mended.
        SecretUnusable: DHIS2 did not take it, or it does not work and the old one was put back.
    """
    base_url = section.instance.base_url
    services.journal.claim(base_url, client.client_id)
    rotation = _Rotation(
        section=section,
        client=client,
        resource=ClientResource(session.page, base_url, section.server.dialect.id_property, trouble=_trouble),
        services=services,
        mend=mend,
    )
    entry, now = _stored(rotation)
    created = stored_client(section, replace(as_listed(now), secret=entry.secret), ClientOutcome.ROTATED,
                            stored=True, entry=entry, otherwise=_mended(client, now))  # fmt: skip
    verdict = prove_client(session, created, services, scopes=now.known_scopes) if verify else None
    if verdict and not verdict.is_good:
        raise _put_back(rotation, entry, verdict)
    services.journal.remove_others(entry)
    return Provisioned(created=created, verdict=verdict)


def _stored(rotation: _Rotation) -> tuple[Entry, StoredClient]:
    """The new secret in DHIS2, and in the journal since before that; and the client that has it now."""
    client_id, services = rotation.client.client_id, rotation.services
    see_listed(rotation.section, rotation.client, services)
    stored = rotation.resource.find(client_id)
    known = services.journal.entries_of(rotation.section.instance.base_url, client_id)
    # Others are of a client that was made and whose secret was never delivered: it is to be another now.
    left = [one for one in reversed(known) if one.before]
    for one in left:
        services.redactor.register(one.secret)
    if entry := next((one for one in left if _has(rotation, stored, one.secret)), None):
        services.narrator.note("An earlier run was stopped after it had stored the new secret; this one carries on.")
        return services.journal.mark_saved(entry), read_stored_client(stored)
    wanted = _storable(rotation, stored)
    _refuse_to_mend(rotation, stored, wanted)
    entry = left[0] if left else _begun(rotation, stored)
    with narrated(services.narrator, Step.ROTATE, client_id):
        services.redactor.register(entry.secret)
        rotation.resource.replace({**wanted, **_as_stored(rotation, entry.secret)})
        now = rotation.resource.find(client_id)
        if not _has(rotation, now, entry.secret):
            raise SecretUnusable(_DID, "DHIS2 said that it has stored it, and has not", code="not_rotated",
                                 hint="see DHIS2's log; the client is as it was.")  # fmt: skip
        return services.journal.mark_saved(entry), read_stored_client(now)


def _begun(rotation: _Rotation, stored: dict[str, Any]) -> Entry:
    client, server = rotation.client, rotation.section.server
    before = Secret(json.dumps({key: stored.get(key) for key in _OURS if key in stored}))
    for key in _SECRETS:
        if isinstance(old := stored.get(key), str) and old:
            rotation.services.redactor.register(Secret(old))
    credentials = replace(as_listed(client), secret=new_secret()).at(server.endpoints)
    return rotation.services.journal.begin(
        credentials, url=rotation.section.instance.base_url, version=server.version_text, before=before
    )


def _has(rotation: _Rotation, stored: dict[str, Any], secret: Secret) -> bool:
    if rotation.is_new:
        return bool(stored.get("clientSecret")) and stores_secret(stored, secret)
    return bool(stored.get("secret") == secret.reveal())


def _as_stored(rotation: _Rotation, secret: Secret) -> dict[str, str]:
    """The secret under DHIS2's name for it."""
    return {"clientSecret": hashed(secret)} if rotation.is_new else {"secret": secret.reveal()}


def _storable(rotation: _Rotation, stored: dict[str, Any]) -> dict[str, Any]:
    """The client with nothing changed but what DHIS2 would refuse, or cannot do without."""
    client = sendable(stored)
    if not rotation.is_new:
        return client
    rules = rules_for(rotation.section.server.version)
    whole = usable(stored, rules)
    for key in ("scopes", "clientAuthenticationMethods"):
        client[key] = client.get(key) or whole[key]
    if rules.needs_proof_key:
        kept = [scope for scope in client["scopes"].split(",") if rules.allows([scope])]
        client["scopes"] = ",".join(kept or rules.scopes)
        client["clientSettings"] = whole.get("clientSettings")
    return client


def _refuse_to_mend(rotation: _Rotation, stored: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Nothing of a client is changed unasked that its application may rely on."""
    changes = _mended(read_stored_client(stored), read_stored_client(wanted))
    if changes and not rotation.mend:
        saw = f"this DHIS2 stores it with other settings only: {in_words(changes)}"
        raise ConfigError(_DID, f"{saw}; nothing was changed", code="needs_mending",
                          hint="--mend changes that, too: see first that its application can do with it.")  # fmt: skip


def _mended(was: StoredClient, now: StoredClient) -> list[Difference]:
    """What else was changed of a client; what it had not is not counted."""
    if not (was.settings and now.settings):
        return []
    before, after = was.settings, now.settings
    pairs = [
        ("scope", before.scopes, after.scopes),
        ("PKCE required", _yes_or_no(before.proof_key), _yes_or_no(after.proof_key)),
        ("asks consent", _yes_or_no(before.consent), _yes_or_no(after.consent)),
    ]
    return [Difference(what, had, has) for what, had, has in pairs if had and had != has]


def _yes_or_no(value: bool | None) -> tuple[str, ...]:  # noqa: FBT001 - a setting
    return () if value is None else ("yes" if value else "no",)


def _put_back(rotation: _Rotation, entry: Entry, verdict: ProofVerdict) -> AutomationError:
    """Store what was there before; the error that says why, and whether it went well."""
    failed = not_verified(verdict, entry.client_id)
    if entry.before is None:
        return failed.with_hint("The new secret is in DHIS2; what was there before is not known.")
    client_id, services = entry.client_id, rotation.services
    try:
        with narrated(services.narrator, Step.PUT_BACK, client_id):
            old = read(entry.before.reveal(), dict[str, Any], asked="what was there before")
            is_whole = _replaced(rotation, old)
            after = rotation.resource.find(client_id)
            if any(after.get(key) != old.get(key) for key in _SECRETS):
                raise SecretUnusable("putting the old secret back", "DHIS2 has another", code="not_put_back")
    except AutomationError as error:
        again = "DHIS2 has the new secret, which the journal keeps; run the same command again."
        return failed.with_hint(f"The old secret could not be put back either ({error.saw}). {again}")
    services.journal.remove(entry)
    rest = "the client is as it was before" if is_whole else "its old settings were not: this DHIS2 refuses them"
    return failed.with_hint(f"The old secret was put back; {rest}.")


def _replaced(rotation: _Rotation, old: dict[str, Any]) -> bool:
    """Store what was there before: all of it, or where DHIS2 refuses that the secret alone; whether it was all."""
    stored = sendable(rotation.resource.find(rotation.client.client_id))
    try:
        rotation.resource.replace({**_without(stored, _OURS), **old})
    except SecretUnusable:
        if not rules_for(rotation.section.server.version).needs_proof_key:
            raise
        rotation.resource.replace({**_without(stored, _SECRETS), **{key: old[key] for key in _SECRETS if key in old}})
        return False
    return True


def _without(client: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in client.items() if key not in keys}
