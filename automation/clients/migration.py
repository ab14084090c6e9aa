"""What becomes of a client of DHIS2 up to 2.41 when it is made anew on 2.42 or later, and who must be told what."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from automation.clients.client import ClientSpec, GrantType
from automation.clients.difference import Difference
from automation.clients.known_uris import applications_of
from automation.clients.preset import Preset
from automation.clients.redirect_uri import check_redirect_uri
from automation.clients.rules import check_client_for
from automation.clients.server_kind import AUTHORIZATION_SERVER, Endpoints
from automation.clients.stored_client import StoredClient
from automation.errors import ConfigError, listed
from automation.versions import Dhis2Version

_STAYS = frozenset({GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN})
_OWNER = "whoever runs the application"
_INSTEAD = (
    "it must let its users sign in on DHIS2's own page (authorization code, with a redirect URI), or, if it works "
    "with one account only, use a personal access token of that account."
)


_ENCODE = (
    "form-encode client ID and secret in HTTP Basic (RFC 6749 §2.3.1), because of a +, % or : in them; up to 2.41 "
    "DHIS2 took them as they are."
)


class MigrationOutcome(StrEnum):
    """What has become of one client of the old DHIS2."""

    PLANNED = "planned"
    CREATED = "created"
    RESUMED = "resumed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    CANNOT = "cannot"
    FAILED = "failed"


class SecretFate(StrEnum):
    """What becomes of a client's secret."""

    KEPT = "kept"
    NOT_SHOWN = "this DHIS2 does not show the old one"
    TOO_LONG = "the old one is longer than the 72 bytes that bcrypt takes"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewServer:
    """What the new DHIS2 wants of clients and of applications; `proof_key` says that PKCE is compulsory.

    `objections_to` says what is known against it for an application.
    """

    version: Dhis2Version | None
    endpoints: Endpoints
    scopes: tuple[str, ...]
    proof_key: bool
    objections_to: Callable[[Preset], Sequence[str]] = lambda _preset: ()


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody must be told."""

    who: str
    what: str

    @property
    def sentence(self) -> str:
        """It in a line."""
        return f"{self.who[0].upper()}{self.who[1:]}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationPlan:
    """What is to become of one client.

    `spec` is the client to be made; None where there are `blockers`, which say why it cannot be. `tell` says who must
    be told what, those together who run the application.
    """

    client_id: str
    spec: ClientSpec | None
    secret: SecretFate
    changes: tuple[Difference, ...]
    tell: tuple[Word, ...]
    blockers: tuple[str, ...] = ()

    @property
    def can_be_migrated(self) -> bool:
        """Whether the new DHIS2 can have this client."""
        return not self.blockers

    @property
    def keeps_secret(self) -> bool:
        """Whether the application goes on with the secret that it has."""
        return self.can_be_migrated and self.secret is SecretFate.KEPT


def plan_migration(
    client: StoredClient, old: Endpoints, new: NewServer, secret: SecretFate, *, must_be_encoded: bool = False
) -> MigrationPlan:
    """The plan for one client; `must_be_encoded` says that HTTP Basic does not take ID and secret as they are."""
    grants = frozenset(GrantType(grant) for grant in client.grant_types if grant in _STAYS)
    spec = ClientSpec(
        name=client.client_id,
        client_id=client.client_id,
        grant_types=grants,
        redirect_uris=tuple(dict.fromkeys(client.redirect_uris)),
    )
    blockers = tuple(_blockers(client, spec))
    if blockers:
        changes, tell = _grants_that_go(client), [Word(_OWNER, _instead(client, spec))]
    else:
        changes = tuple(_changes(client, old, new, secret))
        told = [*_told_to_owner(client, new, secret), *_known_issues(client, new)]
        if must_be_encoded:
            told.append(_ENCODE)
        tell = [*(Word(_OWNER, what) for what in told), *_told_to_others(new)]
    return MigrationPlan(
        client_id=client.client_id,
        spec=None if blockers else spec,
        secret=secret,
        changes=changes,
        tell=tuple(tell),
        blockers=blockers,
    )


def _blockers(client: StoredClient, spec: ClientSpec) -> Iterator[str]:
    if GrantType.AUTHORIZATION_CODE not in spec.grant_types:
        has = listed(sorted(client.grant_types)) if client.grant_types else "none"
        yield f"from 2.42 on a client needs the grant type authorization_code, and it has {has}"
        return
    if not spec.redirect_uris:
        yield "it has no redirect URI, and without one nobody can sign in"
    for uri in spec.redirect_uris:
        if why := _refusal(partial(check_redirect_uri, uri)):
            yield f"its redirect URI {uri}: {why}"
    if why := _refusal(partial(check_client_for, spec, AUTHORIZATION_SERVER)):
        yield why


def _refusal(check: Callable[[], object]) -> str:
    try:
        check()
    except ConfigError as error:
        return error.saw
    return ""


def _instead(client: StoredClient, spec: ClientSpec) -> str:
    """What to do where a client cannot be migrated."""
    if GrantType.AUTHORIZATION_CODE in spec.grant_types:
        return "it needs another client: make one with `dhis2-oauth create`, and enter what that delivers."
    if GrantType.PASSWORD in client.grant_types:
        return f"it cannot take users' DHIS2 passwords any more (the password grant is gone); {_INSTEAD}"
    return _INSTEAD


def _grants_that_go(client: StoredClient) -> tuple[Difference, ...]:
    stays = tuple(sorted(client.grant_types & _STAYS))
    if client.grant_types <= _STAYS:
        return ()
    return (Difference("grant type", tuple(sorted(client.grant_types)), stays),)


def _changes(client: StoredClient, old: Endpoints, new: NewServer, secret: SecretFate) -> Iterator[Difference]:
    if client.name and client.name != client.client_id:
        yield Difference("name", (client.name,), ())
    yield from _grants_that_go(client)
    yield Difference("authorize URL", (old.authorize,), (new.endpoints.authorize,))
    yield Difference("token URL", (old.token,), (new.endpoints.token,))
    if old.profile != new.endpoints.profile:
        yield Difference("profile URL", (old.profile,), (new.endpoints.profile,))
    yield Difference("scopes to ask for", (), (" ".join(new.scopes),))
    if new.proof_key:
        yield Difference("PKCE", (), ("compulsory",))
    if secret is not SecretFate.KEPT:
        yield Difference("secret", ("the old one",), (f"a new one: {secret}",))


def _told_to_owner(client: StoredClient, new: NewServer, secret: SecretFate) -> Iterator[str]:
    if secret is SecretFate.KEPT:
        yield "enter the new addresses; client ID, secret and redirect URIs stay as they are."
    else:
        yield "enter the new addresses and the new secret, which is in a file; the client ID stays."
    yield f"ask for the scopes {' '.join(new.scopes)}; without them DHIS2 takes no token."
    if new.proof_key:
        yield "send PKCE (S256) with every sign-in; this DHIS2 refuses one without."
    yield "send the access token in the header Authorization, not in the address (access_token=…)."
    yield "read the user's name in /api/me at username; userCredentials is gone."
    if GrantType.PASSWORD in client.grant_types:
        yield f"where it takes users' DHIS2 passwords (the password grant), {_INSTEAD}"
    if others := sorted(client.grant_types - _STAYS - {GrantType.PASSWORD}):
        yield f"{listed(others)} is gone, and was never in DHIS2's form; nothing takes its place."


def _told_to_others(new: NewServer) -> Iterator[Word]:
    yield Word(
        "its users", "sign in once more, and give consent; the tokens of the old DHIS2 are of no use on the new one."
    )
    if "email" in new.scopes:
        yield Word(
            "whoever manages the users",
            "each account's OpenID field (openId) must have its e-mail address: this DHIS2 finds the user of a token "
            "by it; from 2.42.5 on by the username.",
        )


def _known_issues(client: StoredClient, new: NewServer) -> Iterator[str]:
    """What is known against the application that has such a redirect URI."""
    for preset in applications_of(client):
        for objection in new.objections_to(preset):
            yield f"its redirect URI is that of {preset.title}: {objection}."


def refused(plan: MigrationPlan) -> ConfigError:
    """The error for a client that the new DHIS2 cannot have."""
    saw = f"it cannot be migrated: {'; '.join(plan.blockers)}"
    hint = " ".join(word.what for word in plan.tell)
    return ConfigError(f"looking at the client {plan.client_id!r}", saw, hint=hint, code="cannot_be_migrated")
