"""What an audit asks of each client by itself: its grant types, its secret, its scopes, PKCE."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from automation.clients.client import GrantType
from automation.clients.findings import AuditedServer, FindingSeverity, Look, Rule, Seen
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.clients.stored_client import SecretForm, StoredClient
from automation.versions import Dhis2Version

_UP_TO_2_41, _FROM_2_42 = (SPRING_SECURITY_OAUTH,), (AUTHORIZATION_SERVER,)
_WITH_SECRET = {"client_secret_basic", "client_secret_post", "client_secret_jwt"}
# Before that the server has no client_credentials (dhis2-core 2.34 webapi-uaa.xml; since then Spring's defaults hold).
_SERVES_CLIENT_CREDENTIALS = Dhis2Version(35)
_ROTATE = "`dhis2-oauth rotate`"


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is wrong with a client."""

    severity: FindingSeverity
    reason: str
    cure: str


_Judge = Callable[[StoredClient, AuditedServer], _Judged | None]


def _password_grant(client: StoredClient, _server: AuditedServer) -> _Judged | None:
    if GrantType.PASSWORD not in client.grant_types:
        return None
    return _Judged(
        FindingSeverity.WARNING,
        reason="it may use the password grant, so its application is handed the DHIS2 passwords of its users; "
        "RFC 9700 §2.4 forbids that grant",
        cure="let the application use the authorization code grant, then untick Password; or delete the client if "
        "nobody uses it.",
    )


def _no_grant(client: StoredClient, server: AuditedServer) -> _Judged | None:
    """Spring Security OAuth compares grants only where there are some (AbstractTokenGranter.validateGrantType)."""
    if client.grant_types:
        return None
    cure = "tick the grant types that the application uses; or delete the client if nobody uses it."
    if server.kind is AUTHORIZATION_SERVER or not server.has_server:
        return _Judged(
            FindingSeverity.WARNING, reason="it has no grant type, so nobody can get a token with it", cure=cure
        )
    is_old = server.version is not None and server.version < _SERVES_CLIENT_CREDENTIALS
    served = "the password grant" if is_old else "the password and client_credentials grants"
    return _Judged(
        FindingSeverity.CRITICAL,
        reason="it has no grant type, and up to 2.41 DHIS2 then refuses none: "
        f"it serves {served} to whoever has its secret",
        cure=cure,
    )


def _no_secret(client: StoredClient, _server: AuditedServer) -> _Judged | None:
    methods = {*client.settings.auth_methods} if client.settings else set()
    needs_none = bool(methods) and not methods & _WITH_SECRET
    if client.secret_form is not SecretForm.NONE or needs_none:
        return None
    return _Judged(
        FindingSeverity.WARNING,
        reason="DHIS2 has no secret of it, so its application cannot prove itself at the token endpoint; from 2.42 on "
        "the form shows a secret and stores none",
        cure=f"{_ROTATE} gives it one; or delete it if nobody uses it.",
    )


def _plain_secret(client: StoredClient, _server: AuditedServer) -> _Judged | None:
    if client.secret_form is not SecretForm.PLAIN:
        return None
    return _Judged(
        FindingSeverity.CRITICAL,
        reason="its secret is stored as it is, so whoever may read clients through DHIS2's API can read it; and it "
        "does not work, because from 2.42 on DHIS2 compares with bcrypt",
        cure=f"take that secret for known to others; {_ROTATE} stores a bcrypt hash of a new one.",
    )


def _no_scopes(client: StoredClient, server: AuditedServer) -> _Judged | None:
    if client.settings is None or client.settings.scopes:
        return None
    needed = f"; this DHIS2 wants {' and '.join(server.scopes)} of who uses its API" if server.scopes else ""
    return _Judged(
        FindingSeverity.WARNING,
        reason=f"it has no scopes, and an application is granted none but those of its client{needed}",
        cure=f"{_ROTATE} gives it those that this DHIS2 wants, with a new secret; or add them through DHIS2's API.",
    )


def _pkce_off(client: StoredClient, server: AuditedServer) -> _Judged | None:
    settings = client.settings
    if settings is None or settings.proof_key or GrantType.AUTHORIZATION_CODE not in client.grant_types:
        return None
    is_off = settings.proof_key is False
    refused = "; until it is, this DHIS2 refuses to save the client, also by Edit and Save"
    return _Judged(
        FindingSeverity.WARNING,
        reason="PKCE, which keeps a stolen code from being of use (RFC 9700 §2.1.1), is "
        + ("not compulsory for it" if is_off else "not mentioned in what DHIS2 has stored of it")
        + (refused if is_off and server.insists_on_pkce else ""),
        cure="let its application use PKCE; then "
        + (
            f"{_ROTATE} with --mend makes it compulsory, with a new secret."
            if server.insists_on_pkce
            else "set settings.client.require-proof-key to true in its clientSettings through DHIS2's API."
        ),
    )


def _of_each(judge: _Judge) -> Look:
    """Judge one client after the other."""

    def look(clients: Sequence[StoredClient], server: AuditedServer) -> Iterator[Seen]:
        for client in clients:
            if found := judge(client, server):
                yield Seen(clients=[client], severity=found.severity, reason=found.reason, cure=found.cure)

    return look


RULES: tuple[Rule, ...] = (
    Rule(
        id="password-grant", kinds=_UP_TO_2_41, severities=(FindingSeverity.WARNING,), look=_of_each(_password_grant),
        asks="Clients that may use the password grant.",
    ),
    Rule(
        id="no-grant", kinds=(*_UP_TO_2_41, *_FROM_2_42),
        severities=(FindingSeverity.CRITICAL, FindingSeverity.WARNING),
        look=_of_each(_no_grant), asks="Clients without any grant type.",
    ),
    Rule(
        id="no-secret", kinds=_FROM_2_42, severities=(FindingSeverity.WARNING,), look=_of_each(_no_secret),
        asks="Clients of which DHIS2 has no secret, and that need one.",
    ),
    Rule(
        id="plain-secret", kinds=_FROM_2_42, severities=(FindingSeverity.CRITICAL,), look=_of_each(_plain_secret),
        asks="Clients whose secret is stored as it is.",
    ),
    Rule(
        id="no-scopes", kinds=_FROM_2_42, severities=(FindingSeverity.WARNING,), look=_of_each(_no_scopes),
        asks="Clients without scopes.",
    ),
    Rule(
        id="pkce-off", kinds=_FROM_2_42, severities=(FindingSeverity.WARNING,), look=_of_each(_pkce_off),
        asks="Clients with the authorization code grant for which PKCE is not compulsory.",
    ),
)  # fmt: skip
