"""The HTTP half of OAuth 2.0, as a relying party speaks it; Authlib does the protocol."""

import json
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from automation.basic_auth import basic_credentials
from automation.client import Endpoints
from automation.dialects import Dialect
from automation.relying_party import AuthMethod, RelyingParty, TokenPlace
from automation.secret import Secret
from automation.transport import Transport

if TYPE_CHECKING:
    from requests import Response

_HTTP_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """An authorize URL and what must be remembered until its answer comes."""

    url: str
    redirect_uri: str
    state: str
    code_verifier: str | None


class Refused(Exception):
    """The server said no; `error` is its OAuth error code or the HTTP status."""

    def __init__(self, error: str, description: str = "", status: int = 0) -> None:
        super().__init__(f"{error}: {description}" if description else error)
        self.error = error
        self.description = description
        self.status = status


class StateLost(Refused):
    """The state that came back is not the one that was sent (RFC 6749 §10.12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """A relying party with its credentials, in front of one authorization server."""

    client_id: str
    client_secret: Secret
    endpoints: Endpoints
    party: RelyingParty
    transport: Transport = field(default_factory=Transport)

    def with_secret(self, secret: Secret) -> "OAuthClient":
        """The same client with another secret."""
        return replace(self, client_secret=secret)

    def speaking(self, party: RelyingParty) -> "OAuthClient":
        """The same client, speaking otherwise."""
        return replace(self, party=party)

    def authorization_request(self, redirect_uri: str) -> AuthorizationRequest:
        """The URL that the relying party sends the browser to (RFC 6749 §4.1.1, RFC 7636 §4.3)."""
        state = json.dumps({"serverId": secrets.token_hex(8)}) if self.party.json_state else secrets.token_urlsafe(24)
        verifier = secrets.token_urlsafe(48) if self.party.pkce else None
        session = self._session(redirect_uri=redirect_uri, code_challenge_method="S256" if verifier else None)
        url, _ = session.create_authorization_url(self.endpoints.authorize, state=state, code_verifier=verifier)
        return AuthorizationRequest(url=url, redirect_uri=redirect_uri, state=state, code_verifier=verifier)

    def check_answer(self, asked: AuthorizationRequest, answer: str) -> None:
        """The redirect carries a code and the state that was sent (RFC 6749 §4.1.2).

        Raises:
            StateLost: another state came back.
            Refused: an error came back instead of a code.
        """
        said = {key: values[0] for key, values in parse_qs(urlsplit(answer).query).items()}
        if said.get("state") != asked.state:
            raise StateLost("state", "the state that came back is not the one that was sent")
        if "code" not in said:
            raise Refused(said.get("error", "no code"), said.get("error_description", ""))

    def exchange(self, asked: AuthorizationRequest, answer: str) -> dict[str, Any]:
        """Exchange the code of the redirect for a token (RFC 6749 §4.1.3).

        Raises:
            Refused: the token endpoint said no.
        """
        code = parse_qs(urlsplit(answer).query)["code"][0]
        return self._fetch(
            grant_type="authorization_code",
            code=code,
            redirect_uri=asked.redirect_uri,
            code_verifier=asked.code_verifier,
        )

    def try_code(self, code: str, redirect_uri: str) -> None:
        """Present a code that cannot be valid, to hear what the server thinks of the credentials.

        Raises:
            Refused: always, unless the server is badly broken; `status` 401 means the credentials.
        """
        self._fetch(grant_type="authorization_code", code=code, redirect_uri=redirect_uri)

    def refresh(self, refresh_token: str) -> dict[str, Any]:
        """A new token for a refresh token (RFC 6749 §6).

        Raises:
            Refused: the token endpoint said no.
        """
        return self._fetch(grant_type="refresh_token", refresh_token=refresh_token)

    def password_token(self, username: str, password: Secret) -> dict[str, Any]:
        """A token for a user's password (RFC 6749 §4.3).

        Raises:
            Refused: the token endpoint said no.
        """
        return self._fetch(grant_type="password", username=username, password=password.reveal())

    def profile(self, token: dict[str, Any]) -> dict[str, Any]:
        """`/api/me` with the token, put where this relying party puts it.

        Raises:
            Refused: DHIS2 did not accept the token.
        """
        place = "uri" if self.party.token_in is TokenPlace.QUERY else "header"
        with self._session(token=token, token_placement=place) as session:
            answer = self._call(session.get, self.endpoints.profile, headers={"Accept": "application/json"})
        return _json_of(answer)

    def revoke(self, token: dict[str, Any]) -> bool:
        """Take the token back where the server can (RFC 7009); up to 2.41 it cannot."""
        if not self.endpoints.is_authorization_server:
            return False
        with self._session(token=token) as session:
            answer = self._call(
                session.revoke_token, self.endpoints.token.removesuffix("token") + "revoke", token["access_token"]
            )
        return bool(answer.status_code == 200)  # noqa: PLR2004 - HTTP OK

    def _fetch(self, **parameters: Any) -> dict[str, Any]:
        from authlib.integrations.base_client import OAuthError  # noqa: PLC0415 - slow to load

        given = {name: value for name, value in parameters.items() if value is not None}
        seen: list[Response] = []
        with self._session() as session:
            session.register_compliance_hook("access_token_response", lambda answer: _heard(answer, seen))
            try:
                token = self._call(session.fetch_token, self.endpoints.token, allow_redirects=False, **given)
            except OAuthError as error:
                raise Refused(error.error, error.description or "", seen[-1].status_code if seen else 0) from None
        return dict(token)

    def _session(self, **settings: Any) -> Any:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - slow to load

        from automation.requests_transport import mount  # noqa: PLC0415 - slow to load

        session = OAuth2Session(
            client_id=self.client_id,
            client_secret=self.client_secret.reveal(),
            token_endpoint_auth_method=self.party.auth_method,
            scope=self.party.scope or None,
            default_timeout=_HTTP_TIMEOUT,
            **settings,
        )
        mount(session, self.transport)
        # Authlib's own knows Latin-1 only.
        session.register_client_auth_method((AuthMethod.BASIC.value, self._sign))
        return session

    def _sign(self, _auth: Any, _method: str, uri: str, headers: dict[str, str], body: Any) -> tuple[Any, ...]:
        headers["Authorization"] = basic_credentials(
            self.client_id, self.client_secret, is_authorization_server=self.endpoints.is_authorization_server
        )
        return uri, headers, body

    @staticmethod
    def _call(function: Any, *arguments: Any, **options: Any) -> Any:
        """Call over the network; requests' own errors quote URLs, which may hold a token."""
        from requests import RequestException  # noqa: PLC0415 - slow to load

        try:
            return function(*arguments, **options)
        except RequestException as error:
            raise Refused("no answer", type(error).__name__) from None


