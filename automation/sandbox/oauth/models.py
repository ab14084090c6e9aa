"""What the OAuth2 servers remember, and how a stored client answers Authlib's questions."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import bcrypt
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin

from automation.sandbox.behaviour import Behaviour
from automation.sandbox.client_checks import settings_fault
from automation.sandbox.faults import Fault

LEGACY_SCOPE = "ALL"
# Of DHIS2's own BCryptPasswordEncoder.
_COST = 10
# A check takes a quarter of a second by design, and a proof asks for the same one several times.
_matches = lru_cache(maxsize=64)(bcrypt.checkpw)


class ServerFailure(Exception):
    """Upstream's server throws where a client is not as it should be; Tomcat answers 500."""


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """An authorization code that waits to be exchanged."""

    code: str
    client_id: str
    client_uid: str
    redirect_uri: str | None
    scope: str
    username: str
    code_challenge: str | None = None
    code_challenge_method: str | None = None

    def get_redirect_uri(self) -> str | None:
        """The URI the token request must repeat."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """The scope that was granted."""
        return self.scope


@dataclass
class Token(TokenMixin):  # type: ignore[misc]
    """An access token and what came with it."""

    access_token: str
    client_id: str
    client_uid: str
    username: str
    scope: str
    refresh_token: str | None
    expires_in: int
    issued_at: float = field(default_factory=time.time)

    def check_client(self, client: "RegisteredClient") -> bool:
        """Whether the token is that client's."""
        return self.client_id == client.client_id

    def get_scope(self) -> str:
        """The token's scope."""
        return self.scope

    def get_expires_in(self) -> int:
        """Seconds from issue to expiry."""
        return self.expires_in


@dataclass
class OAuthMemory:
    """Codes, tokens, consents (by the client's UID and the user's name) and open questions of one sandbox."""

    codes: dict[str, Code] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)
    consents: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    pending: dict[str, str] = field(default_factory=dict)

    def token(self, access_token: str) -> Token | None:
        """The live token of that value."""
        return next((token for token in self.tokens if token.access_token == access_token), None)


class RegisteredClient(ClientMixin):  # type: ignore[misc]
    """A stored client, of either resource shape."""

    def __init__(self, stored: dict[str, Any], behaviour: Behaviour, faults: set[Fault]) -> None:
        self._stored = stored
        self._is_legacy = not behaviour.is_authorization_server
        self._faults = faults
        self.uid: str = stored["id"]
        self.client_id: str = stored["cid"] if self._is_legacy else stored["clientId"]

    @property
    def grants(self) -> set[str]:
        """The ticked grant types."""
        return set(self._listed("grantTypes" if self._is_legacy else "authorizationGrantTypes"))

    @property
    def redirect_uris(self) -> list[str]:
        """The registered redirect URIs."""
        return self._listed("redirectUris")

    def loaded(self) -> "RegisteredClient":
        """The client, as Spring's RegisteredClient.build and DHIS2's own reading of the settings let it pass.

        Raises:
            ServerFailure: from 2.42 on, something of it cannot be read, and nobody catches that.
        """
        if not self._is_legacy and (fault := next(self._faults_in_it(), None)):
            raise ServerFailure(fault)
        return self

    def _faults_in_it(self) -> Iterator[str]:
        for name in ("clientSettings", "tokenSettings"):
            settings = self._stored.get(name)
            if not settings or settings == "{}":
                yield "settings cannot be empty"
            elif wrong := settings_fault(settings):
                yield f"Failed to parse JSON data: {wrong}"
        if not self.grants:
            yield "authorizationGrantTypes cannot be empty"
        if "authorization_code" in self.grants and not self.redirect_uris:
            yield "redirectUris cannot be empty"
        yield from (f'scope "{scope}" contains invalid characters' for scope in self.scopes if " " in scope)
        for uri in self.redirect_uris:
            if "#" in uri:
                yield f'redirect_uri "{uri}" is not a valid redirect URI or contains fragment'

    @property
    def scopes(self) -> list[str]:
        """The scopes that the client may ask for."""
        return self._listed("scopes")

    @property
    def settings(self) -> dict[str, Any]:
        """The client settings, which DHIS2 keeps as JSON in a string."""
        settings: dict[str, Any] = json.loads(self._stored.get("clientSettings") or "{}")
        return settings

    @property
    def needs_proof_key(self) -> bool:
        """Whether PKCE is compulsory for this client."""
        return bool(self.settings.get("settings.client.require-proof-key"))

    @property
    def needs_consent(self) -> bool:
        """Whether the consent page is shown."""
        return bool(self.settings.get("settings.client.require-authorization-consent"))

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        return self.redirect_uris[0] if len(self.redirect_uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str:
        if self._is_legacy:
            return LEGACY_SCOPE if scope in {None, "", LEGACY_SCOPE} else ""
        allowed = set(self._listed("scopes"))
        return " ".join(name for name in (scope or "").split() if name in allowed)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return Fault.ANY_REDIRECT in self._faults or redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        if Fault.ANY_SECRET in self._faults:
            return True
        stored = self._stored.get("secret" if self._is_legacy else "clientSecret") or ""
        if self._is_legacy:
            return bool(stored) and client_secret == stored
        try:
            is_right = _matches(client_secret.encode(), stored.encode())
        except ValueError:
            # What is no bcrypt hash never matches (dhis2-core PasswordEncoderConfig).
            return False
        if is_right and int(stored.split("$")[2]) < _COST:
            # ClientSecretAuthenticationProvider wants to store a stronger hash, and nobody is signed in who could.
            raise ServerFailure("No authentication found")
        return is_right

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - Authlib's signature
        stored = self._listed("clientAuthenticationMethods") if not self._is_legacy else []
        return method in (stored or ["client_secret_basic"])

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Up to 2.41 a client without any grant type may use each (Spring Security OAuth AbstractTokenGranter)."""
        return grant_type in self.grants or (self._is_legacy and not self.grants)

    def _listed(self, key: str) -> list[str]:
        value = self._stored.get(key) or []
        return value.split(",") if isinstance(value, str) else list(value)
