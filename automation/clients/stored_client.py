"""A client as DHIS2 itself has it, whichever generation of servers says so."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from automation.clients.client import ClientSpec, offered
from automation.shapes import Misshapen, Uid, read, shaped

PROOF_KEY = "settings.client.require-proof-key"
CONSENT = "settings.client.require-authorization-consent"
# What BCrypt writes, which is what DHIS2 2.42+ compares a secret with (dhis2-core PasswordEncoderConfig).
_BCRYPT = ("$2a$", "$2b$", "$2y$")


class SecretForm(StrEnum):
    """How DHIS2 keeps the secret of a client."""

    NONE = "none"
    PLAIN = "plain"
    BCRYPT = "bcrypt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What only servers of 2.42 and later know of a client; None where DHIS2 has stored nothing.

    `proof_key` says that PKCE is compulsory (RFC 7636), `consent` that users are asked.
    """

    scopes: tuple[str, ...]
    auth_methods: tuple[str, ...]
    proof_key: bool | None
    consent: bool | None
    token_settings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClient:
    """A client as DHIS2 has it, without its secret.

    `uid` is DHIS2's own identifier. `fingerprint` tells whether the secret is still the same. Times are as DHIS2 writes
    them (ISO 8601, of the server's zone). `settings` are those of 2.42 and later, None up to 2.41.
    """

    uid: str
    name: str | None
    client_id: str
    grant_types: frozenset[str]
    redirect_uris: tuple[str, ...]
    secret_form: SecretForm
    fingerprint: str = field(default="", repr=False)
    created: str = ""
    last_updated: str = ""
    settings: ServerSettings | None = None

    @property
    def known_scopes(self) -> tuple[str, ...] | None:
        """Its scopes; None where it has none, or DHIS2 knows none (up to 2.41)."""
        return (self.settings.scopes or None) if self.settings else None

    @property
    def spec(self) -> ClientSpec:
        """What the form holds of it; grant types that no form has are left out."""
        return ClientSpec(
            name=self.name or self.client_id,
            client_id=self.client_id,
            grant_types=offered(self.grant_types),
            redirect_uris=self.redirect_uris,
        )

    def has(self, text: str) -> bool:
        """Whether that stands in its ID or its name, in whichever case."""
        return any(text.casefold() in value.casefold() for value in (self.client_id, self.name or ""))


_Listed = list[str] | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A client in DHIS2's own names: `cid`, `grantTypes` and `secret` up to 2.41, the others from 2.42 on."""

    id: Uid
    name: str | None = None
    cid: str | None = None
    clientId: str | None = None  # noqa: N815 - DHIS2's own names
    grantTypes: _Listed = None  # noqa: N815
    authorizationGrantTypes: _Listed = None  # noqa: N815
    redirectUris: _Listed = None  # noqa: N815
    secret: str | None = None
    clientSecret: str | None = None  # noqa: N815
    scopes: _Listed = None
    clientAuthenticationMethods: _Listed = None  # noqa: N815
    clientSettings: str | None = None  # noqa: N815
    tokenSettings: str | None = None  # noqa: N815
    created: str | None = None
    lastUpdated: str | None = None  # noqa: N815


def read_stored_client(plain: Any) -> StoredClient:
    """A client from what DHIS2's API says of it, in lists up to 2.41 and joined by commas from 2.42 on.

    Raises:
        Misshapen: it is none.
    """
    found = shaped(plain, _Shape, asked="a client")
    client_id = found.clientId if found.cid is None else found.cid
    if client_id is None:
        raise Misshapen("a client", "it has no client ID")
    is_new = found.cid is None
    secret = (found.clientSecret if is_new else found.secret) or ""
    return StoredClient(
        uid=found.id,
        name=None if is_new else found.name,
        client_id=client_id,
        grant_types=frozenset(_items(found.authorizationGrantTypes if is_new else found.grantTypes)),
        redirect_uris=_items(found.redirectUris),
        secret_form=_form(secret),
        fingerprint=hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest(),
        created=found.created or "",
        last_updated=found.lastUpdated or "",
        settings=_settings(found) if is_new else None,
    )


def _items(value: _Listed) -> tuple[str, ...]:
    items = value.split(",") if isinstance(value, str) else value or ()
    return tuple(filter(None, map(str.strip, items)))


def _form(secret: str) -> SecretForm:
    if not secret:
        return SecretForm.NONE
    return SecretForm.BCRYPT if secret.startswith(_BCRYPT) else SecretForm.PLAIN


def _settings(found: _Shape) -> ServerSettings:
    flags = _flags(found.clientSettings)
    return ServerSettings(
        scopes=_items(found.scopes),
        auth_methods=_items(found.clientAuthenticationMethods),
        proof_key=flags.get(PROOF_KEY),
        consent=flags.get(CONSENT),
        token_settings=found.tokenSettings or "",
    )


def _flags(settings: str | None) -> dict[str, bool]:
    try:
        plain = read(settings or "{}", dict[str, Any], asked="a client's settings")
    except Misshapen:
        return {}
    return {key: value for key, value in plain.items() if isinstance(value, bool)}
