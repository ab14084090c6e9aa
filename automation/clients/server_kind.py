"""The two kinds of OAuth2 server that DHIS2 has had, and where their endpoints are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerKind:
    """A kind of OAuth2 server: the product that DHIS2 is built with, and its paths below the base URL.

    `token_lifetime` is how long an access token is valid at most, in words.
    """

    name: str
    authorize_path: str
    token_path: str
    token_lifetime: str

    def endpoints(self, base_url: str) -> "Endpoints":
        """The endpoints of a DHIS2 with such a server (RFC 6749 §3)."""
        return Endpoints(
            authorize=f"{base_url}{self.authorize_path}",
            token=f"{base_url}{self.token_path}",
            profile=f"{base_url}/api/me",
        )


# Up to 2.41.
SPRING_SECURITY_OAUTH = ServerKind(
    name="Spring Security OAuth",
    authorize_path="/uaa/oauth/authorize",
    token_path="/uaa/oauth/token",  # noqa: S106 - a path
    token_lifetime="12 hours",  # noqa: S106 - a time
)
# From 2.42 on.
AUTHORIZATION_SERVER = ServerKind(
    name="Spring Authorization Server",
    authorize_path="/oauth2/authorize",
    token_path="/oauth2/token",  # noqa: S106 - a path
    token_lifetime="5 minutes",  # noqa: S106 - a time
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where the relying party finds the authorization server (absolute URLs)."""

    authorize: str
    token: str
    profile: str

    @property
    def server_kind(self) -> ServerKind:
        """The kind of server that has these endpoints; its paths tell."""
        is_new = self.token.endswith(AUTHORIZATION_SERVER.token_path)
        return AUTHORIZATION_SERVER if is_new else SPRING_SECURITY_OAUTH
