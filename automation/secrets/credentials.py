"""A client with its secret: what the form shows, the journal keeps and the application gets."""

from dataclasses import dataclass, fields
from typing import Any

from automation.clients.client import ClientSpec, offered
from automation.clients.server_kind import Endpoints
from automation.secrets import formats
from automation.secrets.formats import Format, Value
from automation.secrets.secret import Secret

CLIENT_ID = "DHIS2_OAUTH_CLIENT_ID"
REDIRECT_URIS = "DHIS2_OAUTH_REDIRECT_URIS"
PROFILE_URL = "DHIS2_OAUTH_PROFILE_URL"
CLIENT_SECRET = "DHIS2_OAUTH_CLIENT_SECRET"  # noqa: S105 - a variable's name
FIRST_URI = "DHIS2_OAUTH_REDIRECT_URI"
GRANT_TYPES = "DHIS2_OAUTH_GRANT_TYPES"
AUTHORIZE_URL = "DHIS2_OAUTH_AUTHORIZE_URL"
TOKEN_URL = "DHIS2_OAUTH_TOKEN_URL"  # noqa: S105 - a variable's name
VARIABLES = (
    CLIENT_ID, CLIENT_SECRET, AUTHORIZE_URL, TOKEN_URL, PROFILE_URL, FIRST_URI, REDIRECT_URIS, GRANT_TYPES,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client with its secret: what the form shows, just filled in or opened again after Save.

    There is no name from DHIS2 2.42 on. Grant types are those of `GrantType`; a file may name others.
    """

    name: str | None = None
    client_id: str
    secret: Secret
    grant_types: frozenset[str] = frozenset()
    redirect_uris: tuple[str, ...]

    @property
    def spec(self) -> ClientSpec:
        """It without its secret; grant types that DHIS2 does not offer are left out."""
        return ClientSpec(
            name=self.name or self.client_id,
            client_id=self.client_id,
            grant_types=offered(self.grant_types),
            redirect_uris=self.redirect_uris,
        )

    def at(self, endpoints: Endpoints) -> "Credentials":
        """The client with the endpoints of the DHIS2 that has it."""
        return Credentials(**_values(self), endpoints=endpoints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials(Client):
    """What the relying party is configured with."""

    endpoints: Endpoints

    def values(self) -> dict[str, Value]:
        """The values by the name of their variable, secret included."""
        return {
            CLIENT_ID: self.client_id,
            CLIENT_SECRET: self.secret.reveal(),
            AUTHORIZE_URL: self.endpoints.authorize,
            TOKEN_URL: self.endpoints.token,
            PROFILE_URL: self.endpoints.profile,
            FIRST_URI: self.redirect_uris[0] if self.redirect_uris else "",
            REDIRECT_URIS: self.redirect_uris,
            GRANT_TYPES: tuple(sorted(self.grant_types)),
        }

    def written(self, file_format: Format) -> str:
        """The values as a file of that format.

        Raises:
            ConfigError: one of them cannot be written so.
        """
        return formats.write(self.values(), file_format)


def _values(client: Client) -> dict[str, Any]:
    return {each.name: getattr(client, each.name) for each in fields(Client)}
