"""The OAuth2 grants, and the server that offers those of one DHIS2 version."""

import secrets
import time
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError, InvalidScopeError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import RSAKey

from automation.sandbox.faults import Fault
from automation.sandbox.oauth.models import LEGACY_SCOPE, Code, RegisteredClient, ServerFailure, Token
from automation.sandbox.oauth.spring import encoded_basic, plain_basic
from automation.sandbox.state import SandboxState, User

_LEGACY_LIFETIME = 43_200
_JWT_LIFETIME = 300


class OAuthServer(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server over the sandbox's memory."""

    def __init__(self, flask: Flask, state: SandboxState) -> None:
        self.state = state
        self.is_legacy = not state.options.behaviour.is_authorization_server
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        super().__init__(flask, self.client, self._keep)
        self.register_token_generator("default", self._make_token)
        self.register_client_auth_method("client_secret_basic", plain_basic if self.is_legacy else encoded_basic)
        extensions = [] if self.is_legacy else [ProofKey()]
        self.register_grant(LegacyCodeGrant if self.is_legacy else CodeGrant, extensions)
        self.register_grant(RefreshGrant)
        if self.is_legacy:
            self.register_grant(PasswordGrant)
        if state.options.behaviour.serves_client_credentials:
            self.register_grant(ClientGrant)
        self.register_endpoint(Revocation)

    def client(self, client_id: str) -> RegisteredClient | None:
        """The client of that ID, if there is one.

        Raises:
            ServerFailure: the server cannot load it.
        """
        key = "cid" if self.is_legacy else "clientId"
        stored = next((client for client in self.state.clients.values() if client.get(key) == client_id), None)
        return RegisteredClient(stored, self.state.options.behaviour, self.state.faults).loaded() if stored else None

    def must_know(self, issued: Code | Token) -> None:
        """See that the very client that something was issued to is still there: from 2.42 on it is read with it.

        Raises:
            ServerFailure: it was deleted; another of the same client ID is no substitute.
        """
        if not self.is_legacy and issued.client_uid not in self.state.clients:
            raise ServerFailure(f"The RegisteredClient with id '{issued.client_uid}' was not found")

    def _keep(self, token: dict[str, Any], asked: Any) -> None:
        memory = self.state.oauth
        kept = Token(
            access_token=token["access_token"],
            client_id=asked.client.client_id,
            client_uid=asked.client.uid,
            username=asked.user.username if asked.user else "",
            scope=token.get("scope", ""),
            refresh_token=token.get("refresh_token"),
            expires_in=token["expires_in"],
        )
        issued = {"access token": kept.access_token, "refresh token": kept.refresh_token or ""}
        self.state.issued += [(kind, value) for kind, value in issued.items() if value]
        memory.tokens = [old for old in memory.tokens if old.access_token != kept.access_token] + [kept]

    def _make_token(
        self,
        *,
        grant_type: str,
        client: RegisteredClient,
        user: User | None,
        scope: str,
        include_refresh_token: bool = True,
        **_: Any,
    ) -> dict[str, Any]:
        if self.is_legacy:
            token = self._legacy_token(client, user, may_reuse=grant_type != "refresh_token")
        else:
            assert user  # noqa: S101 - from 2.42 on each grant has one
            token = {
                "access_token": self._jwt(client, user, scope),
                "token_type": "Bearer",
                "expires_in": _JWT_LIFETIME - 1,
                "scope": scope,
            }
            if "openid" in scope.split():
                token["id_token"] = self._jwt(client, user, scope)
                self.state.issued.append(("ID token", token["id_token"]))
        if include_refresh_token and "refresh_token" in client.grants:
            token["refresh_token"] = secrets.token_urlsafe(32)
        return token

    def _legacy_token(self, client: RegisteredClient, user: User | None, *, may_reuse: bool) -> dict[str, Any]:
        """A live token of the same user and client is handed out again (SSO DefaultTokenServices)."""
        owner = (client.client_id, user.username if user else "")
        live = (token for token in self.state.oauth.tokens if (token.client_id, token.username) == owner)
        known = next(live, None) if may_reuse else None
        spent = int(time.time() - known.issued_at) if known else 0
        return {
            "access_token": known.access_token if known else secrets.token_urlsafe(20),
            "token_type": "bearer",
            "expires_in": _LEGACY_LIFETIME - spent,
            "scope": LEGACY_SCOPE,
        }

    def _jwt(self, client: RegisteredClient, user: User, scope: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": f"{request.host_url.rstrip('/')}{request.script_root}/",
            "sub": user.username,
            "aud": client.client_id,
            "scope": scope.split(),
            "iat": now,
            "exp": now + _JWT_LIFETIME,
            "jti": secrets.token_hex(8),
        }
        scopes = set(scope.split())
        if "email" in scopes:
            claims["email"] = user.email
        if "username" in scopes and self.state.options.behaviour.knows_username_scope:
            claims["username"] = user.username
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """The authorization-code grant (RFC 6749 §4.1)."""

    TOKEN_ENDPOINT_AUTH_METHODS: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    AUTHORIZATION_CODE_LENGTH = 128

    def validate_requested_scope(self) -> None:
        asked = set((self.request.payload.scope or "").split())
        allowed = set(self.request.client.get_allowed_scope(self.request.payload.scope).split())
        if asked - allowed:
            raise InvalidScopeError

    def save_authorization_code(self, code: str, asked: Any) -> None:
        data = asked.payload.data
        self.server.state.oauth.codes[code] = Code(
            code=code,
            client_id=asked.client.client_id,
            client_uid=asked.client.uid,
            redirect_uri=asked.payload.redirect_uri,
            scope=asked.client.get_allowed_scope(asked.payload.scope),
            username=asked.user.username,
            code_challenge=data.get("code_challenge"),
            code_challenge_method=data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code: str, client: RegisteredClient) -> Code | None:
        found = self.server.state.oauth.codes.get(code)
        if found:
            self.server.must_know(found)
        return found if found and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.server.state.oauth.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> User | None:
        found: User | None = self.server.state.user(authorization_code.username)
        return found


class LegacyCodeGrant(CodeGrant):
    """Spring Security OAuth's: Basic only, six characters."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)
    AUTHORIZATION_CODE_LENGTH = 6


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]
    """The refresh-token grant (RFC 6749 §6)."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        if Fault.REFRESH_REFUSED in self.server.state.faults:
            raise InvalidGrantError
        kept: list[Token] = self.server.state.oauth.tokens
        found = next((token for token in kept if token.refresh_token == refresh_token), None)
        if found:
            self.server.must_know(found)
        return found

    def authenticate_user(self, refresh_token: Token) -> User | None:
        found: User | None = self.server.state.user(refresh_token.username)
        return found

    def revoke_old_credential(self, refresh_token: Token) -> None:
        self.server.state.oauth.tokens.remove(refresh_token)


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):  # type: ignore[misc]
    """The password grant (RFC 6749 §4.3), up to 2.41."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def authenticate_user(self, username: str, password: str) -> User | None:
        found: User | None = self.server.state.user(username)
        return found if found and found.password == password else None


class ClientGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """The client credentials grant (RFC 6749 §4.4), 2.35 to 2.41: DHIS2's form does not offer it, its server does."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)


class ProofKey(CodeChallenge):  # type: ignore[misc]
    """PKCE with S256 only, compulsory where the client's settings say so (RFC 7636)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)
    DEFAULT_CODE_CHALLENGE_METHOD = "S256"

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        given = grant.request.payload.data.get("code_challenge")
        if grant.request.client.needs_proof_key and not given:
            raise InvalidRequestError("OAuth 2.0 Parameter: code_challenge", redirect_uri=redirect_uri)
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: CodeGrant, result: Any) -> None:
        try:
            super().validate_code_verifier(grant, result)
        except InvalidRequestError:
            raise InvalidGrantError from None


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """Token revocation (RFC 7009), from 2.42."""

    CLIENT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def query_token(self, token_string: str, _hint: str | None) -> Token | None:
        kept: list[Token] = self.server.state.oauth.tokens
        found = next((token for token in kept if token_string in {token.access_token, token.refresh_token}), None)
        if found:
            self.server.must_know(found)
        return found

    def revoke_token(self, token: Token, _request: Any) -> None:
        self.server.state.oauth.tokens.remove(token)
