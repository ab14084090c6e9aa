"""An OAuth2 client registration, as DHIS2's form describes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class GrantType(StrEnum):
    """The grant types DHIS2 offers; the values are those of RFC 6749 and of the form's checkboxes."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a grant, not a token
    PASSWORD = "password"  # noqa: S105 - the name of a grant, not a password


def offered(grants: Iterable[str]) -> frozenset[GrantType]:
    """Of these grant types those that some form of DHIS2 offers."""
    return frozenset(GrantType(grant) for grant in grants if grant in set(GrantType))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSpec:
    """What the client shall be; 2.42+ has no Name field and takes only the client ID."""

    name: str
    client_id: str
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[str, ...]
