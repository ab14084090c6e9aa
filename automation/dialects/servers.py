"""Which DHIS2 has an OAuth2 server, and what that of 2.42 and later wants of a client, by patch version."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from automation.clients.relying_party import RelyingParty
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH, ServerKind
from automation.versions import Dhis2Version, VersionRange


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRules:
    """What a client must have stored, and what a relying party must ask for, for `/api` to accept its token.

    `scopes` are stored and asked for; from 2.42.5 and 2.43.1 on `username` makes the claim that DHIS2 looks
    the user up by, before that `email` is compared with the user's openId. `needs_proof_key` says that the
    server insists on PKCE (RFC 7636): of new clients, and of older ones at their next update, for which it also
    wants both client settings. `allowed_scopes` are the only ones that it then stores; None where it stores any.
    """

    versions: VersionRange[Dhis2Version]
    scopes: tuple[str, ...]
    needs_proof_key: bool
    has_server: bool = True
    allowed_scopes: frozenset[str] | None = None
    upstream: str

    def allows(self, scopes: Iterable[str]) -> bool:
        """Whether the server stores a client with these scopes."""
        return self.allowed_scopes is None or self.allowed_scopes.issuperset(scopes)

    def scopes_with(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Those that a client must have, and of others that its application asks for those that the server stores."""
        return tuple(dict.fromkeys([*self.scopes, *(scope for scope in wanted if self.allows([scope]))]))


_USERNAME = ("openid", "username")
_EMAIL = ("openid", "email")
# dhis2-core OAuth2Constants ALLOWED_CLIENT_SCOPES.
_FOUR = frozenset({"openid", "profile", "username", "email"})

RULES: tuple[ServerRules, ...] = (
    ServerRules(
        versions=VersionRange(Dhis2Version(43, 2)), scopes=_USERNAME, needs_proof_key=True, allowed_scopes=_FOUR,
        upstream="dhis2-core branch 2.43 Dhis2OAuth2ClientServiceImpl (6b1f3f73fcb), master (92fc10f04c6)",
    ),
    ServerRules(
        versions=VersionRange(Dhis2Version(43, 1), Dhis2Version(43, 2)), scopes=_USERNAME, needs_proof_key=False,
        upstream="dhis2-core 2.43.1 AuthorizationServerConfig, Dhis2JwtAuthenticationManagerResolver",
    ),
    ServerRules(
        versions=VersionRange(Dhis2Version(43), Dhis2Version(43, 1)), scopes=_EMAIL, needs_proof_key=False,
        has_server=False,
        upstream="dhis2-core 2.43.0 AuthorizationServerEnabledCondition (08adddfdea3)",
    ),
    ServerRules(
        versions=VersionRange(Dhis2Version(42, 7), Dhis2Version(43)), scopes=_USERNAME, needs_proof_key=True,
        allowed_scopes=_FOUR,
        upstream="dhis2-core branch 2.42 Dhis2OAuth2ClientServiceImpl (54f4d08c748)",
    ),
    ServerRules(
        versions=VersionRange(Dhis2Version(42, 5), Dhis2Version(42, 7)), scopes=_USERNAME, needs_proof_key=False,
        upstream="dhis2-core 2.42.5 AuthorizationServerConfig, Dhis2JwtAuthenticationManagerResolver",
    ),
    ServerRules(
        versions=VersionRange(Dhis2Version(42), Dhis2Version(42, 5)), scopes=_EMAIL, needs_proof_key=False,
        upstream="dhis2-core 2.42.0 AuthorizationServerConfig",
    ),
)  # fmt: skip

AUTHENTICATION_METHODS = ("client_secret_basic", "client_secret_post")
_WITHOUT_SERVER = VersionRange(Dhis2Version(41), Dhis2Version(41, 0, 1))
_LEGACY = VersionRange(before=Dhis2Version(42))


def spans_where(holds: Callable[[ServerRules], bool]) -> tuple[VersionRange[Dhis2Version], ...]:
    """The versions from 2.42 on of whose rules that holds, from old to new."""
    return tuple(rules.versions for rules in reversed(RULES) if holds(rules))


def scopes_refused(scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that some DHIS2 stores with no client."""
    limits = [rules.allowed_scopes for rules in RULES if rules.allowed_scopes is not None]
    return [scope for scope in scopes if not all(scope in allowed for allowed in limits)]


def spans_without_server() -> tuple[VersionRange[Dhis2Version], ...]:
    """The versions that have no OAuth2 server at all."""
    return (_WITHOUT_SERVER, *spans_where(lambda rules: not rules.has_server))


def rules_for(version: Dhis2Version | None) -> ServerRules:
    """The rules of a 2.42+ version; of the newest for one that is not known."""
    return next((rules for rules in RULES if version in rules.versions), RULES[0])


def has_oauth_server(version: Dhis2Version) -> bool:
    """Whether this version has an OAuth2 server at all (2.41.0, 2.43.0 and 2.43.0.1 have none)."""
    return version not in _WITHOUT_SERVER if version in _LEGACY else rules_for(version).has_server


def server_kind_of(version: Dhis2Version | None) -> ServerKind:
    """The kind of OAuth2 server that a version has; the newer one where the version is not known."""
    return SPRING_SECURITY_OAUTH if version in _LEGACY else AUTHORIZATION_SERVER


def usual_party(version: Dhis2Version | None, kind: ServerKind) -> RelyingParty:
    """A relying party that does what this DHIS2 wants: nothing special up to 2.41, scopes and PKCE from 2.42."""
    if kind is SPRING_SECURITY_OAUTH:
        return RelyingParty()
    return RelyingParty(scope=" ".join(rules_for(version).scopes), pkce=True)
