"""What the 2.42+ authorization server wants of a client, per patch version, in one place."""

from collections.abc import Iterable
from dataclasses import dataclass

from automation.versions import Dhis2Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRules:
    """What a client must have stored, and what a relying party must ask for, for `/api` to accept its token.

    `scopes` are stored and asked for; from 2.42.5 and 2.43.1 on `username` makes the claim that DHIS2 looks
    the user up by, before that `email` is compared with the user's openId. `needs_proof_key` says that the
    server insists on PKCE (RFC 7636): of new clients, and of older ones at their next update, for which it also
    wants both client settings. `allowed_scopes` are the only ones that it then stores; None where it stores any.
    """

    since: Dhis2Version
    before: Dhis2Version
    scopes: tuple[str, ...]
    needs_proof_key: bool
    has_server: bool = True
    allowed_scopes: frozenset[str] | None = None
    upstream: str

    def applies_to(self, version: Dhis2Version) -> bool:
        """Whether the rules are this version's."""
        return self.since <= version < self.before

    def allows(self, scopes: Iterable[str]) -> bool:
        """Whether the server stores a client with these scopes."""
        return self.allowed_scopes is None or self.allowed_scopes.issuperset(scopes)


_END = Dhis2Version(99)
_USERNAME = ("openid", "username")
_EMAIL = ("openid", "email")
# dhis2-core OAuth2Constants ALLOWED_CLIENT_SCOPES.
_FOUR = frozenset({"openid", "profile", "username", "email"})

RULES: tuple[ServerRules, ...] = (
    ServerRules(
        since=Dhis2Version(43, 2), before=_END, scopes=_USERNAME, needs_proof_key=True, allowed_scopes=_FOUR,
        upstream="dhis2-core branch 2.43 Dhis2OAuth2ClientServiceImpl (6b1f3f73fcb), master (92fc10f04c6)",
    ),
    ServerRules(
        since=Dhis2Version(43, 1), before=Dhis2Version(43, 2), scopes=_USERNAME, needs_proof_key=False,
        upstream="dhis2-core 2.43.1 AuthorizationServerConfig, Dhis2JwtAuthenticationManagerResolver",
    ),
    ServerRules(
        since=Dhis2Version(43), before=Dhis2Version(43, 1), scopes=_EMAIL, needs_proof_key=False, has_server=False,
        upstream="dhis2-core 2.43.0 AuthorizationServerEnabledCondition (08adddfdea3)",
    ),
    ServerRules(
        since=Dhis2Version(42, 7), before=Dhis2Version(43), scopes=_USERNAME, needs_proof_key=True,
        allowed_scopes=_FOUR,
        upstream="dhis2-core branch 2.42 Dhis2OAuth2ClientServiceImpl (54f4d08c748)",
    ),
    ServerRules(
        since=Dhis2Version(42, 5), before=Dhis2Version(42, 7), scopes=_USERNAME, needs_proof_key=False,
        upstream="dhis2-core 2.42.5 AuthorizationServerConfig, Dhis2JwtAuthenticationManagerResolver",
    ),
    ServerRules(
        since=Dhis2Version(42), before=Dhis2Version(42, 5), scopes=_EMAIL, needs_proof_key=False,
        upstream="dhis2-core 2.42.0 AuthorizationServerConfig",
    ),
)  # fmt: skip

AUTHENTICATION_METHODS = ("client_secret_basic", "client_secret_post")
_LEGACY_WITHOUT_SERVER = (Dhis2Version(41), Dhis2Version(41, 0, 1))


def rules_for(version: Dhis2Version | None) -> ServerRules:
    """The rules of a 2.42+ version; of the newest for one that is not known."""
    return next((rules for rules in RULES if version and rules.applies_to(version)), RULES[0])


def has_oauth_server(version: Dhis2Version) -> bool:
    """Whether this version has an OAuth2 server at all (2.41.0, 2.43.0 and 2.43.0.1 have none)."""
    if version < RULES[-1].since:
        return not _LEGACY_WITHOUT_SERVER[0] <= version < _LEGACY_WITHOUT_SERVER[1]
    return rules_for(version).has_server