def endpoints(base_url: str, dialect: Dialect) -> Endpoints:
    """Endpoints below the instance's base URL: `/uaa/oauth/*` up to 2.41, `/oauth2/*` from 2.42 (RFC 6749 §3)."""
    return Endpoints(
        authorize=base_url + dialect.authorize_path,
        token=base_url + dialect.token_path,
        profile=f"{base_url}/api/me",
    )


def _heard(answer: "Response", seen: list["Response"]) -> "Response":
    """Authlib reads JSON only; what is not JSON is an answer too."""
    seen.append(answer)
    if answer.status_code in {401, 403} or "json" not in answer.headers.get("content-type", ""):
        said = _oauth_error(answer)
        raise Refused(
            said.get("error", f"HTTP {answer.status_code}"), said.get("error_description", ""), answer.status_code
        )
    return answer


def _oauth_error(answer: "Response") -> dict[str, str]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return {key: str(value) for key, value in body.items()} if isinstance(body, dict) else {}


def _json_of(answer: "Response") -> dict[str, Any]:
    said = _oauth_error(answer)
    if not answer.ok:
        reason = said.get("error_description") or said.get("message") or ""
        raise Refused(said.get("error", f"HTTP {answer.status_code}"), reason, answer.status_code)
    try:
        body = answer.json()
    except ValueError:
        raise Refused(f"HTTP {answer.status_code}", "the answer is not JSON", answer.status_code) from None
    return body if isinstance(body, dict) else {}
