"""How an application uses OAuth 2.0: the scopes it asks for, and where it puts secret and token."""

from dataclasses import dataclass
from enum import StrEnum


class TokenPlace(StrEnum):
    """Where a relying party puts the access token (RFC 6750 §2)."""

    HEADER = "header"
    QUERY = "query"


class AuthMethod(StrEnum):
    """How a relying party sends its secret to the token endpoint (RFC 6749 §2.3.1)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"


class Calls(StrEnum):
    """Which of DHIS2's OAuth2 endpoints an application calls: those up to 2.41, those from 2.42 on, or either."""

    UAA = "uaa"
    OAUTH2 = "oauth2"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """What the requests of a relying party look like; `username_at` is a path in `/api/me`."""

    scope: str = ""
    pkce: bool = False
    json_state: bool = False
    auth_method: AuthMethod = AuthMethod.BASIC
    token_in: TokenPlace = TokenPlace.HEADER
    username_at: str = "username"
