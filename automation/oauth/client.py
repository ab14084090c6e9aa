"""OAuth 2.0 over HTTP as an application uses it; Authlib does the protocol."""

import base64
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote_plus, urlsplit

from automation.clients.relying_party import AuthMethod, RelyingParty, TokenPlace
from automation.clients.rules import COLON
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH, Endpoints, ServerKind
from automation.errors import SecretUnusable
from automation.network.transport import Transport
from automation.oauth.answers import Refused, StateLost, Token, interpret, read_profile
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret

if TYPE_CHECKING:
    from requests import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """An authorize URL and what must be remembered until its answer comes."""

    url: str
    redirect_uri: str
    state: Secret
    code_verifier: Secret | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """A relying party with its credentials, in front of one authorization server.

    Whatever it makes or is given that must not be shown, the `redactor` knows from then on.
    """

    client_id: str
    client_secret: Secret
    endpoints: Endpoints
    party: RelyingParty
    redactor: Redactor
    transport: Transport = field(default_factory=Transport)

    def __post_init__(self) -> None:
        """Hide the secret too, wherever it comes from: one that is made up differs from the right one little."""
        self.redactor.register(self.client_secret)

    def with_secret(self, secret: Secret) -> "OAuthClient":
        """The same client with another secret."""
        return replace(self, client_secret=secret)

    def speaking(self, party: RelyingParty) -> "OAuthClient":
        """The same client, speaking otherwise."""
        return replace(self, party=party)

    def authorization_request(self, redirect_uri: str) -> AuthorizationRequest:
        """The URL that the relying party sends the browser to (RFC 6749 §4.1.1, RFC 7636 §4.3)."""
        token = self._secret(secrets.token_urlsafe(24))
        state = self._secret(json.dumps({"serverId": token.reveal()})) if self.party.json_state else token
        verifier = self._secret(secrets.token_urlsafe(48)) if self.party.pkce else None
        session = self._session(redirect_uri=redirect_uri, code_challenge_method="S256" if verifier else None)
        url, _ = session.create_authorization_url(
            self.endpoints.authorize, state=state.reveal(), code_verifier=verifier.reveal() if verifier else None
        )
        return AuthorizationRequest(url=url, redirect_uri=redirect_uri, state=state, code_verifier=verifier)

    def code_in(self, asked: AuthorizationRequest, answer: str) -> Secret:
        """The code in a redirect that carries the state that was sent (RFC 6749 §4.1.2).

        Raises:
            StateLost: another state came back.
            Refused: an error came back instead of a code.
        """
        said = {key: values[0] for key, values in parse_qs(urlsplit(answer).query).items()}
        code = self._secret(said.get("code", ""))
        if said.get("state") != asked.state.reveal():
            raise StateLost("state", "the state that came back is not the one that was sent")
        if not code:
            raise Refused(said.get("error", "no code"), said.get("error_description", ""))
        return code

    def exchange(self, asked: AuthorizationRequest, code: Secret) -> Token:
        """Exchange the code of the redirect for a token (RFC 6749 §4.1.3).

        Raises:
            Refused: the token endpoint said no.
        """
        return self._fetch(
            grant_type="authorization_code",
            code=code.reveal(),
            redirect_uri=asked.redirect_uri,
            code_verifier=asked.code_verifier.reveal() if asked.code_verifier else None,
        )

    def try_code(self, code: str, redirect_uri: str) -> None:
        """Present a code that cannot be valid, to hear what the server thinks of the credentials.

        Raises:
            Refused: always, unless the server is badly broken; `status` 401 means the credentials.
        """
        self._fetch(grant_type="authorization_code", code=code, redirect_uri=redirect_uri)

    def refresh(self, refresh_token: Secret) -> Token:
        """A new token for a refresh token (RFC 6749 §6).

        Raises:
            Refused: the token endpoint said no.
        """
        return self._fetch(grant_type="refresh_token", refresh_token=refresh_token.reveal())

    def password_token(self, username: str, password: Secret) -> Token:
        """A token for a user's password (RFC 6749 §4.3).

        Raises:
            Refused: the token endpoint said no.
        """
        return self._fetch(grant_type="password", username=username, password=password.reveal())

    def profile(self, token: Token) -> dict[str, Any]:
        """`/api/me` with the token, put where this relying party puts it.

        Raises:
            Refused: DHIS2 did not accept the token.
        """
        place = "uri" if self.party.token_in is TokenPlace.QUERY else "header"
        with self._session(token=token.as_authlib_has_it, token_placement=place) as session:
            answer = self._call(
                session.get, self.endpoints.profile, headers={"Accept": "application/json"}, allow_redirects=False
            )
        return read_profile(answer, self.redactor)

    def revoke(self, token: Token) -> bool:
        """Take the token back where the server can (RFC 7009); up to 2.41 it cannot.

        Raises:
            Refused: there was no answer.
        """
        if self.endpoints.server_kind is SPRING_SECURITY_OAUTH:
            return False
        where = self.endpoints.token.removesuffix("token") + "revoke"
        with self._session(token=token.as_authlib_has_it) as session:
            answer = self._call(session.revoke_token, where, token.access.reveal(), allow_redirects=False)
        return bool(answer.status_code == 200)  # noqa: PLR2004 - HTTP OK

    def _fetch(self, **parameters: Any) -> Token:
        given = {name: value for name, value in parameters.items() if value is not None}
        with self._session() as session:
            session.register_compliance_hook("access_token_response", lambda answer: interpret(answer, self.redactor))
            said = self._call(session.fetch_token, self.endpoints.token, allow_redirects=False, **given)
        refresh = said.get("refresh_token")
        return Token(access=Secret(said["access_token"]), refresh=Secret(refresh) if refresh else None)

    def _session(self, **settings: Any) -> Any:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - slow to load

        from automation.network.http import mount  # noqa: PLC0415 - slow to load

        session = OAuth2Session(
            client_id=self.client_id,
            client_secret=self.client_secret.reveal(),
            token_endpoint_auth_method=self.party.auth_method,
            scope=self.party.scope or None,
            **settings,
        )
        mount(session, self.transport)
        # Authlib's own knows Latin-1 only.
        session.register_client_auth_method((AuthMethod.BASIC.value, self._sign))
        session.hooks["response"].append(self._hide_cookies)
        return session

    def _sign(self, _auth: Any, _method: str, uri: str, headers: dict[str, str], body: Any) -> tuple[Any, ...]:
        signed = basic_credentials(self.client_id, self.client_secret, self.endpoints.server_kind)
        # From 2.42 on it is the Base64 of something URL-encoded, in which the secret need not stand as it is.
        self._secret(signed.removeprefix("Basic "))
        headers["Authorization"] = signed
        return uri, headers, body

    def _hide_cookies(self, answer: "Response", *_: Any, **__: Any) -> None:
        for value in answer.cookies.values():
            self._secret(value)

    def _secret(self, value: str) -> Secret:
        """A value that was just made or came, and must not be shown from now on."""
        return self.redactor.register(Secret(value))

    @staticmethod
    def _call(function: Any, *arguments: Any, **options: Any) -> Any:
        """Call over the network; requests' own errors quote URLs, which may hold a token."""
        from automation.network.http import NO_ANSWER, why  # noqa: PLC0415 - slow to load

        try:
            return function(*arguments, **options)
        except NO_ANSWER as error:
            raise Refused("no answer", why(error)) from None


def basic_credentials(client_id: str, secret: Secret, server_kind: ServerKind) -> str:
    """The value of the Authorization header.

    From 2.42 both halves are form-encoded first (RFC 6749 §2.3.1; Spring Authorization Server decodes them).
    Up to 2.41 they go as they are, in UTF-8: Spring Security's BasicAuthenticationFilter decodes nothing.

    Raises:
        SecretUnusable: the client ID cannot be sent so.
    """
    is_new = server_kind is AUTHORIZATION_SERVER
    if ":" in client_id and not is_new:
        raise SecretUnusable(f"asking for a token as {client_id!r}", COLON, code="colon_in_client_id",
                             hint="delete that client and take a client ID without a colon.")  # fmt: skip
    halves = (client_id, secret.reveal())
    pair = ":".join(quote_plus(half) for half in halves) if is_new else ":".join(halves)
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
